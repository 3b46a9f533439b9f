import { chiSquaredQuantile, studentQuantile } from './quantiles.ts';
import type { Sample, Stratum } from './sample.ts';

/**
 * What a sample says of everything: docs/decisions/0018-true-counts.md has the reasons.
 *
 *     count   in each stratum: records of the stratum x matches in the sample / records in the sample
 *     error   half of a 95 % interval. Records of one bucket are alike, so it is made of differences between buckets:
 *             the widest of Student's interval and, because counts are skewed, Fay and Feuer's gamma interval, which
 *             reckons with one bucket more of the kind that was just not drawn
 */

/** A count with its error. */
export interface Estimate {
  count: number;
  /** In 95 of 100 questions the truth lies in `count` ± `error`; 0 when it was counted. */
  error: number;
}

/** What is known of one value in the buckets that were opened: index of the bucket and its matches, in turns. */
export type BucketCounts = readonly number[];

interface StratumSums {
  matches: number;
  squares: number;
  /** Of matches and records. */
  products: number;
  /** Most that one bucket has beyond its share, at least 1. */
  deviation: number;
  /** Buckets that have the value. */
  buckets: number;
}

/** Estimates how often something is there, from how often each opened bucket has it. */
export function estimate(sample: Sample, counts: BucketCounts): Estimate {
  const sums = sumByStratum(sample, counts);
  let counted = 0;
  let expected = 0;
  let variance = 0;
  let unevenness = 0;
  let unit = 0;
  let heaviest = 1;
  let usual = 1;
  for (const [index, stratum] of sample.strata.entries()) {
    const sum = sums.get(index);
    if (stratum.opened === stratum.buckets) {
      counted += sum?.matches ?? 0;
      continue;
    }
    const weight = weightOf(stratum);
    heaviest = Math.max(heaviest, weight);
    if (sum === undefined) continue;
    const spread = weight ** 2 * spreadOf(stratum, sum);
    expected += weight * sum.matches;
    variance += spread;
    unevenness += spread ** 2 / (stratum.opened - 1);
    unit = Math.max(unit, (weight - 1) * sum.deviation);
    usual = Math.max(usual, Math.min(sum.deviation, sum.matches / sum.buckets));
  }
  // Where it has not been seen, there may be as much of it in a bucket as elsewhere.
  unit = Math.max(unit, (heaviest - 1) * usual);
  const freedom = unevenness === 0 ? Number.POSITIVE_INFINITY : variance ** 2 / unevenness;
  const student = variance === 0 ? 0 : studentQuantile(freedom) * Math.sqrt(variance);
  const error = Math.max(student, gammaError(expected, variance, unit));
  return { count: counted + expected, error };
}

/** Records that one record of the sample stands for. */
export function weightOf({ records, openedRecords }: Stratum): number {
  return records / openedRecords;
}

function sumByStratum(sample: Sample, counts: BucketCounts): Map<number, StratumSums> {
  const sums = new Map<number, StratumSums>();
  for (const { stratum, records, matches } of eachBucket(sample, counts)) {
    let sum = sums.get(stratum);
    if (sum === undefined) {
      sum = { matches: 0, squares: 0, products: 0, deviation: 1, buckets: 0 };
      sums.set(stratum, sum);
    }
    sum.matches += matches;
    sum.squares += matches ** 2;
    sum.products += matches * records;
    sum.buckets += 1;
  }
  for (const { stratum, records, matches } of eachBucket(sample, counts)) {
    const sum = sums.get(stratum) as StratumSums;
    const share = sum.matches / (sample.strata[stratum] as Stratum).openedRecords;
    sum.deviation = Math.max(sum.deviation, matches - share * records);
  }
  return sums;
}

function* eachBucket({ buckets }: Sample, counts: BucketCounts) {
  for (let i = 0; i < counts.length; i += 2) {
    const bucket = buckets[counts[i] as number];
    if (bucket === undefined) throw new Error('BUG: a count of a bucket that is not in the sample');
    yield { stratum: bucket.stratum, records: bucket.records, matches: counts[i + 1] as number };
  }
}

/** Variance of the sample's matches about their share of the records, for buckets drawn without putting back. */
function spreadOf({ buckets, opened, openedRecords, openedSquares }: Stratum, sum: StratumSums): number {
  const share = sum.matches / openedRecords;
  const squares = sum.squares - 2 * share * sum.products + share ** 2 * openedSquares;
  return (opened * (1 - opened / buckets) * Math.max(0, squares)) / (opened - 1);
}

/**
 * Fay and Feuer's interval for a weighted sum of Poisson counts (Statistics in Medicine 16, 1997); its wider half.
 *
 * @param unit weight of the largest thing that the sample may just have missed
 */
function gammaError(expected: number, variance: number, unit: number): number {
  const high = expected + unit;
  const wide = variance + unit ** 2;
  if (high === 0 || wide === 0) return 0;
  const upper = (wide / (2 * high)) * chiSquaredQuantile((2 * high ** 2) / wide, 'upper');
  if (expected === 0 || variance === 0) return upper - expected;
  const lower = (variance / (2 * expected)) * chiSquaredQuantile((2 * expected ** 2) / variance, 'lower');
  return Math.max(upper - expected, expected - lower);
}
