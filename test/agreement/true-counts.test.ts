import type { LogRecord, NormalisedRecord, Severity } from '@logwarren/contract';
import { ALL, type Filter, patternTest } from '@logwarren/query';
import { facets, listFields, mergeBuckets, patterns, type Store } from '@logwarren/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../bench/src/random.ts';
import { pageRecord } from '../harness/page/page-system.ts';
import { seedBucketIds } from '../harness/store/seed-bucket-ids.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/**
 * Numbers as people saw them: on a shop's 24,000 records, patterns and facets were estimated from a few dozen buckets, which
 * differ from each other as much as minutes of an incident differ from other minutes.
 */

const START = Date.parse('2026-11-20T08:00:00Z');
const SPAN_MS = 3 * 3_600_000;
const RECORDS = 24_000;
/** Records of the incident: all of them in four minutes. */
const TIMEOUTS = 1_689;
const QUERY = { filter: ALL, fromMs: START, toMs: START + SPAN_MS, budgetMs: 60_000, exact: false };

const WORDS = ['listed', 'bought', 'shipped', 'counted', 'found', 'sent', 'returned', 'paid', 'asked', 'answered'];

let store: Store;
let stored: LogRecord[];

function shop(): NormalisedRecord[] {
  const records: NormalisedRecord[] = [];
  const add = (offsetMs: number, service: string, severity: Severity, message: string, zone: string) =>
    records.push(pageRecord(START + offsetMs, service, severity, message, { attributes: { zone } }));
  for (let i = 0; i < TIMEOUTS; i++)
    add(7_200_000 + i * 140, 'payment', 'WARN', `ledger slow after ${i} ms`, 'eu-central-1b');
  for (let i = records.length; i < RECORDS; i++) {
    const service = ['storefront', 'checkout', 'payment', 'cart', 'search', 'mail'][i % 6] ?? '';
    const severity = i % 97 === 0 ? 'ERROR' : i % 11 === 0 ? 'WARN' : 'INFO';
    const kind = ['listed', 'bought', 'shipped', 'counted', 'found', 'sent', 'returned'][i % 7];
    add((i * 7_919) % SPAN_MS, service, severity, `${kind} ${i} items`, i % 3 === 0 ? 'eu-west-1a' : 'eu-west-1b');
  }
  return records;
}

/** As a shop's collectors leave them: a bucket every few seconds, most of them not merged yet. */
beforeAll(async () => {
  store = await openTestStore();
  stored = await storeRecords(store, shop(), 60);
});

afterAll(() => store[Symbol.asyncDispose]());

function truth(keyOf: (record: LogRecord) => string): Map<string, number> {
  return new Map([...Map.groupBy(stored, keyOf)].map(([key, records]) => [key, records.length]));
}

/** Number of messages that each of the patterns fits. */
function trueCounts(shown: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    [...shown.keys()].map((pattern) => {
      const hasPattern = patternTest(pattern);
      return [pattern, stored.filter(({ message }) => hasPattern(message)).length];
    }),
  );
}

async function shownPatterns(): Promise<Map<string, number>> {
  const found = await patterns(store, { ...QUERY, nowMs: QUERY.toMs, limit: 100 });
  expect(found).toMatchObject({ exact: true, complete: true, others: { count: 0, error: 0 } });
  return new Map(found.patterns.map(({ pattern, count }) => [pattern, count]));
}

async function shownZones(): Promise<Map<string, number>> {
  const found = await facets(store, { ...QUERY, fields: ['zone'], limit: 10 });
  expect(found).toMatchObject({ complete: true, facets: [{ exact: true, others: { count: 0 } }] });
  return new Map(found.facets[0]?.values.map(({ value, count }) => [value, count]));
}

test('of 24,000 records every pattern and every value has its true count, before and after a merge', async () => {
  const truePatterns = trueCounts(await shownPatterns());
  expect([...truePatterns.values()].reduce((sum, count) => sum + count, 0)).toBe(stored.length);
  const trueZones = truth(({ attributes }) => String(attributes?.zone));
  expect(truePatterns.get('ledger slow after <n> ms')).toBe(TIMEOUTS);
  expect(await shownPatterns()).toEqual(truePatterns);
  expect(await shownZones()).toEqual(trueZones);
  await mergeBuckets(store, { signal: new AbortController().signal, removeAfterMs: 0 });
  expect(await shownPatterns()).toEqual(truePatterns);
  expect(await shownZones()).toEqual(trueZones);
});

describe('of more records than are counted one by one', () => {
  const many = 60_000;
  let large: Store;
  let records: LogRecord[];

  beforeAll(async () => {
    large = await openTestStore();
    const random = createRandom(20261129);
    const skewed = Array.from({ length: many }, (_, i) => {
      const at = Math.floor((i / many) * SPAN_MS);
      const service = `service-${Math.floor(40 * random() ** 4)}`;
      const burst = Math.floor(at / 300_000) % 9 === 0 && random() < 0.4;
      const message = burst ? `cannot reach host ${i}` : `${WORDS[Math.floor(WORDS.length * random() ** 3)]} ${i}`;
      const attributes = { zone: `zone-${Math.floor(30 * random() ** 3)}`, ...(burst ? { retry: true } : {}) };
      const severity = burst && random() < 0.1 ? 'ERROR' : 'INFO';
      return pageRecord(START + at, service, severity, message, { attributes });
    });
    records = await storeRecords(large, skewed, 100);
    await seedBucketIds(large, random);
  });
  afterAll(() => large[Symbol.asyncDispose]());

  const query = () => ({ ...QUERY, mostExact: 20_000, nowMs: QUERY.toMs, limit: 100 });

  test('counts are estimates that say how far they may be off, and the same at every load', async () => {
    const once = await patterns(large, query());
    const again = await patterns(large, query());
    expect(again).toEqual(once);
    expect(once).toMatchObject({ exact: false, complete: true });
    const zones = await facets(large, { ...query(), fields: ['zone', 'retry'] });
    const fields = await listFields(large, query());
    const countOf = (matches: (record: LogRecord) => boolean) => records.filter(matches).length;
    const found = [
      ...once.patterns.map((each) => [each, countOf(({ message }) => patternTest(each.pattern)(message))] as const),
      ...(zones.facets[0]?.values ?? []).map(
        (each) => [each, countOf(({ attributes }) => attributes?.zone === each.value)] as const,
      ),
      ...fields.fields.map(
        (each) =>
          [each, each.name === 'retry' ? countOf(({ attributes }) => attributes?.retry !== undefined) : many] as const,
      ),
    ];
    expect(found.length).toBeGreaterThan(40);
    const inside = found.filter(([{ count, low = count, high = count }, truth]) => low <= truth && truth <= high);
    // All numbers come from one draw, the same in every run; estimate.test.ts holds 200 to 93 %.
    expect(inside.length / found.length).toBeGreaterThanOrEqual(0.8);
    const [frequent] = once.patterns;
    expect((frequent?.error ?? 0) / (frequent?.count ?? 1)).toBeLessThan(0.6);
  });

  test.each<[string, Filter]>([
    ['everything', ALL],
    ['a word', { kind: 'phrase', phrase: 'cannot' }],
  ])('service and severity of %s are counted all the same', async (_, filter) => {
    const found = await facets(large, {
      ...query(),
      filter,
      budgetMs: 60_000,
      fields: ['service', 'severity', 'zone'],
    });
    const matching = filter === ALL ? records : records.filter(({ message }) => message.startsWith('cannot'));
    for (const field of ['service', 'severity'] as const) {
      const facet = found.facets.find((each) => each.field === field);
      const truth = Map.groupBy(matching, (record) => record[field]);
      expect(facet).toMatchObject({ exact: true, others: { count: 0, error: 0 } });
      expect(new Map(facet?.values.map(({ value, count }) => [value, count]))).toEqual(
        new Map([...truth].map(([value, of]) => [value, of.length])),
      );
    }
  });

  test('a search that few of them match is counted all the same', async () => {
    const filter: Filter = { kind: 'phrase', phrase: 'cannot' };
    const found = await patterns(large, { ...query(), mostExact: 30_000, filter });
    const count = records.filter(({ message }) => message.startsWith('cannot')).length;
    expect(found).toMatchObject({ exact: true, complete: true, patterns: [{ count, error: 0 }] });
    expect(await patterns(large, { ...query(), mostExact: 2_000, filter })).toMatchObject({ exact: false });
  });

  test('`exact` counts all of them', async () => {
    const found = await patterns(large, { ...query(), exact: true });
    expect(found).toMatchObject({ exact: true, complete: true });
    for (const { pattern, count, error } of found.patterns) {
      expect(error).toBe(0);
      expect(count).toBe(records.filter(({ message }) => patternTest(pattern)(message)).length);
    }
  });
});
