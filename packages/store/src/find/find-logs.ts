import type { Filter } from '@logwarren/query';
import type { Store } from '../connection/index.ts';
import {
  type AsOf,
  isDecidedByHeader,
  leftMs,
  openBuckets,
  quickTest,
  type RunningQuery,
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
 * Headers are walked in order (newest `to` first), a few buckets opened at a time. The walk ends when the page is full
 * and no bucket that is still closed can hold a record that belongs on it, or when its time is up: then the page holds
 * what is certain so far, and the cursor goes on from there.
 *
 * Every page makes progress: its cursor lies behind the one that it was asked with. Buckets that lie over that cursor come
 * first, and as long as one of them is closed nothing behind the cursor is certain, so a page whose time is up goes on
 * until it has passed the cursor. `narrowHeaders` keeps that short: what is left to open are buckets over the very
 * place of the cursor.
 */

export interface LogQuery {
  filter: Filter;
  /** Smallest timestamp, ms, included. */
  fromMs?: number | undefined;
  /** Largest timestamp, ms, excluded. */
  toMs?: number | undefined;
  /** 1 to 10,000 records; a page of long records ends earlier, see `MAX_PAGE_CHARS`. */
  limit: number;
  order: Order;
  /** Where the page before ended; must have the same order. */
  cursor?: Cursor | undefined;
  /** Time after which the page is returned as far as it is certain, ms. */
  budgetMs: number;
  /** Reads as of this moment instead of the newest one. */
  asOf?: AsOf | undefined;
  /** Ends the query: nobody waits for it any more. */
  signal?: AbortSignal | undefined;
  /** Monotonic time, ms; an argument so that tests decide how time passes. */
  clock?: (() => number) | undefined;
}

/**
 * Buckets opened in one read: few at first, so that a page that fills soon reads little; then twice as many each time.
 */
const FIRST_OPEN = 2;
const MAX_OPEN = 64;
/** Asking a bucket for its times costs an eighth of opening it or less, so opening is most of what a page does. */
const NARROWED_PER_OPENED = 4;
/** Longest time of a read in MongoDB beyond the time of the query, ms: a page goes on until it has made progress. */
const GRACE_MS = 5_000;

/**
 * Finds one page of records.
 *
 * @throws AsOfExpiredError when `asOf` is given and cannot be read any more
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function findLogs(store: Store, query: LogQuery): Promise<LogPage> {
  const { fromMs, toMs } = rangeOf(query);
  if (fromMs >= toMs) return { records: [], next: null, complete: true };
  return await readQuery(store, { ...query, fromMs, toMs }, (running) => walk(store, { ...query, ...running }));
}

/** The range asked for, narrowed by the cursor to what lies after it. */
function rangeOf({ fromMs, toMs, cursor, order }: LogQuery): TimeRange {
  const range = { fromMs: fromMs ?? Number.NEGATIVE_INFINITY, toMs: toMs ?? Number.POSITIVE_INFINITY };
  if (cursor === undefined) return range;
  if (order === 'desc') range.toMs = Math.min(range.toMs, cursor.timestamp + 1);
  else range.fromMs = Math.max(range.fromMs, cursor.timestamp);
  return range;
}

async function walk(store: Store, query: LogQuery & RunningQuery): Promise<LogPage> {
  const { clock, deadline, filter, order, range, signal, snapshot } = query;
  const { session } = snapshot;
  const page = new PageBuilder(query, range);
  const maxTimeMS = () => leftMs(deadline, clock, GRACE_MS);
  const streamed = streamHeaders(store, snapshot, { filter, range, order, maxTimeMS });
  /** A page that has asked many buckets for their times opens some, or asking would be most of what it does. */
  let leastOpened = 0;
  const onNarrowed = (buckets: number) => (leastOpened = buckets / NARROWED_PER_OPENED);
  const headers = narrowHeaders(store, streamed, { session, signal, range, start: page.start, maxTimeMS, onNarrowed });
  const mayMatch = quickTest(filter);
  const isDecided = isDecidedByHeader(filter);
  let group: NearBucket[] = [];
  let opened = 0;
  let mostOpen = FIRST_OPEN;
  const openGroup = async () => {
    for (const [partition, entries] of Map.groupBy(group, (entry) => entry.partition)) {
      const ids = entries.map((entry) => entry._id);
      const options = { session, signal, maxTimeMS: maxTimeMS(), mayMatch };
      await openBuckets(store, partition, ids, options, (bucket) => page.add(selectRecords(bucket, page.selection)));
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
      if (group.length >= mostOpen || expected > query.limit) {
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
