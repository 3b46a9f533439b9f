import fc from 'fast-check';
import { Binary } from 'mongodb';
import { expect, test } from 'vitest';
import { createRandom } from '../../../../bench/src/random.ts';
import { costOf } from './candidate.ts';
import { drawSample, type Sample } from './sample.ts';
import { taggedBuckets } from './test-sets.ts';
import { ValueCounts } from './value-counts.ts';

const ROOM = { values: 1_000, letters: 1_000_000, listed: 1_000_000 };

test('all values are counted, the most frequent first, the rest as others', () => {
  const counts = new ValueCounts(undefined, ROOM);
  for (const value of ['b', 'a', 'b', 'c', 'a', 'b', 'd']) counts.add(value, 0);
  expect(counts.top(2, true)).toEqual({
    values: [
      { value: 'b', count: 3, error: 0 },
      { value: 'a', count: 2, error: 0 },
    ],
    others: { count: 2, error: 0 },
    exact: true,
    mayMiss: 0,
  });
});

test('values that a condition does not tell apart are one when asked for, under the spelling that has most', () => {
  const counts = new ValueCounts(undefined, ROOM);
  for (const value of ['Checkout', 'checkout', 'mail', 'mail', 'checkout', 'CHECKOUT', '1.0', '1', '1', '1'])
    counts.add(value, 0);
  const { values, others, exact } = counts.top(2, true, [], true);
  expect(values).toEqual([
    { value: 'checkout', count: 4, error: 0 },
    { value: '1', count: 3, error: 0 },
  ]);
  expect({ others, exact }).toEqual({ others: { count: 3, error: 0 }, exact: true });
  expect(counts.top(9, true).values).toHaveLength(6);
  expect(counts.top(1, true, ['MAIL'], true).values.map(({ value }) => value)).toEqual(['checkout', 'mail']);
});

test('a sample of values in several spellings stands for as many records as one of a single spelling', () => {
  const [one, several] = [new ValueCounts(SAMPLE, ROOM), new ValueCounts(SAMPLE, ROOM)];
  for (let i = 0; i < 100; i++) {
    const bucket = Math.floor(i / 20);
    one.add('a', bucket);
    several.add(i % 3 === 0 ? 'A' : 'a', bucket);
  }
  expect(several.top(9, true, [], true)).toEqual(one.top(9, true));
});

test('what was seen when the time was up has no error that anybody could know', () => {
  const counts = new ValueCounts(undefined, ROOM);
  counts.add('a', 0);
  expect(counts.top(9, false)).toEqual({
    values: [{ value: 'a', count: 1, error: null }],
    others: { count: 0, error: null },
    exact: false,
    mayMiss: null,
  });
});

test('a value that comes when there is no room left is found all the same, with what it may have lost', () => {
  const forgotten: string[] = [];
  const counts = new ValueCounts(undefined, { ...ROOM, values: 100 }, (value) => forgotten.push(value));
  const truth = new Map<string, number>();
  const add = (value: string) => {
    counts.add(value, 0);
    truth.set(value, (truth.get(value) ?? 0) + 1);
  };
  for (let i = 0; i < 5_000; i++) {
    add(`once-${i}`);
    if (i % 3 === 0) add('early');
    if (i > 2_500) add('late');
  }
  const { values, others, exact } = counts.top(2, true);
  expect(values.map(({ value }) => value)).toEqual(['late', 'early']);
  for (const { value, count, error } of values) {
    expect(count).toBeLessThanOrEqual(truth.get(value) ?? 0);
    expect(count + (error ?? 0)).toBeGreaterThanOrEqual(truth.get(value) ?? 0);
    expect(error).toBeLessThan(200);
  }
  expect(exact).toBe(false);
  expect(others.low).toBeLessThanOrEqual(5_000);
  expect(others.high).toBe(others.count);
  expect(others.count).toBeGreaterThanOrEqual(5_000);
  expect(forgotten).toContain('once-0');
});

/** Ten buckets of 100 records each, half of them opened. */
const SAMPLE: Sample = {
  strata: [{ buckets: 10, records: 1_000, opened: 5, openedRecords: 500, openedSquares: 50_000 }],
  buckets: Array.from({ length: 5 }, (_, i) => {
    const _id = new Binary(Buffer.from([i]));
    return { _id, service: 's', severityNumber: 9, fromMs: i, records: 100, stratum: 0 };
  }),
};

test('of a sample each record stands for others, and what is told adds up', () => {
  const counts = new ValueCounts(SAMPLE, ROOM);
  for (let bucket = 0; bucket < 5; bucket++) {
    counts.add('often', bucket, 60 + bucket);
    counts.add('rare', bucket, 40 - bucket);
  }
  const { values, others, exact } = counts.top(1, true);
  expect(values).toMatchObject([{ value: 'often', count: 620 }]);
  expect(others.count).toBe(380);
  expect(exact).toBe(false);
  expect(values[0]?.error).toBeGreaterThan(0);
  expect(counts.total(true).count).toBe(1_000);
  expect(counts.top(1, false).values).toEqual([{ value: 'often', count: 310, error: null }]);
});

/** Buckets of any size in strata that are opened in part. */
const anySample = fc.array(fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength: 6 }), {
  minLength: 1,
  maxLength: 4,
});

test('whatever the sample, values and others add up to all records, and no interval leaves what is possible', () => {
  fc.assert(
    fc.property(anySample, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 50 }), (sizes, more, values) => {
      const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
      const strata = sizes.map((opened) => ({
        buckets: opened.length + more,
        records: sum(opened) + more * 37,
        opened: opened.length,
        openedRecords: sum(opened),
        openedSquares: sum(opened.map((records) => records ** 2)),
      }));
      const buckets = sizes.flatMap((opened, stratum) =>
        opened.map((records) => ({ ...(SAMPLE.buckets[0] as Sample['buckets'][number]), records, stratum })),
      );
      const counts = new ValueCounts({ strata, buckets }, ROOM);
      const seen = new Map<string, number>();
      for (const [bucket, { records }] of buckets.entries()) {
        for (let i = 0; i < records; i++) {
          const value = `v${(i * 7 + bucket) % values}`;
          counts.add(value, bucket);
          seen.set(value, (seen.get(value) ?? 0) + 1);
        }
      }
      const all = sum(strata.map(({ records }) => records));
      for (const limit of [1, 5, 100]) {
        const top = counts.top(limit, true);
        expect(sum(top.values.map(({ count }) => count)) + top.others.count).toBe(all);
        for (const { value, count, low = count, high = count } of top.values) {
          expect(low).toBeGreaterThanOrEqual(seen.get(value) ?? 0);
          expect(count).toBeGreaterThanOrEqual(low);
          expect(high).toBeGreaterThanOrEqual(count);
          expect(high).toBeLessThanOrEqual(all);
        }
      }
    }),
    { numRuns: 50 },
  );
});

const SETS = 200;

test.each([0.2, 0.5])(
  'of 200 sets of records with several values, %f of them opened, the number of others lies inside 93 times of 100',
  (part) => {
    let [inside, estimated] = [0, 0];
    for (let seed = 1; seed <= SETS; seed++) {
      const buckets = taggedBuckets(createRandom(seed));
      const sample = drawSample(buckets, costOf(buckets) * part);
      const counts = new ValueCounts(sample, ROOM);
      sample.buckets.forEach(({ tags }, bucket) => {
        for (const values of tags) counts.addAll(values, bucket);
      });
      const { values, others } = counts.top(5, true);
      const listed = new Set(values.map(({ value }) => value));
      const truth = buckets.flatMap(({ tags }) => tags.flat()).filter((value) => !listed.has(value)).length;
      const { count, error, low = count, high = count } = others;
      if (low <= truth && truth <= high) inside += 1;
      if (error !== 0) estimated += 1;
    }
    expect(inside / SETS).toBeGreaterThanOrEqual(0.93);
    expect(estimated).toBe(SETS);
  },
  60_000,
);

test('where all records have as many values, the number of others is an estimate all the same', () => {
  const counts = new ValueCounts(SAMPLE, ROOM);
  for (let bucket = 0; bucket < 5; bucket++) {
    for (let i = 0; i < 100; i++) counts.addAll(['in all', `a${i % 7}`, `b${i % 9}`, `c${i % 11}`], bucket);
  }
  const { others } = counts.top(1, true);
  expect(others.count).toBe(3_000);
  expect(others.low).toBeLessThan(3_000);
  expect(others.high).toBeGreaterThan(3_000);
});

test('of more values than there is room for, all of one record, as many as are asked for are listed', () => {
  const counts = new ValueCounts(undefined, { ...ROOM, values: 100 });
  for (let i = 0; i < 101; i++) counts.add(`once-${i}`, 0);
  const { values, exact } = counts.top(5, true);
  expect(values).toHaveLength(5);
  expect(exact).toBe(false);
});

test('values of several fields share the room that one of them needs', () => {
  const shared = { values: 1_000, used: 0 };
  const [many, few] = [{}, {}].map(() => new ValueCounts(undefined, { ...ROOM, values: 10, shared }));
  for (let i = 0; i < 1_010; i++) many?.add(`id-${i}`, 0);
  for (let i = 0; i < 20; i++) few?.add(`few-${i % 10}`, 0);
  expect(many?.top(1, true).exact).toBe(true);
  expect(few?.top(10, true).exact).toBe(true);
  few?.add('one more', 0);
  many?.add('id-1010', 0);
  expect(few?.top(10, true).exact).toBe(false);
  expect(many?.top(1, true).mayMiss).toBe(1);
});
