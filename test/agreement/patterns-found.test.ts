import { type NormalisedRecord, SEVERITY_BASE } from '@logwarren/contract';
import { messagePattern, patternTest } from '@logwarren/query';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PATTERNED } from '../fixtures/hostile-patterns.ts';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** The number beside a pattern is the number of records that its condition finds, in every view. */

const START = Date.parse('2026-11-20T10:00:00Z');
const resources = new AsyncDisposableStack();
let search: App;
let records: NormalisedRecord[];

beforeAll(async () => {
  const store = resources.use(await openTestStore());
  records = PATTERNED.flatMap((kind, k) =>
    Array.from({ length: k + 2 }, (_, n): NormalisedRecord => {
      const timestamp = START + k * 60_000 + n;
      const severity = n % 2 === 0 ? 'ERROR' : 'INFO';
      const service = n % 3 === 0 ? 'shop' : 'bank';
      const severityNumber = SEVERITY_BASE[severity];
      return { timestamp, observedAt: timestamp, service, severity, severityNumber, message: kind(n + 1) };
    }),
  );
  await storeRecords(store, records, 7);
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});

afterAll(() => resources.disposeAsync());

// biome-ignore lint/suspicious/noExplicitAny: what comes back is what is tested
type Json = any;

async function get(path: string, values: Record<string, string>): Promise<Json> {
  const response = await fetch(`${search.url}${path}?${new URLSearchParams(values)}`);
  expect(response.status, `${path} ${JSON.stringify(values)}`).toBe(200);
  return await response.json();
}

function condition(pattern: string): string {
  return `pattern:"${pattern.replace(/[\\"]/g, '\\$&')}"`;
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
const ofAll = { limit: '500', from: '2026-11-19', to: '2026-11-22' };

test('each of them', async () => {
  const { patterns } = await get('/logs/patterns', ofAll);
  expect(sum(patterns.map(({ count }: Json) => count))).toBe(records.length);
  for (const { pattern, count } of patterns) {
    const q = condition(pattern);
    const page = await get('/logs', { ...ofAll, q });
    expect(page.records.length, pattern).toBe(count);
    expect(page.records.every(({ message }: Json) => patternTest(pattern)(message))).toBe(true);
    const again = await get('/logs/patterns', { ...ofAll, q });
    expect(again.patterns.map((each: Json) => [each.pattern, each.count])).toEqual([[pattern, count]]);
    if (pattern === '') continue;
    expect((await get('/logs', { ...ofAll, pattern })).records).toEqual(page.records);
  }
});

test('names of users and hosts are found by variation', async () => {
  const { patterns } = await get('/logs/patterns', ofAll);
  const texts = patterns.map(({ pattern }: Json) => pattern);
  expect(texts).toContain('session opened for user <*> by (uid=<n>)');
  expect(texts).toContain('login failed host=<*> user=<*> <token>');
});

test('a template, in every view', async () => {
  const q = condition('session opened for user <*> by (uid=<n>)');
  const count = PATTERNED.findIndex((kind) => kind(1).startsWith('session')) + 2;
  const range = { from: ofAll.from, to: ofAll.to };
  expect((await get('/logs/stats', { ...range, q })).total).toBe(count);
  const { bins } = await get('/logs/histogram', { ...range, q });
  expect(sum(bins.flatMap(({ counts }: Json) => Object.values(counts)))).toBe(count);
  const { facets } = await get('/logs/facets', { ...range, q, fields: 'service,pattern', limit: '100' });
  expect(facets.map(({ values }: Json) => sum(values.map(({ count }: Json) => count)))).toEqual([count, count]);
  for (const { value, count } of facets[1].values) {
    expect((await get('/logs/stats', { ...range, q: condition(value) })).total, value).toBe(count);
  }
  const url = `${search.url}/logs/export?${new URLSearchParams({ ...range, q })}`;
  expect((await (await fetch(url)).text()).match(/"message":/g)).toHaveLength(count);
});

test('in every view', async () => {
  const pattern = messagePattern(PATTERNED[2]?.(1) ?? '');
  const q = condition(pattern);
  const range = { from: ofAll.from, to: ofAll.to };
  expect((await get('/logs/stats', { ...range, q })).total).toBe(4);
  const { bins } = await get('/logs/histogram', { ...range, q });
  expect(sum(bins.flatMap(({ counts }: Json) => Object.values(counts)))).toBe(4);
  const { facets } = await get('/logs/facets', { ...range, q, fields: 'service,severity,pattern' });
  expect(facets.map(({ values }: Json) => sum(values.map(({ count }: Json) => count)))).toEqual([4, 4, 4]);
  expect(facets[2].values).toEqual([{ value: pattern, count: 4, error: 0 }]);
  expect((await get('/logs/fields', { ...range, q })).records).toBe(4);
  const url = `${search.url}/logs/export?${new URLSearchParams({ ...range, q })}`;
  expect((await (await fetch(url)).text()).match(/"message":/g)).toHaveLength(4);
});

test('beside other conditions', async () => {
  const [one, other] = [0, 1].map((k) => condition(messagePattern(PATTERNED[k]?.(1) ?? '')));
  const found = async (q: string) => (await get('/logs', { ...ofAll, q })).records.length;
  expect(await found(`${one} OR ${other}`)).toBe(5);
  expect(await found(`${one} ${other}`)).toBe(0);
  expect(await found(`checkout NOT ${one}`)).toBe(3);
  expect(await found(`checkout -${one}`)).toBe(3);
  expect(await found(`${one} severity:ERROR`)).toBe(1);
  expect(await found(`pattern:(${one?.slice(8)} OR ${other?.slice(8)})`)).toBe(5);
  expect(await found('pattern:ms')).toBe(0);
});

test('a cursor goes on behind a page of one pattern, and not with another', async () => {
  const pattern = messagePattern(PATTERNED[0]?.(1) ?? '');
  const first = await get('/logs', { ...ofAll, pattern, limit: '1' });
  const second = await get('/logs', { ...ofAll, pattern, limit: '1', cursor: first.next });
  expect([...first.records, ...second.records].map(({ message }: Json) => messagePattern(message))).toEqual([
    pattern,
    pattern,
  ]);
  const other = new URLSearchParams({ ...ofAll, pattern: 'other', cursor: first.next });
  expect((await fetch(`${search.url}/logs?${other}`)).status).toBe(400);
});
