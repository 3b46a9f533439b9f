import type { Binary } from 'mongodb';
import { allot } from './allot.ts';
import type { Candidate } from './candidate.ts';

/**
 * Decides which buckets to open if opening all would take too long.
 *
 *     streams     buckets of one service and severity, each stream with its part of the cost (allot.ts)
 *     strata      a stream in slices of time
 *     the draw    in each stratum the buckets with the smallest hash of their ids: random, and the same at every load
 */

/** Similar buckets; the opened ones represent the rest. */
export interface Stratum {
  buckets: number;
  records: number;
  /** All buckets, or at least two. */
  opened: number;
  openedRecords: number;
  /** Sum of the squared records of the opened buckets. */
  openedSquares: number;
}

/** The buckets to open, and the strata that they represent. */
export interface Sample<C extends Candidate = Candidate> {
  strata: Stratum[];
  /** The buckets that are opened. */
  buckets: (C & { stratum: number })[];
}

/** Fewest buckets opened in a slice of time, and most slices. */
const LEAST_IN_SLICE = 8;
const MAX_SLICES = 24;

/**
 * Draws buckets.
 *
 * @param most largest cost of all drawn buckets together, in records as `costOf` counts
 */
export function drawSample<C extends Candidate>(candidates: readonly C[], most: number): Sample<C> {
  const sample: Sample<C> = { strata: [], buckets: [] };
  const allotments = allot(candidates, most);
  const isWhole = ({ buckets, opened }: { buckets: C[]; opened: number }) => opened === buckets.length;
  // Thousands of small streams make one stratum: a stream that is opened completely adds no error.
  const whole = allotments.filter(isWhole).flatMap(({ buckets }) => buckets);
  if (whole.length > 0) addStratum(sample, whole, whole.length);
  for (const { buckets, opened } of allotments.filter((each) => !isWhole(each))) {
    const sorted = buckets.toSorted((a, b) => a.fromMs - b.fromMs || compareIds(a, b));
    const slices = Math.max(1, Math.min(MAX_SLICES, Math.floor(opened / LEAST_IN_SLICE)));
    for (let i = 0; i < slices; i++) {
      const slice = sorted.slice((i * sorted.length) / slices, ((i + 1) * sorted.length) / slices);
      addStratum(sample, slice, Math.ceil((opened * slice.length) / sorted.length));
    }
  }
  return sample;
}

/** A value counts as possibly missing if the sample misses it more often than this, wherever it may be. */
const MISSED = 0.05;

/**
 * Most records that a value may have and still be in no opened bucket, in 5 of 100 cases. It is the number of records
 * that fill buckets of one stratum which the draw misses that often. A value that is spread over many buckets is found
 * with far fewer records.
 */
export function mostMissed({ strata }: Sample): number {
  const ofStratum = ({ buckets, opened, records, openedRecords }: Stratum) => {
    if (opened === buckets) return 0;
    const missed = Math.ceil(Math.log(MISSED) / Math.log(1 - opened / buckets));
    return Math.min(records - openedRecords, Math.ceil((missed * records) / buckets));
  };
  return strata.reduce((most, stratum) => Math.max(most, ofStratum(stratum)), 0);
}

function addStratum<C extends Candidate>(sample: Sample<C>, buckets: readonly C[], opened: number): void {
  const hashes = new Map(buckets.map((bucket) => [bucket, hashOf(bucket._id)]));
  const drawn = buckets
    .toSorted((a, b) => (hashes.get(a) as number) - (hashes.get(b) as number) || compareIds(a, b))
    .slice(0, opened);
  const stratum = sample.strata.length;
  sample.buckets.push(...drawn.map((bucket) => ({ ...bucket, stratum })));
  sample.strata.push({
    buckets: buckets.length,
    records: sumOf(buckets, ({ records }) => records),
    opened: drawn.length,
    openedRecords: sumOf(drawn, ({ records }) => records),
    openedSquares: sumOf(drawn, ({ records }) => records ** 2),
  });
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

function compareIds(a: Candidate, b: Candidate): number {
  return Buffer.compare(a._id.buffer, b._id.buffer);
}

/** FNV-1a with Murmur's last step: it puts consecutive ids far apart. */
function hashOf(id: Binary): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.position; i++) hash = Math.imul(hash ^ (id.buffer[i] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
