import type { NormalisedRecord } from '@logwarren/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** Times are compared to the nanosecond, by `from`, `to` and `timestamp:` alike, and every view says the same. */

const SECOND = '2026-11-20T10:00:00';
const MS = Date.parse(`${SECOND}.123Z`);
/** Nanoseconds since `MS` of each record, which is also its message. */
const RECORDS = [
  -7_200_000_000_000, -10_000_000, -1, 0, 1, 456_000, 456_789, 456_790, 999_999, 1_000_000, 10_000_000,
  3_600_000_000_000,
];

function recordOf(after: number): NormalisedRecord {
  const timestamp = MS + Math.floor(after / 1_000_000);
  const nanos = ((after % 1_000_000) + 1_000_000) % 1_000_000;
  const base = { timestamp, nanos, observedAt: MS, service: 'a', severity: 'INFO', severityNumber: 9 } as const;
  const at = `${new Date(timestamp).toISOString().slice(0, -1)}${String(nanos).padStart(6, '0')}Z`;
  return { ...base, message: `${after}`, attributes: { at } };
}

const resources = new AsyncDisposableStack();
let search: App;

beforeAll(async () => {
  const store = resources.use(await openTestStore());
  // Once with others in a bucket, and once in a bucket of its own.
  await storeRecords(store, RECORDS.map(recordOf));
  for (const after of RECORDS) await storeRecords(store, [{ ...recordOf(after), service: 'b' }]);
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});

afterAll(() => resources.disposeAsync());

async function ask<T>(path: string, parameters: Record<string, string>): Promise<T> {
  const response = await fetch(`${search.url}${path}?${new URLSearchParams(parameters)}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

const from = (after: number) => RECORDS.filter((each) => each >= after);
const to = (after: number) => RECORDS.filter((each) => each < after);

test.each<[string, Record<string, string>, number[]]>([
  ['a whole millisecond begins it', { from: `${SECOND}.123Z` }, from(0)],
  ['a nanosecond begins it', { from: `${SECOND}.123456789Z` }, from(456_789)],
  ['a microsecond begins it', { from: `${SECOND}.123456Z` }, from(456_000)],
  ['nanoseconds since 1970 begin it', { from: `${MS}456790` }, from(456_790)],
  ['a whole millisecond ends it', { to: `${SECOND}.123Z` }, to(0)],
  ['a nanosecond ends it', { to: `${SECOND}.123456789Z` }, to(456_789)],
  ['both ends', { from: `${SECOND}.123456Z`, to: `${SECOND}.123456790Z` }, [456_000, 456_789]],
  ['>', { q: `timestamp:>${SECOND}.123Z` }, from(1)],
  ['> a nanosecond', { q: `timestamp:>${SECOND}.123456789Z` }, from(456_790)],
  ['>=', { q: `timestamp:>=${SECOND}.123456789Z` }, from(456_789)],
  ['<', { q: `timestamp:<${SECOND}.123456789Z` }, to(456_789)],
  ['<=', { q: `timestamp:<=${SECOND}.123Z` }, to(1)],
  ['<= a nanosecond', { q: `timestamp:<=${SECOND}.123456789Z` }, to(456_790)],
  ['a range', { q: `timestamp:[${SECOND}.123000001Z TO ${SECOND}.123456789Z}` }, [1, 456_000]],
  ['a moment', { q: `timestamp:${SECOND}.123456789Z` }, [456_789]],
  ['a microsecond', { q: `timestamp:${SECOND}.123456Z` }, [456_000, 456_789, 456_790]],
  ['a millisecond', { q: `timestamp:${SECOND}.123Z` }, from(0).filter((each) => each < 1_000_000)],
  ['not', { q: `NOT timestamp:>${SECOND}.123456789Z` }, to(456_790)],
  [
    'within an alternative',
    { q: `timestamp:<${SECOND}.123Z OR timestamp:>=${SECOND}.123999999Z` },
    RECORDS.filter((each) => each < 0 || each >= 999_999),
  ],
  ['an attribute', { q: `at:>${SECOND}.123456789Z` }, from(456_790)],
  ['an attribute, whole', { q: `at:[${SECOND}.123Z TO ${SECOND}.123000001Z]` }, [0, 1]],
])('%s', async (_, parameters, expected) => {
  const { records } = await ask<{ records: { message: string }[] }>('/logs', { ...parameters, order: 'asc' });
  expect(records.map(({ message }) => Number(message))).toEqual(expected.flatMap((each) => [each, each]));
  expect(await ask('/logs/stats', parameters)).toMatchObject({ total: 2 * expected.length });
  const { facets } = await ask<{ facets: { values: { count: number }[] }[] }>('/logs/facets', {
    ...parameters,
    fields: 'service',
  });
  expect(facets[0]?.values.map(({ count }) => count)).toEqual([expected.length, expected.length]);
  const { bins } = await ask<{ bins: { counts: Record<string, number> }[] }>('/logs/histogram', parameters);
  expect(bins.reduce((sum, { counts }) => sum + (counts.INFO ?? 0), 0)).toBe(2 * expected.length);
});
