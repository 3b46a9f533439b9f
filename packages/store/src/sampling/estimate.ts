import { chiSquaredQuantile, studentQuantile } from './quantiles.ts';
import type { Sample, Stratum } from './sample.ts';

/**
 * Estimates the whole from a sample: docs/decisions/0018-true-counts.md has the reasons.
 *
 *     count       in each stratum: records of the stratum x matches in the sample / records in the sample
 *     low, high   a 95 % interval. Records of one bucket are alike, so it is made of differences between buckets: the wider
 *                 of Student's interval and, because counts are skewed, Fay and Feuer's gamma interval, which allows
 *                 for one more bucket of the kind that was just not drawn. If most records have a value, the records
 *                 without it are estimated: there the other side is skewed
 */

/** An estimated count. */
export interface Estimate {
  count: number;
  /** The truth lies between `low` and `high` in 95 of 100 queries. Never less than the number seen. */
  low: number;
  /** Never more than the number seen plus all records that were not read, if each can have the value once at most. */
  high: number;
}

/** Counts of one value in the buckets that were opened: index of a bucket, then its matches, and so on. */
type BucketCounts = readonly number[];

/** The records with a value, or those without it, as far as a stratum shows them. */
interface Side {
  matches: number;
  /** Largest excess of one bucket over its share. */
  deviation: number;
  /** Records in the buckets that have some matches. */
  records: number;
}

interface StratumSums {
  having: Side;
  lacking: Side;
  squares: number;
  /** Sum of matches times records over the buckets. */
  products: number;
}

/**
 * Estimates how often something occurs, from how often each opened bucket has it.
 *
 * @param isOncePerRecord false if one record may have it several times, as with several values of an array. Then the
 * number of records is no bound, and the records without it cannot be estimated instead
 */
export function estimate(sample: Sample, counts: BucketCounts, isOncePerRecord = true): Estimate {
  const sums = sumByStratum(sample, counts);
  const sampled = sample.strata.map((stratum, index) => ({ stratum, sum: sums[index] as StratumSums }));
  const counted = sampled
    .filter(({ stratum }) => isWhole(stratum))
    .reduce((all, { sum }) => all + sum.having.matches, 0);
  const drawn = sampled.filter(({ stratum }) => !isWhole(stratum));
  let [seen, expected, variance, unevenness, records, unopened] = [0, 0, 0, 0, 0, 0];
  for (const { stratum, sum } of drawn) {
    const weight = weightOf(stratum);
    const spread = weight ** 2 * spreadOf(stratum, sum);
    seen += sum.having.matches;
    expected += weight * sum.having.matches;
    variance += spread;
    unevenness += spread ** 2 / (stratum.opened - 1);
    records += stratum.records;
    unopened += stratum.records - stratum.openedRecords;
  }
  const freedom = unevenness === 0 ? Number.POSITIVE_INFINITY : variance ** 2 / unevenness;
  const student = variance === 0 ? 0 : studentQuantile(freedom) * Math.sqrt(variance);
  const isRare = !isOncePerRecord || 2 * expected <= records;
  const unit = largestUnit(drawn, isRare ? 'having' : 'lacking', isOncePerRecord);
  const most = isOncePerRecord ? seen + unopened : Number.POSITIVE_INFINITY;
  const [below, above] = isRare
    ? gammaErrors(expected, variance, unit)
    : gammaErrors(records - expected, variance, unit).toReversed();
  // No record without it shows how few there may be: as far below as above.
  const least = isOncePerRecord ? (below as number) : Math.max(below as number, above as number);
  return {
    count: counted + expected,
    low: counted + Math.max(seen, expected - Math.max(student, least)),
    high: counted + Math.min(most, expected + Math.max(student, above as number)),
  };
}

/** Number of records that one record of the sample stands for. */
export function weightOf({ records, openedRecords }: Stratum): number {
  return records / openedRecords;
}

function isWhole({ opened, buckets }: Stratum): boolean {
  return opened === buckets;
}

function sumByStratum(sample: Sample, counts: BucketCounts): StratumSums[] {
  const sums = sample.strata.map(({ openedRecords }): StratumSums => {
    return {
      having: { matches: 0, deviation: 0, records: 0 },
      lacking: { matches: openedRecords, deviation: 0, records: openedRecords },
      squares: 0,
      products: 0,
    };
  });
  for (const { stratum, records, matches } of eachBucket(sample, counts)) {
    const sum = sums[stratum] as StratumSums;
    sum.having.matches += matches;
    sum.having.records += records;
    sum.lacking.matches -= matches;
    if (matches === records) sum.lacking.records -= records;
    sum.squares += matches ** 2;
    sum.products += matches * records;
  }
  for (const { stratum, records, matches } of eachBucket(sample, counts)) {
    const { having, lacking } = sums[stratum] as StratumSums;
    const beyond = matches - (having.matches / (sample.strata[stratum] as Stratum).openedRecords) * records;
    having.deviation = Math.max(having.deviation, beyond);
    lacking.deviation = Math.max(lacking.deviation, -beyond);
  }
  for (const [index, { having, lacking }] of sums.entries()) {
    const { openedRecords, openedSquares } = sample.strata[index] as Stratum;
    // Buckets without any lack their whole share; most of the records are in buckets of this size.
    const usual = openedSquares / openedRecords;
    if (having.records < openedRecords)
      lacking.deviation = Math.max(lacking.deviation, (having.matches / openedRecords) * usual);
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

/** Variance of the sample's matches about their share of the records, for buckets drawn without replacement. */
function spreadOf({ buckets, opened, openedRecords, openedSquares }: Stratum, sum: StratumSums): number {
  const share = sum.having.matches / openedRecords;
  const squares = sum.squares - 2 * share * sum.products + share ** 2 * openedSquares;
  return (opened * (1 - opened / buckets) * Math.max(0, squares)) / (opened - 1);
}

/**
 * Number of records that the largest thing the sample may just have missed stands for: as much as the most unusual
 * bucket of a stratum has. If nothing was seen, it is as large a share of a bucket as is usual elsewhere.
 */
function largestUnit(
  drawn: readonly { stratum: Stratum; sum: StratumSums }[],
  side: 'having' | 'lacking',
  isOncePerRecord: boolean,
): number {
  const usualShare = drawn.reduce((most, { stratum, sum }) => {
    const { deviation, matches, records } = sum[side];
    return matches === 0 ? most : Math.max(most, Math.min(deviation / sizeOf(stratum), matches / records));
  }, 0);
  return drawn.reduce((most, { stratum, sum }) => {
    const { matches, deviation } = sum[side];
    const missed = Math.max(1, matches > 0 ? deviation : usualShare * sizeOf(stratum));
    const unopened = isOncePerRecord ? stratum.records - stratum.openedRecords : Number.POSITIVE_INFINITY;
    return Math.max(most, Math.min((weightOf(stratum) - 1) * missed, unopened));
  }, 0);
}

/** Mean number of records in a bucket. */
function sizeOf({ opened, openedRecords }: Stratum): number {
  return openedRecords / opened;
}

/**
 * Fay and Feuer's interval for a weighted sum of Poisson counts (Statistics in Medicine 16, 1997): how far it reaches
 * below and above the expected value.
 *
 * @param unit weight of the largest thing that the sample may just have missed
 */
function gammaErrors(expected: number, variance: number, unit: number): [below: number, above: number] {
  const high = expected + unit;
  const wide = variance + unit ** 2;
  if (high <= 0 || wide === 0) return [0, 0];
  const above = (wide / (2 * high)) * chiSquaredQuantile((2 * high ** 2) / wide, 'upper') - expected;
  if (expected <= 0 || variance === 0) return [0, above];
  const below = expected - (variance / (2 * expected)) * chiSquaredQuantile((2 * expected ** 2) / variance, 'lower');
  return [below, above];
}
