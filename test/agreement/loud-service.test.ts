import type { LogRecord } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import { facets, listFields, patterns, type Store } from '@logwarren/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../bench/src/random.ts';
import { pageRecord } from '../harness/page/page-system.ts';
import { seedBucketIds } from '../harness/store/seed-bucket-ids.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** Counts of a minute in which one service logs nearly everything. */

const START = Date.parse('2026-11-20T08:00:00Z');
const QUERY = { filter: ALL, fromMs: START, toMs: START + 3 * 3_600_000, budgetMs: 60_000, exact: false };
const WORDS = ['listed', 'bought', 'shipped', 'counted', 'found', 'sent', 'returned', 'paid', 'asked', 'answered'];

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
