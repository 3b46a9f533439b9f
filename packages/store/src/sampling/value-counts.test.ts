import { Binary } from 'mongodb';
import { expect, test } from 'vitest';
import type { Sample } from './sample.ts';
import { ValueCounts } from './value-counts.ts';

const ROOM = { values: 1_000, letters: 1_000_000 };

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
  });
});

test('what was seen when the time was up has no error that anybody could know', () => {
  const counts = new ValueCounts(undefined, ROOM);
  counts.add('a', 0);
  expect(counts.top(9, false)).toEqual({
    values: [{ value: 'a', count: 1, error: null }],
    others: { count: 0, error: null },
    exact: false,
  });
});

test('a value that comes when there is no room left is found all the same, with what it may have lost', () => {
  const forgotten: string[] = [];
  const counts = new ValueCounts(undefined, { values: 100, letters: 1_000_000 }, (value) => forgotten.push(value));
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
  expect(Math.abs(others.count - 5_000)).toBeLessThanOrEqual(others.error ?? 0);
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
