import { Binary } from 'mongodb';
import { expect, test } from 'vitest';
import { type Estimate, estimate } from './estimate.ts';
import { type Candidate, costOf, drawSample } from './sample.ts';

/** The same numbers in every run, 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface TestBucket extends Candidate {
  /** Records by value. */
  counts: Map<string, number>;
}

/** Service `s` says value `v` in so many of its records, only in a part of the time, and in some buckets far more. */
interface Habit {
  value: string;
  share: number;
  fromShare: number;
  toShare: number;
  /** 0: the same in every bucket; 5: nearly all in a few. */
  clumping: number;
}

/**
 * Buckets of a few services, of which one says more than all others together; values that everybody has, that one service
 * has, that come in bursts, in a few buckets, or in an incident of minutes.
 */
function skewedBuckets(random: () => number): TestBucket[] {
  const buckets: TestBucket[] = [];
  const services = 2 + Math.floor(random() * 20);
  const usual = 50 + random() * 400;
  for (let service = 0; service < services; service++) {
    const count = Math.ceil((600 * random()) / (service + 1) ** (0.5 + random()));
    const habits = Array.from({ length: 3 + Math.floor(random() * 8) }, (_, i): Habit => {
      const fromShare = random() < 0.5 ? 0 : random();
      return {
        value: random() < 0.5 ? `v${i}` : `v${service}-${i}`,
        share: random() ** 4,
        fromShare,
        toShare: fromShare === 0 ? 1 : fromShare + random() ** 3,
        clumping: random() * 5,
      };
    });
    for (let i = 0; i < count; i++) buckets.push(bucketAt(buckets.length, service, i / count, usual, habits, random));
  }
  return buckets;
}

function bucketAt(
  index: number,
  service: number,
  at: number,
  usual: number,
  habits: readonly Habit[],
  random: () => number,
): TestBucket {
  const records = Math.max(1, Math.round(Math.min(1_000, usual * Math.exp(2 * (random() - 0.7)))));
  const counts = new Map<string, number>();
  for (const { value, share, fromShare, toShare, clumping } of habits) {
    if (at < fromShare || at > toShare) continue;
    // Its mean is 1: the more clumping, the rarer and the larger.
    const rarity = Math.exp(-clumping * random() * 2);
    const factor = random() < rarity ? 1 / rarity : 0;
    const matches = Math.floor(Math.min(1, share * factor) * records + random());
    if (matches > 0) counts.set(value, (counts.get(value) ?? 0) + Math.min(records, matches));
  }
  const id = Buffer.alloc(16);
  id.writeUInt32BE(index, 8);
  return { _id: new Binary(id), service: `s${service}`, severityNumber: 9, fromMs: at * 1e6, records, counts };
}

interface Outcome extends Estimate {
  value: string;
  truth: number;
}

/** What the sample says of the most frequent values that it has seen. */
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
  const outcomes = [...seen].map(([value, pairs]) => {
    return { value, truth: truths.get(value) ?? 0, ...estimate(sample, pairs) };
  });
  return outcomes.sort((a, b) => b.count - a.count).slice(0, 20);
}

function holds({ truth, count, error }: Outcome): boolean {
  return Math.abs(truth - count) <= error + 1e-6 * truth;
}

test.each([0.05, 0.2])(
  'of 200 skewed sets, %f of them opened, the truth lies inside 93 times of 100',
  (part) => {
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= 200; seed++) outcomes.push(...askAll(skewedBuckets(createRandom(seed)), part));
    expect(outcomes.length).toBeGreaterThan(2_000);
    expect(outcomes.filter(holds).length / outcomes.length).toBeGreaterThanOrEqual(0.93);
  },
  60_000,
);

/** A service whose buckets differ by chance alone. */
function evenBuckets(count: number, random: () => number): TestBucket[] {
  const habit: Habit = { value: 'v', share: 0.3, fromShare: 0, toShare: 1, clumping: 0 };
  return Array.from({ length: count }, (_, i) => {
    const bucket = bucketAt(i, 0, i / count, 400, [habit], random);
    const matches = Array.from({ length: bucket.records }, () => random() < 0.3).filter(Boolean).length;
    return { ...bucket, counts: new Map([['v', matches]]) };
  });
}

test('where buckets are alike, the error is small', () => {
  const [outcome] = askAll(evenBuckets(1_000, createRandom(7)), 0.1);
  expect(outcome).toSatisfy(holds);
  expect((outcome?.error ?? 0) / (outcome?.truth ?? 1)).toBeLessThan(0.03);
});

test('what was opened as a whole has no error; what was seen nowhere else may still be in the rest', () => {
  const random = createRandom(3);
  const quiet = evenBuckets(5, random).map((bucket) => ({ ...bucket, service: 'quiet', counts: new Map([['q', 2]]) }));
  const outcomes = askAll([...quiet, ...evenBuckets(1_000, random)], 0.1);
  const [, ofQuiet] = outcomes;
  expect(ofQuiet).toMatchObject({ value: 'q', count: 10, truth: 10 });
  expect(ofQuiet?.error).toBeGreaterThan(0);
  expect(askAll(quiet, 1)).toEqual([{ value: 'q', count: 10, truth: 10, error: 0 }]);
});
