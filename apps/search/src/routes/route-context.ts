import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorJson } from '@logwarren/api';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { SearchMetrics } from '../metrics.ts';
import type { LogReader } from '../queries/log-reader.ts';
import type { QueryGate } from '../queries/query-limit.ts';

/** The server with schemas in zod. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Tools for answering that every route is given. */
export interface RouteContext {
  reader: LogReader;
  gate: QueryGate;
  metrics: SearchMetrics;
  budgetMs: number;
  /** ms since the epoch. */
  now: () => number;
}

/** Answers that every route that searches may give instead of a success, for the documentation. */
export const searchErrors = {
  400: errorJson.describe('A parameter is wrong; `details` names each.'),
  403: errorJson.describe('`Host` is not a name of this port, or a page of another site asks.'),
  410: errorJson.describe('`asOf` cannot be read any more.'),
  429: errorJson.describe('Too many searches at once; try again after `Retry-After` seconds.'),
  503: errorJson.describe('MongoDB is away; try again after `Retry-After` seconds.'),
};
