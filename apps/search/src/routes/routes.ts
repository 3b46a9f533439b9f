import type { Logger } from '@logwarren/common';
import type { LogReader } from '../queries/log-reader.ts';
import type { QueryGate } from '../queries/query-limit.ts';
import { deadLetterRoutes } from './dead-letters/dead-letter-routes.ts';
import type { LetterDesk } from './dead-letters/letter-desk.ts';
import { getLedger } from './ledger/get-ledger.ts';
import type { ReadLedger } from './ledger/ledger-watch.ts';
import type { App } from './route-context.ts';
import type { SearchDesk } from './searches/search-desk.ts';
import { searchRoutes } from './searches/search-routes.ts';
import { getTail } from './tail/get-tail.ts';
import type { LiveFeed } from './tail/live-feed.ts';

/** Everything that the routes beyond searching need. */
export interface MoreContext {
  letters: LetterDesk;
  searches: SearchDesk;
  ledger: ReadLedger;
  feed: LiveFeed;
  since: LogReader['since'];
  gate: QueryGate;
  budgetMs: number;
  log: Logger;
}

/** The routes beyond searching: live tail, saved searches, dead letters, the ledger. */
export function moreRoutes(context: MoreContext): (app: App) => void {
  const { letters, searches, ledger, feed, since, gate, budgetMs, log } = context;
  const now = Date.now;
  return (app) => {
    getTail(app, { feed, since: (query) => gate.run(() => since(query)), budgetMs, log, now });
    searchRoutes(app, searches);
    deadLetterRoutes(app, { desk: letters, gate, budgetMs, now });
    getLedger(app, { read: ledger, gate, budgetMs, now });
  };
}
