import type { NormalisedRecord } from '@logwarren/contract';
import { type Filter, parseQuery } from '@logwarren/query';
import { type CountQuery, countLogs, facets, histogram, listFields, patterns, type Store } from '@logwarren/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** Views of one selection agree on more than numbers: on assumptions, and on the bins of time. */

const HOUR = 3_600_000;
/** Clocks of Berlin went back on that day. */
const FROM = Date.parse('2026-10-20T00:00:00Z');
const DAYS = 10;
const range = { fromMs: FROM, toMs: FROM + DAYS * 24 * HOUR };
const zone = { nowMs: range.toMs, timeZone: 'Europe/Berlin' };

let store: Store;

beforeAll(async () => {
  store = await openTestStore();
  const records = Array.from({ length: DAYS * 24 }, (_, hour) => ({
    ...{
      timestamp: FROM + hour * HOUR,
      observedAt: FROM,
      service: 'web',
      severity: 'INFO' as const,
      severityNumber: 9,
    },
    message: hour % 2 === 0 ? 'connected to localhost:8080' : 'idle',
  }));
  await storeRecords(store, records);
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

const VIEWS: Record<string, (query: CountQuery) => Promise<unknown>> = {
  countLogs: (query) => countLogs(store, query),
  histogram: (query) => histogram(store, { ...query, ...zone, bins: 10 }),
  'facets of streams': (query) => facets(store, { ...query, fields: ['service'], limit: 5, exact: false }),
  'facets of values': (query) => facets(store, { ...query, fields: ['message'], limit: 5, exact: false }),
  listFields: (query) => listFields(store, { ...query, exact: false }),
  patterns: (query) => patterns(store, { ...query, ...zone, limit: 5, exact: false }),
};

describe('of a query that records decide, every match is told of by', () => {
  it.each(Object.keys(VIEWS))('%s', async (name) => {
    const told: NormalisedRecord[] = [];
    const filter: Filter = parseQuery('localhost:8080', range.toMs);
    await VIEWS[name]?.({ ...range, filter, budgetMs: 60_000, onMatch: (record) => void told.push(record) });
    expect(told).toHaveLength((DAYS * 24) / 2);
  });
});

it('the trend of a pattern has the bins of a histogram of its step, in the zone of the reader', async () => {
  const query = { ...range, filter: parseQuery('idle', range.toMs), budgetMs: 60_000, ...zone };
  const found = await patterns(store, { ...query, limit: 5, exact: false });
  const bars = await histogram(store, { ...query, bins: 10, stepMs: found.stepMs });
  expect(bars.bins.map(({ counts }) => counts.INFO ?? 0)).toEqual(found.patterns[0]?.trend);
  // A day of 25 hours, and days that begin at midnight there.
  expect(found.stepMs).toBeGreaterThanOrEqual(12 * HOUR);
  expect(new Date(bars.bins[1]?.fromMs ?? 0).toISOString()).toMatch(/T(10|22):00:00/);
});
