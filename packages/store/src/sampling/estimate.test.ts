import { expect, test } from 'vitest';
import { createRandom } from '../../../../bench/src/random.ts';
import { type Candidate, costOf } from './candidate.ts';
import { type Estimate, estimate } from './estimate.ts';
import { drawSample, mostMissed } from './sample.ts';
import { evenBuckets, hugeStream, loudMinute, skewedBuckets, type TestBucket } from './test-sets.ts';

interface Outcome extends Estimate {
  value: string;
  truth: number;
  /** In the sample, and together with everything outside it. */
  seen: number;
  most: number;
}

/** Estimates for the most frequent values that the sample has seen. */
function askAll(buckets: readonly TestBucket[], part: number): Outcome[] {
  const sample = drawSample(buckets, costOf(buckets) * part);
  const seen = new Map<string, number[]>();
  for (const [index, { counts }] of sample.buckets.entries()) {
    for (const [value, count] of counts) {
      const pairs = seen.get(value) ?? [];
      seen.set(value, pairs);
      pairs.push(index, count);
    }
  }
  const truths = new Map<string, number>();
  for (const { counts } of buckets) {
    for (const [value, count] of counts) truths.set(value, (truths.get(value) ?? 0) + count);
  }
  const sumOf = (all: readonly Candidate[]) => all.reduce((sum, { records }) => sum + records, 0);
  const unopened = sumOf(buckets) - sumOf(sample.buckets);
  const outcomes = [...seen].map(([value, pairs]) => {
    const matches = pairs.filter((_, i) => i % 2 === 1).reduce((sum, count) => sum + count, 0);
    const bounds = { seen: matches, most: matches + unopened };
    return { value, truth: truths.get(value) ?? 0, ...bounds, ...estimate(sample, pairs) };
  });
  return outcomes.sort((a, b) => b.count - a.count).slice(0, 20);
}

function holds({ truth, low, high }: Outcome): boolean {
  const rounding = 1e-6 * truth;
  return low - rounding <= truth && truth <= high + rounding;
}

const SETS = 200;

test.each([
  ['skewed', 0.03, skewedBuckets],
  ['skewed', 0.2, skewedBuckets],
  ['with one huge stream', 0.05, hugeStream],
  ['with one huge stream', 0.2, hugeStream],
])(
  'of 200 sets (%s), %f of them opened, the truth lies inside 93 times of 100',
  (_, part, make) => {
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= SETS; seed++) outcomes.push(...askAll(make(createRandom(seed)), part));
    expect(outcomes.length).toBeGreaterThan(8 * SETS);
    expect(outcomes.filter(holds).length / outcomes.length).toBeGreaterThanOrEqual(0.93);
    for (const { low, count, high, seen, most } of outcomes) {
      expect(low).toBeGreaterThanOrEqual(seen);
      expect(count).toBeGreaterThanOrEqual(low);
      expect(high).toBeGreaterThanOrEqual(count);
      expect(high).toBeLessThanOrEqual(most);
    }
  },
  60_000,
);

/** Most records in a sample at the default of SEARCH_BUDGET_MS. */
const DEFAULT_SAMPLE = 400_000;

test.each([
  [40, 5, 10],
  [40, 30, 10],
  [40, 40, 500],
])(
  'of 2 million records in a minute and %i streams of %i buckets of %i, three tenths are told to a twentieth of all',
  (...small) => {
    const buckets = loudMinute(createRandom(11), 2_000, small);
    const records = buckets.reduce((sum, bucket) => sum + bucket.records, 0);
    const outcomes = askAll(buckets, DEFAULT_SAMPLE / costOf(buckets));
    for (const value of ['even', 'in whole buckets']) {
      const found = outcomes.find((outcome) => outcome.value === value) as Outcome;
      expect((found.high - found.low) / 2).toBeLessThan(0.05 * records);
      expect(found).toSatisfy(holds);
    }
  },
);

test('a value with more records than a sample may miss is found, even when it fills whole buckets', () => {
  let found = 0;
  for (let seed = 1; seed <= SETS; seed++) {
    const buckets = loudMinute(createRandom(seed), 400, [5, 10, 20]);
    const missed = mostMissed(drawSample(buckets, costOf(buckets) / 5));
    expect(missed).toBeLessThan(20_000);
    const heap = buckets.filter(({ service }) => service === 'loud').slice(200, 200 + Math.ceil(missed / 1_000));
    for (const { counts, records } of heap) counts.set('heap', records);
    if (askAll(buckets, 1 / 5).some(({ value }) => value === 'heap')) found += 1;
  }
  expect(found / SETS).toBeGreaterThanOrEqual(0.93);
  expect(mostMissed(drawSample(loudMinute(createRandom(1), 10, [2, 2, 2]), Number.POSITIVE_INFINITY))).toBe(0);
});

test('where buckets are alike, the error is small', () => {
  const [outcome] = askAll(evenBuckets(1_000, createRandom(7)), 0.1);
  expect(outcome).toSatisfy(holds);
  const { low = 0, high = 1, truth = 1 } = outcome ?? {};
  expect((high - low) / 2 / truth).toBeLessThan(0.03);
});

test('what was opened as a whole has no error; what was seen nowhere else may still be in the rest', () => {
  const random = createRandom(3);
  const quiet = evenBuckets(5, random).map((bucket) => ({ ...bucket, service: 'quiet', counts: new Map([['q', 2]]) }));
  const outcomes = askAll([...quiet, ...evenBuckets(1_000, random)], 0.1);
  const [, ofQuiet] = outcomes;
  expect(ofQuiet).toMatchObject({ value: 'q', count: 10, truth: 10 });
  expect(ofQuiet).toMatchObject({ low: 10 });
  expect(ofQuiet?.high).toBeGreaterThan(10);
  expect(askAll(quiet, 1)).toMatchObject([{ value: 'q', count: 10, truth: 10, low: 10, high: 10 }]);
});
