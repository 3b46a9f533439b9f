import { overviewJson } from '@logwarren/api';
import { COUNT_PATIENCE, type StreamCount } from '@logwarren/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogReader } from '../../queries/store-functions.ts';
import { createTestServer } from '../../test-server.ts';

/** An overview from a slow store: the clock only moves by the time that reads take. */

const BUDGET_MS = 500;
const MOMENT = '1795262400-5';
const NOW = Date.parse('2026-11-21T12:00:00Z');
const COUNTS: StreamCount[] = [
  { service: 'checkout', severity: 'ERROR', count: 3, lastMs: NOW - 1_000 },
  { service: 'payment', severity: 'INFO', count: 9, lastMs: NOW - 2_000 },
];
const SILENT = [{ service: 'mail', lastMs: NOW - 7_200_000 }];

let clockMs: number;
beforeEach(() => {
  clockMs = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => clockMs);
});
afterEach(() => vi.restoreAllMocks());

/** A read that uses a part of its time; reads that begin together take the time of the longest. */
function slow<Query extends { budgetMs: number }, T extends object>(patience: number, part: number, answer: T) {
  return async ({ budgetMs }: Query): Promise<T & { complete: boolean }> => {
    const endMs = clockMs + Math.ceil(budgetMs * patience * part);
    await Promise.resolve();
    clockMs = Math.max(clockMs, endMs);
    return { ...answer, complete: part < 1 };
  };
}

interface Parts {
  count?: number;
  histogram?: number;
  silent?: number;
  find?: number;
}

/**
 * @param parts how much of its time each read uses; 1 is all of it, and makes the read incomplete
 */
async function overviewOf({ count = 0, histogram = 0, silent = 0, find = 0 }: Parts) {
  const bins = new Map([['checkout', { records: [3], errors: [3] }]]);
  const histogramOf = { fromMs: 0, toMs: 60_000, starts: [0], stepMs: 60_000, endMs: 60_000, services: bins };
  const reader: Partial<LogReader> = {
    moment: async () => MOMENT,
    count: slow(COUNT_PATIENCE, count, { counts: COUNTS }),
    serviceHistogram: slow(COUNT_PATIENCE, histogram, histogramOf),
    silent: slow(COUNT_PATIENCE, silent, { silent: SILENT }),
    find: slow(1, find, { records: [], next: null }),
  };
  await using app = await createTestServer({ reader: reader as LogReader, budgetMs: BUDGET_MS, now: () => NOW });
  const beganMs = clockMs;
  const response = await app.inject('/logs/overview?from=1h');
  expect(response.statusCode, response.body).toBe(200);
  return { overview: overviewJson.parse(response.json()), tookMs: clockMs - beganMs };
}

test.each<[string, Parts]>([
  ['counts', { count: 1 }],
  ['counts nearly', { count: 0.9, histogram: 1, silent: 1, find: 1 }],
  ['the histogram', { histogram: 1, find: 1 }],
  ['the silent services', { silent: 1, find: 1 }],
  ['every read', { count: 1, histogram: 1, silent: 1, find: 1 }],
  ['a half each time', { count: 0.5, histogram: 0.5, silent: 0.5, find: 0.5 }],
])('all reads together take no more time than a count may, when %s takes it', async (_name, parts) => {
  const { tookMs } = await overviewOf(parts);
  // A read always gets at least a millisecond.
  expect(tookMs).toBeLessThanOrEqual(BUDGET_MS * COUNT_PATIENCE + 10);
});

test('a service that was not counted in time is not called silent', async () => {
  const { overview } = await overviewOf({ count: 1 });
  expect(overview).toMatchObject({ complete: false, silent: null, total: 12 });
});

test('what is read last may be missing, and then the answer is not complete', async () => {
  const { overview } = await overviewOf({ histogram: 1 });
  expect(overview).toMatchObject({ complete: false, services: [{ service: 'checkout', lastError: null }, {}] });
  expect(overview.silent).toMatchObject({ count: 1, services: [{ service: 'mail', lastRecord: null }] });
});

test('an overview that had time enough is complete', async () => {
  const { overview } = await overviewOf({ count: 0.1, histogram: 0.1, silent: 0.1, find: 0.1 });
  expect(overview).toMatchObject({ complete: true, silent: { count: 1 }, bins: ['1970-01-01T00:00:00.000Z'] });
});
