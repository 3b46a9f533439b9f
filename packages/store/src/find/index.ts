/** Finding records: pages, one record, its neighbours, newer records; and saved searches. */
export {
  AFTER_ALL,
  beforeAll,
  type Cursor,
  comparePositions,
  decodeCursor,
  encodeCursor,
  isBehind,
  type Order,
  positionOf,
} from './cursor.ts';
export { findLogs, type LogQuery } from './find-logs.ts';
export { getLog } from './get-log.ts';
export { logContext } from './log-context.ts';
export { logsSince, type RecordsSince, type SinceQuery } from './logs-since.ts';
/** One page of records, with its cursor. */
export type { LogPage } from './page-builder.ts';
export { deleteSearch, getSearch, listSearches, type SavedSearch, saveSearch } from './saved-searches.ts';
