import type { Order } from './cursor.ts';
import type { HeaderEntry } from './header-stream.ts';
import { type OpenOptions, readBuckets } from './open-buckets.ts';
import type { TimeRange } from './read-snapshot.ts';
import { bucketIdOf, readTimes, TIMES } from './read-times.ts';
import type { Store } from './store.ts';

/**
 * Buckets over the end of a range where a page begins, most often over a cursor: their headers only say that they reach
 * beyond it, so a walk in the order of headers would have to open all of them before it could be sure of one record.
 * There is one for each stream, since merging fills a bucket with an hour.
 *
 * So of many such buckets the timestamps alone are read, a twentieth of a bucket. They say where the first record of the
 * range is, and the walk goes on in that order: a page opens the buckets that its records are in, and no more.
 */

/** With fewer buckets than this, opening them costs no more than asking for their times first. */
const MANY = 8;
/** Buckets whose times are read together. */
const GROUP = 256;

interface NarrowOptions extends Pick<OpenOptions, 'session' | 'signal'> {
  range: TimeRange;
  order: Order;
  maxTimeMS: () => number;
  /** Told how many buckets were asked for their times. */
  onNarrowed: (buckets: number) => void;
}

/**
 * Headers in the order of a page, with those over its beginning narrowed to their records in the range.
 *
 * @param headers as `streamHeaders` gives them
 */
export async function* narrowHeaders(
  store: Store,
  headers: AsyncGenerator<HeaderEntry, void, void>,
  options: NarrowOptions,
): AsyncGenerator<HeaderEntry, void, void> {
  const { range, order } = options;
  const sign = order === 'asc' ? 1 : -1;
  const keyOf = ({ fromMs, toMs }: HeaderEntry) => sign * (order === 'asc' ? fromMs : toMs);
  const isOver = ({ fromMs, toMs }: HeaderEntry) => (order === 'asc' ? fromMs < range.fromMs : toMs >= range.toMs);
  const over: HeaderEntry[] = [];
  let next = await headers.next();
  for (; !next.done && isOver(next.value); next = await headers.next()) over.push(next.value);
  const narrowed = over.length < MANY ? over : await narrowAll(store, over, options);
  narrowed.sort((a, b) => keyOf(a) - keyOf(b));
  for (const entry of narrowed) {
    for (; !next.done && keyOf(next.value) < keyOf(entry); next = await headers.next()) yield next.value;
    yield entry;
  }
  for (; !next.done; next = await headers.next()) yield next.value;
}

/** The buckets that have a record in the range, as if they had no others. */
async function narrowAll(
  store: Store,
  entries: readonly HeaderEntry[],
  { maxTimeMS, onNarrowed, range, session, signal }: NarrowOptions,
): Promise<HeaderEntry[]> {
  const narrowed: HeaderEntry[] = [];
  onNarrowed(entries.length);
  for (const [partition, own] of Map.groupBy(entries, (entry) => entry.partition)) {
    for (let i = 0; i < own.length; i += GROUP) {
      signal?.throwIfAborted();
      const group = new Map(own.slice(i, i + GROUP).map((entry) => [entry._id.toString('hex'), entry]));
      const ids = Array.from(group.values(), ({ _id }) => _id);
      const read = { session, signal, maxTimeMS: maxTimeMS(), projection: TIMES };
      await readBuckets(store, partition, ids, read, (bytes) => {
        const entry = group.get(bucketIdOf(bytes));
        const rest = entry && narrow(entry, readTimes(bytes).times, range);
        if (rest !== undefined) narrowed.push(rest);
      });
    }
  }
  return narrowed;
}

function narrow(entry: HeaderEntry, times: readonly number[], range: TimeRange): HeaderEntry | undefined {
  const rest = { ...entry, fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY, count: 0 };
  for (const time of times) {
    if (time < range.fromMs || time >= range.toMs) continue;
    rest.fromMs = Math.min(rest.fromMs, time);
    rest.toMs = Math.max(rest.toMs, time);
    rest.count += 1;
  }
  return rest.count === 0 ? undefined : rest;
}
