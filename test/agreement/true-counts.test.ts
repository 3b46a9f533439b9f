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
 * What people were shown: on a shop's 24,000 records, patterns and facets were estimated from a few dozen buckets, which
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

/** How many messages each of the patterns fits. */
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
    // One draw, of which all numbers are, and the same in every run; estimate.test.ts holds 200 to 93 %.
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

describe('of a minute in which one service says nearly everything', () => {
  const LOUD = 60_000;
  const MINUTE_MS = 60_000;
  const SMALL = 40;
  /** Records of an incident that a small service has. */
  const INCIDENT = 50;
  let store: Store;
  let records: LogRecord[];
  // Both ends of it lie within buckets.
  const range = { fromMs: START + 7_000, toMs: START + 53_000 };
  const query = { ...QUERY, ...range, mostExact: 20_000, nowMs: START + MINUTE_MS, limit: 100 };

  beforeAll(async () => {
    store = await openTestStore();
    const random = createRandom(11);
    const loud = Array.from({ length: LOUD }, (_, i) => {
      const zone = random() < 0.3 ? 'zone-a' : `zone-${Math.floor(9 * random())}`;
      const message = `${WORDS[Math.floor(WORDS.length * random() ** 2)]} ${i}`;
      return pageRecord(START + (i % MINUTE_MS), 'loud', 'INFO', message, { attributes: { zone } });
    });
    const small = Array.from({ length: SMALL * 20 }, (_, i) =>
      pageRecord(START + i * 70, `small-${i % SMALL}`, 'INFO', `idle ${i}`, { attributes: { zone: 'zone-s' } }),
    );
    const incident = Array.from({ length: INCIDENT }, (_, i) =>
      pageRecord(START + 20_000 + i, 'small-3', 'ERROR', `disk full on volume ${i}`, { attributes: { disk: 'sda' } }),
    );
    records = await storeRecords(store, [...loud, ...small, ...incident], 200);
    await seedBucketIds(store, random);
    records = records.filter(({ timestamp }) => timestamp >= range.fromMs && timestamp < range.toMs);
  });
  afterAll(() => store[Symbol.asyncDispose]());

  test('what three tenths of them have is told to a twentieth, and what a small service has to the last digit', async () => {
    const found = await facets(store, { ...query, fields: ['zone', 'disk'] });
    const [zones, disks] = found.facets;
    expect(zones).toMatchObject({ exact: false });
    const frequent = zones?.values.find(({ value }) => value === 'zone-a');
    const truth = records.filter(({ attributes }) => attributes?.zone === 'zone-a').length;
    // One draw, the same in every run; estimate.test.ts counts how often an interval misses.
    expect(Math.abs((frequent?.count ?? 0) - truth)).toBeLessThan(0.05 * records.length);
    expect((frequent?.high ?? 0) - (frequent?.low ?? 0)).toBeLessThan(0.1 * records.length);
    expect(disks?.values).toMatchObject([{ value: 'sda', count: INCIDENT, low: INCIDENT }]);
    const grouped = await patterns(store, query);
    const pattern = grouped.patterns.find((each) => each.pattern === 'disk full on volume <n>');
    expect(pattern).toMatchObject({ count: INCIDENT, low: INCIDENT, counts: { ERROR: INCIDENT } });
  });

  test('answers say what may be missing', async () => {
    const found = await facets(store, { ...query, fields: ['zone'] });
    const grouped = await patterns(store, query);
    const named = await listFields(store, query);
    for (const { mayMiss } of [...found.facets, grouped, named]) {
      expect(mayMiss).toBeGreaterThan(200);
      expect(mayMiss).toBeLessThan(records.length / 10);
    }
    expect(await patterns(store, { ...query, exact: true })).toMatchObject({ mayMiss: 0 });
  });

  test('what headers know has no error, and all numbers add up to it', async () => {
    const named = await listFields(store, query);
    expect(named).toMatchObject({ exact: false, records: { count: records.length, error: 0 } });
    for (const name of ['timestamp', 'observedAt', 'service', 'severity', 'message']) {
      expect(named.fields).toContainEqual(expect.objectContaining({ name, count: records.length, error: 0 }));
    }
    const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
    for (const limit of [1, 3, 100]) {
      const grouped = await patterns(store, { ...query, limit });
      expect(grouped.exact).toBe(false);
      expect(sum(grouped.patterns.map(({ count }) => count)) + grouped.others.count).toBe(records.length);
      for (const { count, counts, trend } of grouped.patterns) {
        expect(sum(Object.values(counts))).toBe(count);
        expect(sum(trend)).toBe(count);
      }
    }
  });
});

test('an example of a pattern is cut where it is large, and says so', async () => {
  await using store = await openTestStore();
  const text = 'x'.repeat(200_000);
  const [whole] = await storeRecords(store, [
    pageRecord(START, 'shop', 'INFO', `large ${text}`, { attributes: { short: 1, long: text } }),
  ]);
  await storeRecords(store, [pageRecord(START + 1, 'shop', 'INFO', 'small', { attributes: { short: 2 } })]);
  const found = await patterns(store, { ...QUERY, nowMs: QUERY.toMs, limit: 10 });
  const exampleOf = (word: string) => found.patterns.find(({ pattern }) => pattern.startsWith(word));
  expect(exampleOf('large')).toMatchObject({
    exampleIsCut: true,
    example: { id: whole?.id, attributes: { short: 1 } },
  });
  expect(exampleOf('large')?.example.message).toHaveLength(1_000);
  expect(exampleOf('large')?.example.attributes).not.toHaveProperty('long');
  expect(exampleOf('small')).toMatchObject({ example: { message: 'small', attributes: { short: 2 } } });
  expect(exampleOf('small')).not.toHaveProperty('exampleIsCut');
});

test('values that are long are listed as far as an answer has room, and the rest are counted as others', async () => {
  await using store = await openTestStore();
  const long = Array.from({ length: 40 }, (_, i) =>
    pageRecord(START + i, 'shop', 'INFO', `${i} ${'x'.repeat(200_000)}`, { attributes: { zone: `${i}` } }),
  );
  await storeRecords(store, long, 10);
  const found = await facets(store, { ...QUERY, fields: ['message', 'zone'], limit: 1_000 });
  const [messages, zones] = found.facets;
  const listed = messages?.values ?? [];
  expect(listed.length).toBeGreaterThan(1);
  expect(listed.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThan(4_000_000);
  expect(listed.length + (messages?.others.count ?? 0)).toBe(40);
  expect(zones).toMatchObject({ values: { length: 40 }, others: { count: 0 } });
});
