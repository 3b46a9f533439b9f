import type { StoredRecord } from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';
import type { CountQuery } from '../read/index.ts';
import { costOf, drawSample, type Sample, type Stratum, weightOf } from '../sampling/index.ts';
import { candidatesOf, type PlacedBucket, type Scan } from './candidates-of.ts';
import { countInRange, scanEach } from './scan-buckets.ts';

/** This many records are always counted one by one. */
const ALWAYS_EXACT = 100_000;
/** Records, as `costOf` counts them, for each ms that a query may take: a quarter of the speed of an idle machine. */
const EXACT_PER_MS = 100;
/**
 * Size of a sample, as a share of the records that could have been counted. A value that 30 % of a million records have
 * then has an error of ± 5 %.
 */
const SAMPLED_SHARE = 0.8;
/** If few records match, the query looks at this many times as many: an idle machine can do that in the time. */
const SPARSE_EXACT = 4;

/** A query whose counts may be estimates. */
export interface SampledQuery extends CountQuery {
  /** Counts everything, as far as the time allows, instead of a sample. */
  exact: boolean;
  /** Most records that are counted one by one. If left out: at least 100,000, and as many as `budgetMs` allows. */
  mostExact?: number | undefined;
}

/** Counts something of every record that matches. */
export interface RecordTally<T> {
  /** @param bucket index of the record's bucket in the sample; any number without a sample */
  add(record: StoredRecord, bucket: number): void;
  /** Called between buckets. */
  settle?(): Promise<void>;
  /** @param complete false when the time was up, or when there were more buckets than a query may look at */
  finish(complete: boolean): T | Promise<T>;
}

/**
 * Counts all matches, or a sample of them. Headers and the contents of the sample decide which, never the remaining
 * time: a busy machine gives the same answer as an idle one.
 *
 * @param createTally called once or twice: if few records of a sample match, counting starts again
 */
export async function tallyRecords<T>(
  store: Store,
  scan: Scan,
  { budgetMs, exact, mostExact = Math.max(ALWAYS_EXACT, budgetMs * EXACT_PER_MS) }: SampledQuery,
  createTally: (sample: Sample | undefined) => RecordTally<T>,
): Promise<T> {
  const { buckets: found, complete: isAll } = await candidatesOf(store, scan);
  const countAll = async () => {
    const tally = createTally(undefined);
    const complete = await scanEach(
      store,
      scan,
      found,
      (record) => tally.add(record, 0),
      () => tally.settle?.(),
    );
    return await tally.finish(complete && isAll);
  };
  const few = Math.min(ALWAYS_EXACT, mostExact);
  if (exact || recordsIn(found) <= few || costOf(found) <= mostExact) return await countAll();
  // If headers show how many records match, the sample knows the total, and the count of a value that all records have
  // is exact.
  const counted = scan.filter.isDecided ? await countInRange(store, scan, found) : found;
  const candidates = counted ?? found;
  const isOpenable = costOf(candidates) <= mostExact * SPARSE_EXACT;
  if (isOpenable && recordsIn(candidates) <= few) return await countAll();
  const sample = drawSample(candidates, mostExact * SAMPLED_SHARE);
  const tally = createTally(sample);
  const { complete, matches } = await tallySample(store, scan, sample, tally);
  if (complete && isOpenable && matches <= few) return await countAll();
  return await tally.finish(complete && isAll && counted !== undefined);
}

function recordsIn(buckets: readonly PlacedBucket[]): number {
  return buckets.reduce((sum, { records }) => sum + records, 0);
}

/** Counts a sample that represents `matches` records. */
async function tallySample(store: Store, scan: Scan, sample: Sample<PlacedBucket>, tally: RecordTally<unknown>) {
  const weights = sample.buckets.map(({ stratum }) => weightOf(sample.strata[stratum] as Stratum));
  let matches = 0;
  const onMatch = (record: StoredRecord, bucket: number) => {
    matches += weights[bucket] as number;
    tally.add(record, bucket);
  };
  const complete = await scanEach(store, scan, sample.buckets, onMatch, () => tally.settle?.());
  return { complete, matches };
}
