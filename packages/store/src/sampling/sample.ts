import type { Binary } from 'mongodb';

/**
 * Which buckets are opened where all of them would take too long.
 *
 *     streams     buckets of one service and severity; the smaller a stream, the larger the share of it that is opened,
 *                 so that a quiet service is counted as a whole. Those with too few for an error are taken together
 *     strata      a stream in slices of time
 *     the draw    in each stratum the buckets with the smallest hash of their ids: random, and the same at every load
 */

/** A bucket that may hold matches, as its header says. */
export interface Candidate {
  _id: Binary;
  service: string;
  severityNumber: number;
  fromMs: number;
  records: number;
}

/** Buckets that are alike; what was opened of them stands for the rest. */
export interface Stratum {
  buckets: number;
  records: number;
  /** All buckets, or at least two. */
  opened: number;
  openedRecords: number;
  /** Sum of the squared records of the opened buckets. */
  openedSquares: number;
}

export interface Sample<C extends Candidate = Candidate> {
  strata: Stratum[];
  /** Those that are opened. */
  buckets: (C & { stratum: number })[];
}

/** Opening a bucket costs as much as this many records, whatever is in it. */
export const BUCKET_COST = 50;
/** Fewest buckets of a stratum that is not opened as a whole; an error of fewer would say nothing. */
const LEAST_OPENED = 6;
/** Buckets opened of one slice of time, at least, and most slices. */
const LEAST_IN_SLICE = 8;
const MAX_SLICES = 24;

/** The cost of opening buckets, in records. */
export function costOf(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { records }) => sum + records + BUCKET_COST, 0);
}

/**
 * Draws buckets.
 *
 * @param most what they may cost together, in records as `costOf` counts
 */
export function drawSample<C extends Candidate>(candidates: readonly C[], most: number): Sample<C> {
  const sample: Sample<C> = { strata: [], buckets: [] };
  for (const { buckets, opened } of allot(streamsOf(candidates), most)) {
    const sorted = buckets.toSorted((a, b) => a.fromMs - b.fromMs || compareIds(a, b));
    const slices = Math.max(1, Math.min(MAX_SLICES, Math.floor(opened / LEAST_IN_SLICE)));
    for (let i = 0; i < slices; i++) {
      const slice = sorted.slice((i * sorted.length) / slices, ((i + 1) * sorted.length) / slices);
      addStratum(sample, slice, Math.ceil((opened * slice.length) / sorted.length));
    }
  }
  return sample;
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

interface Stream<C> {
  buckets: C[];
  cost: number;
}

function streamsOf<C extends Candidate>(candidates: readonly C[]): Stream<C>[] {
  const groups = Map.groupBy(candidates, ({ service, severityNumber }) => `${severityNumber} ${service}`);
  return [...groups.values()].map((buckets) => ({ buckets, cost: costOf(buckets) }));
}

/** How many buckets of each stream are opened: by the root of what it costs, which favours the small ones. */
function allot<C extends Candidate>(streams: Stream<C>[], most: number): { buckets: C[]; opened: number }[] {
  const whole: Stream<C>[] = [];
  let rest = streams.toSorted((a, b) => a.cost - b.cost);
  let left = most;
  for (let isSettled = false; !isSettled; ) {
    const share = left / sumOf(rest, rootOf);
    const fits = rest.filter((stream) => stream.cost <= share * rootOf(stream));
    isSettled = fits.length === 0;
    whole.push(...fits);
    left -= sumOf(fits, ({ cost }) => cost);
    rest = rest.filter((stream) => !fits.includes(stream));
  }
  const share = left / sumOf(rest, rootOf);
  const openedOf = ({ buckets, cost }: Stream<C>) => Math.floor((share * buckets.length) / Math.sqrt(cost));
  const large = rest.filter((stream) => openedOf(stream) >= LEAST_OPENED);
  const united = uniteStreams(rest.filter((stream) => openedOf(stream) < LEAST_OPENED));
  return [
    ...whole.map(({ buckets }) => ({ buckets, opened: buckets.length })),
    ...[...large, ...united].map((stream) => {
      const opened = Math.max(LEAST_OPENED, openedOf(stream));
      return { buckets: stream.buckets, opened: Math.min(stream.buckets.length, opened) };
    }),
  ];
}

function rootOf({ cost }: { cost: number }): number {
  return Math.sqrt(cost);
}

/** Streams of one severity as one. */
function uniteStreams<C extends Candidate>(streams: readonly Stream<C>[]): Stream<C>[] {
  const groups = Map.groupBy(streams, ({ buckets }) => buckets[0]?.severityNumber);
  return [...groups.values()].map((group) => ({
    buckets: group.flatMap(({ buckets }) => buckets),
    cost: sumOf(group, ({ cost }) => cost),
  }));
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

function compareIds(a: Candidate, b: Candidate): number {
  return Buffer.compare(a._id.buffer, b._id.buffer);
}

/** FNV-1a with Murmur's last step: ids that follow each other are far apart. */
function hashOf(id: Binary): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.position; i++) hash = Math.imul(hash ^ (id.buffer[i] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
