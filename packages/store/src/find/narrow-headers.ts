import { bucketIdOf, readTimes, TIMES } from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';
import { isWithin, type OpenOptions, readBuckets, type TimeRange } from '../read/index.ts';
import { type Cursor, comparePositions, isAhead, type Position } from './cursor.ts';
import type { HeaderEntry } from './header-stream.ts';
import { justBefore, meet, type NearBucket, reachesStart } from './nearest.ts';
import { eachPosition, PLACES } from './record-positions.ts';

/**
 * Puts buckets into the order in which a page meets their records.
 *
 * Most headers show that order: by their timestamps and, within a millisecond, by the places of the records at their
 * ends. But the header of a bucket over the start of a page, usually over a cursor, only shows that the bucket reaches
 * beyond it. So a walk in the order of headers would have to open all of these buckets before it could be sure of one
 * record. There is one for each stream, since merging fills a bucket with an hour.
 *
 * If there are many such buckets, this file reads only their timestamps and places, a twentieth of a bucket. They show
 * where the first record after the start is, and the walk continues in that order: a page opens only the buckets that
 * hold its records.
 */

/** With fewer buckets than this, opening them costs no more than reading their times first. */
const MANY = 8;
/** Buckets whose times are read together. */
const GROUP = 256;

interface NarrowOptions extends Pick<OpenOptions, 'session' | 'signal'> {
  range: TimeRange;
  /** The page comes after this cursor. */
  start: Cursor;
  maxTimeMS: () => number;
  /** Called with the number of buckets whose times were read. */
  onNarrowed: (buckets: number) => void;
}

/**
 * Yields buckets in the order of a page.
 *
 * @param headers as `streamHeaders` gives them
 */
export async function* narrowHeaders(
  store: Store,
  headers: AsyncGenerator<HeaderEntry, void, void>,
  options: NarrowOptions,
): AsyncGenerator<NearBucket, void, void> {
  const { start } = options;
  const atStart: HeaderEntry[] = [];
  let next = await headers.next();
  for (; !next.done && reachesStart(next.value, start); next = await headers.next()) atStart.push(next.value);
  const sorted = sortNear(await nearStart(store, atStart, options), start);
  let at = 0;
  for await (const bucket of behindStart(store, next, headers, options)) {
    for (; at < sorted.length && isNearer(sorted[at] as NearBucket, bucket, start); at++)
      yield sorted[at] as NearBucket;
    yield bucket;
  }
  yield* sorted.slice(at);
}

function isNearer(a: NearBucket, b: NearBucket, { order }: Cursor): boolean {
  const difference = comparePositions(a.nearest, b.nearest);
  return order === 'asc' ? difference <= 0 : difference >= 0;
}

function sortNear(buckets: NearBucket[], { order }: Cursor): NearBucket[] {
  const sign = order === 'asc' ? 1 : -1;
  return buckets.sort((a, b) => sign * comparePositions(a.nearest, b.nearest));
}

/** Buckets after the start, one millisecond at a time. */
async function* behindStart(
  store: Store,
  first: IteratorResult<HeaderEntry, void>,
  headers: AsyncGenerator<HeaderEntry, void, void>,
  options: NarrowOptions,
): AsyncGenerator<NearBucket, void, void> {
  const { start } = options;
  let moment: NearBucket[] = [];
  for (let next = first; !next.done; next = await headers.next()) {
    const bucket = meet(next.value, start)?.bucket;
    if (bucket === undefined) continue;
    const isOther = moment[0] !== undefined && momentOf(moment[0], start) !== momentOf(bucket, start);
    if (isOther) {
      yield* await sortMoment(store, moment, options);
      moment = [];
    }
    moment.push(bucket);
  }
  yield* await sortMoment(store, moment, options);
}

/**
 * Buckets that begin in the same millisecond, in the order of their records in it. Old headers do not show where those
 * are.
 */
async function sortMoment(store: Store, moment: NearBucket[], options: NarrowOptions): Promise<NearBucket[]> {
  const { start } = options;
  const { placed = [], unplaced = [] } = Object.groupBy(moment, (each) => (hasPlace(each) ? 'placed' : 'unplaced'));
  if (unplaced.length < MANY) return sortNear(moment, start);
  const narrowed = await narrowAll(store, unplaced, options, (bucket, bytes) => {
    const nearest = nearestPlace(bytes, start, momentOf(bucket, start));
    return nearest === undefined ? bucket : { ...bucket, nearest };
  });
  return sortNear([...placed, ...narrowed], start);
}

function hasPlace({ fromPlaces, toPlaces }: HeaderEntry): boolean {
  return fromPlaces !== undefined || toPlaces !== undefined;
}

function momentOf({ fromMs, toMs }: HeaderEntry, { order }: Cursor): number {
  return order === 'asc' ? fromMs : toMs;
}

/** The buckets that have a record after the start, placed as if they had no other records. */
async function nearStart(store: Store, entries: readonly HeaderEntry[], options: NarrowOptions): Promise<NearBucket[]> {
  const met = entries.flatMap((entry) => meet(entry, options.start) ?? []);
  const { sure = [], unsure = [] } = Object.groupBy(met, ({ isSure }) => (isSure ? 'sure' : 'unsure'));
  const buckets = unsure.map(({ bucket }) => bucket);
  const placed = sure.map(({ bucket }) => bucket);
  if (unsure.length < MANY) return [...placed, ...buckets];
  const { range, start } = options;
  return [...placed, ...(await narrowAll(store, buckets, options, (each, bytes) => narrow(each, bytes, range, start)))];
}

/** Reads times and places of buckets, and keeps the results. */
async function narrowAll(
  store: Store,
  buckets: readonly NearBucket[],
  { maxTimeMS, onNarrowed, session, signal }: NarrowOptions,
  narrowOne: (bucket: NearBucket, bytes: Buffer) => NearBucket | undefined,
): Promise<NearBucket[]> {
  const narrowed: NearBucket[] = [];
  onNarrowed(buckets.length);
  for (const [partition, own] of Map.groupBy(buckets, (bucket) => bucket.partition)) {
    for (let i = 0; i < own.length; i += GROUP) {
      signal?.throwIfAborted();
      const group = new Map(own.slice(i, i + GROUP).map((bucket) => [bucket._id.toString('hex'), bucket]));
      const ids = Array.from(group.values(), ({ _id }) => _id);
      const read = { session, signal, maxTimeMS: maxTimeMS(), projection: { ...TIMES, ...PLACES } };
      await readBuckets(store, partition, ids, read, (bytes) => {
        const bucket = group.get(bucketIdOf(bytes));
        const rest = bucket && narrowOne(bucket, bytes);
        if (rest !== undefined) narrowed.push(rest);
      });
    }
  }
  return narrowed;
}

/** The bucket with the place of its first record after the start; undefined if it has no such record. */
function narrow(bucket: NearBucket, bytes: Buffer, range: TimeRange, start: Cursor): NearBucket | undefined {
  const { order } = start;
  const inRange = readTimes(bytes).times.filter((time) => isWithin(range, time));
  const later = inRange.filter((time) => time !== start.timestamp);
  const count = inRange.length;
  if (count > later.length) {
    const nearest = nearestPlace(bytes, start, start.timestamp);
    if (nearest !== undefined) return { ...bucket, nearest, count };
  }
  if (later.length === 0) return undefined;
  const first = later.reduce((a, b) => (order === 'asc' ? Math.min(a, b) : Math.max(a, b)));
  return { ...bucket, nearest: justBefore(first, undefined, order), count: later.length };
}

/** Where a page meets the first record of a millisecond that it may show. */
function nearestPlace(bytes: Buffer, start: Cursor, timestamp: number): Position | undefined {
  const { order } = start;
  const sign = order === 'asc' ? 1 : -1;
  let nearest: Position | undefined;
  for (const position of eachPosition(bytes)) {
    if (position.timestamp !== timestamp || !isAhead(position, start)) continue;
    if (nearest === undefined || sign * comparePositions(position, nearest) < 0) nearest = position;
  }
  return nearest && justBefore(timestamp, nearest, order);
}
