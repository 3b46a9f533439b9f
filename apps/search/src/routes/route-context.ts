import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorJson } from '@logwarren/api';
import type { Logger } from '@logwarren/common';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { QueryLimit } from '../queries/query-limits.ts';
import type { LetterStore, LogReader, SavedSearchStore } from '../queries/store-functions.ts';
import type { ReadLedger } from './ledger/ledger-watch.ts';
import type { SearchMetrics } from './search-metrics.ts';
import type { LiveFeed } from './tail/live-feed.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See `CheckedRequest`. */
    isLong?: boolean;
  }
}

/** The server with schemas in zod. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The tools that every route gets. */
export interface RouteContext {
  reader: LogReader;
  letters: LetterStore;
  searches: SavedSearchStore;
  ledger: ReadLedger;
  feed: LiveFeed;
  queryLimit: QueryLimit;
  metrics: SearchMetrics;
  /** Time that one query may take, ms. */
  budgetMs: number;
  log: Logger;
  /** ms since the epoch. */
  now: () => number;
}

/** Answers that any route that searches may give instead of a success, for the documentation. */
export const searchErrors = {
  400: errorJson.describe('A parameter is wrong; `details` names each.'),
  403: errorJson.describe('`Host` is not a name of this port, or a page of another site asks.'),
  410: errorJson.describe('`asOf` cannot be read any more.'),
  429: errorJson.describe('Too many searches at once; try again after `Retry-After` seconds.'),
  503: errorJson.describe('MongoDB is away; try again after `Retry-After` seconds.'),
};
