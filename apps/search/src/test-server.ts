import { createLogger } from '@logwarren/common';
import type { LogRecord } from '@logwarren/contract';
import type { LogQuery } from '@logwarren/store';
import { expect } from 'vitest';
import { createQueryLimit } from './queries/query-limits.ts';
import type { LogReader } from './queries/store-functions.ts';
import type { App } from './routes/route-context.ts';
import { createServer, type ServerOptions } from './server/server.ts';

/** Servers for tests of routes. */

/** The clock of `serveReader`, ms since the epoch. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');
/** Id of `RECORD`. */
export const ID = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011';
/** A record with most of its fields. */
export const RECORD: LogRecord = {
  id: ID,
  timestamp: Date.parse('2026-11-21T10:15:30.123Z'),
  observedAt: Date.parse('2026-11-21T10:15:30.140Z'),
  service: 'checkout',
  severity: 'ERROR',
  severityNumber: 17,
  message: 'payment declined: timeout after 3000 ms',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  attributes: { 'http.response.status_code': 502 },
};
/** The moment of every answer of `serveReader` whose request named none. */
export const AS_OF = `${NOW}-1795262400-5`;
/** The count of no records. */
export const NO_RECORDS = { count: 0, error: 0 };

const EMPTY: LogReader = {
  moment: async () => '1795262400-5',
  find: async () => ({ records: [], next: null, complete: true }),
  get: async () => undefined,
  count: async () => ({ counts: [], complete: true }),
  histogram: async () => ({ fromMs: 0, toMs: 0, stepMs: 1, endMs: 0, bins: [], complete: true }),
  serviceHistogram: async () => ({
    fromMs: 0,
    toMs: 0,
    starts: [],
    stepMs: 1,
    endMs: 0,
    services: new Map(),
    complete: true,
  }),
  silent: async () => ({ silent: [], complete: true }),
  facets: async () => ({ facets: [], complete: true }),
  since: async () => ({ records: [], leftOut: 0, complete: true }),
  fields: async () => ({ fields: [], records: NO_RECORDS, exact: true, mayMiss: 0, complete: true }),
  patterns: async () => ({
    patterns: [],
    others: NO_RECORDS,
    fromMs: 0,
    toMs: 0,
    stepMs: 1,
    exact: true,
    mayMiss: 0,
    complete: true,
    counted: true,
  }),
  context: async () => undefined,
};

/**
 * Makes a server for tests. Without a store it refuses wrong requests and fails for all others.
 *
 * @param given the tools that the test needs
 */
export async function createTestServer(given: Partial<ServerOptions> = {}): Promise<App> {
  const nothing = {} as never;
  return await createServer({
    reader: nothing,
    letters: nothing,
    searches: nothing,
    ledger: nothing,
    feed: nothing,
    queryLimit: createQueryLimit(100),
    metrics: { answered: () => {}, incomplete: () => {} },
    budgetMs: 5_000,
    log: createLogger('test', 'silent'),
    host: '127.0.0.1',
    allowedHosts: [],
    ...given,
  });
}

/**
 * Makes a server over a store without records, at `NOW`.
 *
 * @param reader functions that answer instead of the empty store
 * @param limit searches at the same time
 */
export async function serveReader(reader: Partial<LogReader> = {}, limit = 100): Promise<App> {
  const queryLimit = createQueryLimit(limit);
  return await createTestServer({ reader: { ...EMPTY, ...reader }, queryLimit, now: () => NOW });
}

/** Makes a server over a store without records that keeps the queries it was asked; the test closes it. */
export async function createQueryServer() {
  const asked: LogQuery[] = [];
  const app = await serveReader({
    find: async (query) => {
      asked.push(query);
      return { records: [], next: null, complete: true };
    },
  });
  return {
    app,
    asked,
    /** The query that a URL is turned into. */
    async queryOf(url: string): Promise<LogQuery> {
      const response = await app.inject(url);
      expect(response.body).toBe(`{"records":[],"next":null,"complete":true,"asOf":"${AS_OF}"}`);
      return asked.at(-1) as LogQuery;
    },
    /** The problems for which a URL is refused. */
    async problemsOf(url: string) {
      const response = await app.inject(url);
      expect(response.statusCode).toBe(400);
      expect(response.json().error.code).toBe('invalid-parameter');
      return response.json().error.details as { parameter: string; problem: string }[];
    },
  };
}
