import type { Store } from '../connection/index.ts';
import {
  leftMs,
  openBuckets,
  type RangeQuery,
  type RunningQuery,
  rangeOf,
  readQuery,
  selectRecords,
  type TimeRange,
} from '../read/index.ts';
import type { Cursor, Order } from './cursor.ts';
import { streamHeaders } from './header-stream.ts';
import { narrowHeaders } from './narrow-headers.ts';
import type { NearBucket } from './nearest.ts';
import { type LogPage, PageBuilder } from './page-builder.ts';

/**
 * A page of search results.
 *
 * The walk visits headers in order (newest `to` first) and opens a few buckets at a time. It ends when the page is full
 * and no bucket that is still closed can hold a record that belongs on the page. It also ends when its time is up: then
 * the page holds the records that are certain so far, and the cursor continues from there.
 *
 * Every page makes progress: its cursor is after the one that it began with. Buckets that overlap that cursor come
 * first. While one of them is closed, nothing after the cursor is certain, so a page whose time is up continues until
 * it has passed the cursor. `narrowHeaders` keeps that short: it leaves only buckets over the exact place of the cursor
 * to open.
 */

/** A question for one page of records. */
export interface LogQuery extends RangeQuery {
  /** 1 to 10,000 records. A page of long records ends earlier, see `MAX_PAGE_CHARS`. */
  limit: number;
  order: Order;
  /** The place at which the previous page ended; must have the same order. */
  cursor?: Cursor | undefined;
}

/**
 * Buckets opened in one read. The first read opens few, so that a page that fills soon reads little; each further read
 * opens twice as many.
 */
const FIRST_OPEN = 2;
const MAX_OPEN = 64;
/** Reading the times of a bucket costs at most an eighth of opening it, so opening is most of a page's work. */
const NARROWED_PER_OPENED = 4;
/**
 * Time that a read in MongoDB may take beyond the time of the query, ms: a page continues until it has made progress.
 */
const GRACE_MS = 5_000;

/**
 * Finds one page of records.
 *
 * @throws AsOfExpiredError when `asOf` is given and can no longer be read
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function findLogs(store: Store, query: LogQuery): Promise<LogPage> {
  const range = rangeBehind(query);
  if (range.fromMs >= range.toMs) return { records: [], next: null, complete: true };
  return await readQuery(store, { ...query, ...range }, (running) => walk(store, query, running));
}

/** The requested range, narrowed to the part after the cursor. */
function rangeBehind(query: LogQuery): TimeRange {
  const { fromMs, toMs } = rangeOf(query);
  const { cursor, order } = query;
  if (cursor === undefined) return { fromMs, toMs };
  if (order === 'desc') return { fromMs, toMs: Math.min(toMs, cursor.timestamp + 1) };
  return { fromMs: Math.max(fromMs, cursor.timestamp), toMs };
}

async function walk(store: Store, { cursor, limit, order }: LogQuery, running: RunningQuery): Promise<LogPage> {
  const { clock, deadline, filter, range, signal, snapshot } = running;
  const { session } = snapshot;
  const page = new PageBuilder({ cursor, limit, order }, range);
  const maxTimeMS = () => leftMs(deadline, clock, GRACE_MS);
  const streamed = streamHeaders(store, snapshot, { filter, range, order, maxTimeMS });
  /**
   * A page that has read the times of many buckets opens some, because reading times would otherwise be most of its
   * work.
   */
  let leastOpened = 0;
  const onNarrowed = (buckets: number) => (leastOpened = buckets / NARROWED_PER_OPENED);
  const headers = narrowHeaders(store, streamed, { session, signal, range, start: page.start, maxTimeMS, onNarrowed });
  const { isDecided, matches, mayMatch } = filter;
  const selection = { range, matches };
  let group: NearBucket[] = [];
  let opened = 0;
  let mostOpen = FIRST_OPEN;
  const openGroup = async () => {
    for (const [partition, entries] of Map.groupBy(group, (entry) => entry.partition)) {
      const ids = entries.map((entry) => entry._id);
      const options = { session, signal, maxTimeMS: maxTimeMS(), mayMatch };
      await openBuckets(store, partition, ids, options, (bucket) => page.add(selectRecords(bucket, selection)));
    }
    opened += group.length;
    group = [];
    mostOpen = Math.min(mostOpen * 2, MAX_OPEN);
  };
  try {
    for await (const header of headers) {
      signal?.throwIfAborted();
      if (page.isDoneBefore(header)) break;
      const expected = isDecided ? group.reduce((sum, entry) => sum + entry.count, page.size) : 0;
      if (group.length >= mostOpen || expected > limit) {
        await openGroup();
        if (page.isDoneBefore(header)) break;
        const partial = clock() > deadline && opened >= leastOpened ? page.partial(header) : undefined;
        if (partial !== undefined) return partial;
      }
      group.push(header);
    }
    await openGroup();
  } finally {
    await headers.return();
    await streamed.return();
  }
  return page.finish();
}
