import { getFacets } from './counts/get-facets.ts';
import { getFields } from './counts/get-fields.ts';
import { getHistogram } from './counts/get-histogram.ts';
import { getPatterns } from './counts/get-patterns.ts';
import { getStats } from './counts/get-stats.ts';
import { deadLetterRoutes } from './dead-letters/dead-letter-routes.ts';
import { getExport } from './export/get-export.ts';
import { getLedger } from './ledger/get-ledger.ts';
import { getOverview } from './overview/get-overview.ts';
import { getContext } from './records/get-context.ts';
import { getLogById } from './records/get-log-by-id.ts';
import { getLogs } from './records/get-logs.ts';
import { getNow } from './records/get-now.ts';
import type { App, RouteContext } from './route-context.ts';
import { searchRoutes } from './searches/search-routes.ts';
import { getVersion } from './service/get-version.ts';
import { getTail } from './tail/get-tail.ts';

/** All routes of the API, in the order of its description. */
export const ROUTES: readonly ((app: App, context: RouteContext) => void)[] = [
  getLogs,
  getStats,
  getHistogram,
  getFacets,
  getFields,
  getPatterns,
  getExport,
  getNow,
  getOverview,
  getLogById,
  getContext,
  getVersion,
  getTail,
  searchRoutes,
  deadLetterRoutes,
  getLedger,
];
