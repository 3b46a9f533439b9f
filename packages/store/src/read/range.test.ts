import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passes } from '../terms/passes-condition.ts';
import {
  EVERYTHING,
  inside,
  isWithin,
  liesInside,
  mayOverlap,
  NOTHING,
  overlapping,
  overlappingUpTo,
  rangeOf,
  straddling,
  type TimeRange,
} from './range.ts';

const moments = fc.integer({ min: -4, max: 4 });
/** Ranges with and without ends; some of them are empty. */
const ranges: fc.Arbitrary<TimeRange> = fc.record({
  fromMs: fc.oneof(moments, fc.constant(EVERYTHING.fromMs)),
  toMs: fc.oneof(moments, fc.constant(EVERYTHING.toMs)),
});
/** Timestamps of the records of a bucket. */
const buckets = fc.array(moments, { minLength: 1, maxLength: 6 });

function spanOf(times: readonly number[]) {
  return { from: new Date(Math.min(...times)), to: new Date(Math.max(...times)) };
}

describe('of any bucket and range', () => {
  test('a bucket with a record in the range overlaps it, by the condition and by the function', () => {
    fc.assert(
      fc.property(buckets, ranges, (times, range) => {
        const span = spanOf(times);
        if (times.some((ms) => isWithin(range, ms))) expect(mayOverlap(span, range)).toBe(true);
        expect(passes(overlapping(range), span)).toBe(mayOverlap(span, range));
      }),
      { numRuns: 500 },
    );
  });

  test('a bucket lies inside exactly when all of its records do', () => {
    fc.assert(
      fc.property(buckets, ranges, (times, range) => {
        const span = spanOf(times);
        expect(liesInside(span, range)).toBe(times.every((ms) => isWithin(range, ms)));
        expect(passes(inside(range), span)).toBe(liesInside(span, range));
      }),
      { numRuns: 500 },
    );
  });

  test('one that overlaps and does not lie inside straddles an end, and is met by one condition alone', () => {
    fc.assert(
      fc.property(buckets, ranges, (times, range) => {
        fc.pre(range.fromMs < range.toMs);
        const span = spanOf(times);
        const met = straddling(range).filter((condition) => passes(condition, span));
        expect(met).toHaveLength(mayOverlap(span, range) && !liesInside(span, range) ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });

  test('a range up to a moment is one that ends behind it', () => {
    fc.assert(
      fc.property(buckets, moments, moments, (times, a, b) => {
        const [fromMs, lastMs] = [Math.min(a, b), Math.max(a, b)];
        const span = spanOf(times);
        expect(passes(overlappingUpTo(fromMs, lastMs), span)).toBe(mayOverlap(span, { fromMs, toMs: lastMs + 1 }));
      }),
      { numRuns: 500 },
    );
  });
});

test('the start of a range is in it, its end is not', () => {
  const range = { fromMs: 10, toMs: 20 };
  expect([9, 10, 19, 20].map((ms) => isWithin(range, ms))).toEqual([false, true, true, false]);
});

test('a range without ends holds everything, and one without moments nothing', () => {
  expect(rangeOf({})).toEqual(EVERYTHING);
  expect(rangeOf({ fromMs: 5, toMs: undefined })).toEqual({ fromMs: 5, toMs: Number.POSITIVE_INFINITY });
  const span = { from: new Date(-8.64e15), to: new Date(8.64e15) };
  expect([mayOverlap(span, EVERYTHING), mayOverlap(span, NOTHING)]).toEqual([true, false]);
});

test('an open end is no part of a condition: a Date cannot be infinite', () => {
  expect(overlapping(EVERYTHING)).toEqual({ $and: [{}, {}] });
  expect(overlappingUpTo(EVERYTHING.fromMs, EVERYTHING.toMs)).toEqual({});
  expect(straddling(EVERYTHING)).toEqual([]);
});
