import { type NormalisedRecord, SEVERITY_BASE, type Severity } from '@logwarren/contract';
import type { Store } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/**
 * One rule of time: a range that names no end ends now, in every view, so that a record from a clock that is ahead is in
 * none of them; `from=now` is the range of exactly those records.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const resources = new AsyncDisposableStack();
let store: Store;
let search: App;

function recordAt(timestamp: number, message: string, severity: Severity = 'INFO'): NormalisedRecord {
  const attributes = { when: message };
  return {
    ...{ timestamp, observedAt: Date.now(), service: 'shop', severity, severityNumber: SEVERITY_BASE[severity] },
    ...{ message, attributes },
  };
}

/** Three of the last minutes, one of long ago, and five that no clock has reached yet. */
const PAST = 3;
const FUTURE = 5;

beforeAll(async () => {
  store = resources.use(await openTestStore());
  const now = Date.now();
  const records = [
    recordAt(now - 300 * HOUR_MS, 'old'),
    ...[3, 2, 1].map((minutes) => recordAt(now - minutes * MINUTE_MS, 'past')),
    ...[HOUR_MS / 2, 2 * HOUR_MS, 900 * HOUR_MS].map((aheadMs) => recordAt(now + aheadMs, 'future', 'ERROR')),
    ...['2199-01-01', '9999-12-31'].map((day) => recordAt(Date.parse(day), 'future', 'FATAL')),
  ];
  await storeRecords(store, records, 3);
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});

afterAll(() => resources.disposeAsync());

// biome-ignore lint/suspicious/noExplicitAny: what comes back is what is tested
type Json = any;

async function get(path: string): Promise<Json> {
  const response = await fetch(`${search.url}${path}`);
  expect(response.status, path).toBe(200);
  return await response.json();
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const totalOf = (counts: Record<string, number>) => sum(Object.values(counts));

/** How many records a selection has, by every view that shows or counts them. */
const VIEWS: Record<string, (selection: string) => Promise<number>> = {
  list: async (selection) => (await get(`/logs?${selection}`)).records.length,
  'list, oldest first': async (selection) => (await get(`/logs?order=asc&${selection}`)).records.length,
  stats: async (selection) => (await get(`/logs/stats?${selection}`)).total,
  histogram: async (selection) => {
    const { bins } = await get(`/logs/histogram?${selection}`);
    return sum(bins.map(({ counts }: Json) => totalOf(counts)));
  },
  facets: async (selection) => {
    const { facets } = await get(`/logs/facets?fields=severity&${selection}`);
    return sum(facets[0].values.map(({ count }: Json) => count));
  },
  'facets of an attribute': async (selection) => {
    const { facets } = await get(`/logs/facets?fields=when&${selection}`);
    return sum(facets[0].values.map(({ count }: Json) => count));
  },
  fields: async (selection) => (await get(`/logs/fields?${selection}`)).records,
  patterns: async (selection) => {
    const { others, patterns } = await get(`/logs/patterns?${selection}`);
    return others + sum(patterns.map(({ count }: Json) => count));
  },
  'trend of patterns': async (selection) => {
    const { patterns } = await get(`/logs/patterns?${selection}`);
    return sum(patterns.flatMap(({ trend }: Json) => trend));
  },
  export: async (selection) => {
    const lines = (await (await fetch(`${search.url}/logs/export?${selection}`)).text()).trim().split('\n');
    return JSON.parse(lines.at(-1) ?? '').export.records;
  },
};

test.each(Object.entries(VIEWS))('%s: a range without an end ends now, one from now on has none', async (_, count) => {
  const selections = {
    'from=15m': PAST,
    [`from=${new Date(Date.now() - 15 * MINUTE_MS).toISOString()}`]: PAST,
    'from=15m&text=past': PAST,
    'from=15m&service=shop': PAST,
    'q=timestamp:>now-15m': PAST,
    '': PAST + 1,
    'from=15m&to=now%2B1h': PAST + 1,
    'from=now': FUTURE,
    'from=now&text=future': FUTURE,
    'q=timestamp:>now': FUTURE,
    'from=now-999999999w': PAST + 1,
    'to=now%2B999999999w': PAST + 1 + FUTURE,
    'from=now%2B999999999w': 0,
  };
  const counts: Record<string, number> = {};
  for (const selection of Object.keys(selections)) counts[selection] = await count(selection);
  expect(counts).toEqual(selections);
});

test('stats and the histogram say how many matches are dated in the future', async () => {
  for (const path of ['/logs/stats', '/logs/histogram']) {
    const futureOf = async (selection: string) => (await get(`${path}?${selection}`)).future;
    expect(await futureOf('from=15m')).toBe(FUTURE);
    expect(await futureOf('')).toBe(FUTURE);
    expect(await futureOf('from=15m&severity=FATAL')).toBe(2);
    expect(await futureOf('from=15m&text=past')).toBe(0);
    // Here they are in the range, or it was said that they are not wanted.
    expect(await futureOf('from=now')).toBe(0);
    expect(await futureOf('from=15m&to=now')).toBe(0);
  }
  const { from, to } = await get('/logs/stats?from=15m');
  expect(Date.parse(to) - Date.parse(from)).toBe(15 * MINUTE_MS);
});

test('what happened around a record ends now, unless the record itself is of the future', async () => {
  const newest = (await get('/logs?limit=1')).records[0];
  expect(newest.message).toBe('past');
  expect((await get(`/logs/${newest.id}/context`)).after).toEqual([]);
  const [first] = (await get('/logs?from=now&order=asc')).records;
  const { after, before } = await get(`/logs/${first.id}/context`);
  expect([before.length, after.length]).toEqual([PAST + 1, FUTURE - 1]);
});

test('the command counts and follows from the same records', async () => {
  const run = async (...args: string[]) => (await runCommand(['--search', search.url, ...args])).out;
  const lines = async (...args: string[]) => (await run(...args)).trim().split('\n').filter(Boolean).length;
  expect(await lines('search', '--since', '15m', '--json')).toBe(PAST);
  expect(await lines('search', '--json')).toBe(PAST + 1);
  expect(await lines('search', '--since', 'now', '--json')).toBe(FUTURE);
  const stats = await run('stats', '--since', '15m', '--utc', '--text');
  expect(stats).toContain('3 records');
  expect(stats).toContain('5 more are dated in the future: --from now');
  expect(JSON.parse(await run('stats', '--json'))).toMatchObject({ total: PAST + 1, future: FUTURE });
});

test('bars of a long time that nobody asked for are followed by those of the last day', async () => {
  const bars = async (...range: string[]) => {
    const { out } = await runCommand(['--search', search.url, 'stats', '--utc', '--text', ...range]);
    return {
      lengths: [...out.matchAll(/, (\d+ \w+) each$/gm)].length,
      records: [...out.matchAll(/^records .*at most (\d)$/gm)],
    };
  };
  const all = await bars();
  expect(all.lengths).toBe(2);
  expect(all.records).toHaveLength(2);
  expect((await bars('--since', '400h')).lengths).toBe(1);
});
