import { compilePredicate, type Filter, type LogRecord } from '@logwarren/contract';
import type { AsOf } from './as-of.ts';
import {
  AFTER_ALL_IDS,
  type Cursor,
  comparePositions,
  isBehind,
  type Order,
  type Position,
  positionOf,
} from './cursor.ts';
import { isDecidedByHeader } from './header-condition.ts';
import { type HeaderEntry, streamHeaders } from './header-stream.ts';
import { narrowHeaders } from './narrow-headers.ts';
import { openBuckets, quickTest, type Selection, selectRecords } from './open-buckets.ts';
import { type RunningQuery, readQuery } from './read-query.ts';
import type { TimeRange } from './read-snapshot.ts';
import type { Store } from './store.ts';

/**
 * A page of search results.
 *
 * Headers are walked in order (newest `to` first), a few buckets opened at a time. The walk ends when the page is full
 * and no bucket that is still closed can hold a record that belongs on it, or when its time is up: then the page holds
 * what is certain so far, and the cursor goes on from there.
 *
 * Every page makes progress: its cursor lies behind the one that it was asked with. Buckets that lie over that cursor come
 * first, and as long as one of them is closed nothing behind the cursor is certain, so a page whose time is up goes on
 * until it has passed the cursor. `narrowHeaders` keeps that short: what is left to open are buckets with a record at the
 * very millisecond of the cursor.
 */

export interface LogQuery {
  filter: Filter;
  /** Smallest timestamp, ms, included. */
  fromMs?: number | undefined;
  /** Largest timestamp, ms, excluded. */
  toMs?: number | undefined;
  /** 1 to 10,000 records. */
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

export interface LogPage {
  /** In the order asked for, at most `limit`. */
  records: LogRecord[];
  /** Where to go on, behind the query's own cursor; null when there is nothing more. */
  next: Cursor | null;
  /** False when the time was up before the page was full or everything was seen. */
  complete: boolean;
  /** Everything on this side of it has been searched, ms; only when not complete. */
  searchedTo?: number;
}

/** Buckets opened in one read: few at first, so that a page that fills soon reads little; then twice as many each time. */
const FIRST_OPEN = 2;
const MAX_OPEN = 64;
/** Asking a bucket for its times costs a tenth of opening it. */
const NARROWED_PER_OPENED = 8;
/** What a read may take in MongoDB beyond the time of the query, ms: a page goes on until it has made progress. */
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
  const maxTimeMS = () => Math.max(0, Math.ceil(deadline - clock())) + GRACE_MS;
  const streamed = streamHeaders(store, snapshot, { filter, range, order, maxTimeMS });
  /** A page that has asked many buckets for their times opens some, or asking would be most of what it does. */
  let leastOpened = 0;
  const onNarrowed = (buckets: number) => (leastOpened = buckets / NARROWED_PER_OPENED);
  const headers = narrowHeaders(store, streamed, { session, signal, range, order, maxTimeMS, onNarrowed });
  const mayMatch = quickTest(filter);
  const isDecided = isDecidedByHeader(filter);
  let group: HeaderEntry[] = [];
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

/** Gathers matches and knows when no closed bucket can change the page. */
class PageBuilder {
  readonly selection: Selection;
  readonly #query: LogQuery;
  readonly #sign: 1 | -1;
  /** The page lies behind it. */
  readonly #start: Position;
  #records: LogRecord[] = [];

  constructor(query: LogQuery, range: TimeRange) {
    this.#query = query;
    this.#sign = query.order === 'asc' ? 1 : -1;
    this.#start = query.cursor ?? (query.order === 'asc' ? afterAll(range.fromMs - 1) : beforeAll(range.toMs));
    this.selection = { ...range, matches: compilePredicate(query.filter) };
  }

  get size(): number {
    return this.#records.length;
  }

  /** Adds matches of one bucket; one more than the page holds is kept, to know whether there is a next page. */
  add(records: readonly LogRecord[]): void {
    const { limit } = this.#query;
    for (const record of records) if (this.#isBehindStart(positionOf(record))) this.#records.push(record);
    this.#records.sort((a, b) => this.#compare(positionOf(a), positionOf(b)));
    if (this.#records.length > limit + 1) this.#records.length = limit + 1;
  }

  /** True when the page is full and no record of this bucket, or of a later one, comes before its end. */
  isDoneBefore(header: HeaderEntry): boolean {
    const last = this.#records[this.#query.limit];
    if (last === undefined) return false;
    return this.#query.order === 'desc' ? header.toMs < last.timestamp : header.fromMs > last.timestamp;
  }

  /** The page when everything that could be on it has been seen. */
  finish(): LogPage {
    const { limit, order } = this.#query;
    const records = this.#records.slice(0, limit);
    const last = records.at(-1);
    const hasMore = this.#records.length > limit && last !== undefined;
    return { records, next: hasMore ? { ...positionOf(last), order } : null, complete: true };
  }

  /**
   * What is certain when this bucket and all later ones have not been opened: records before their earliest moment.
   *
   * @returns undefined when that moment does not lie behind the start of the page: nothing is certain yet
   */
  partial(next: HeaderEntry): LogPage | undefined {
    const { limit, order } = this.#query;
    const edge = order === 'desc' ? beforeAll(next.toMs + 1) : afterAll(next.fromMs - 1);
    if (!this.#isBehindStart(edge)) return undefined;
    const certain = this.#records.filter((record) => this.#compare(positionOf(record), edge) < 0);
    if (certain.length > limit) return this.finish();
    return { records: certain, next: { ...edge, order }, complete: false, searchedTo: edge.timestamp };
  }

  #isBehindStart(position: Position): boolean {
    return isBehind(position, this.#start, this.#query.order);
  }

  #compare(a: Position, b: Position): number {
    return this.#sign * comparePositions(a, b);
  }
}

/** The place before all records of a millisecond. */
function beforeAll(timestamp: number): Position {
  return { timestamp, nanos: 0, id: '' };
}

/** The place behind all records of a millisecond. */
function afterAll(timestamp: number): Position {
  return { timestamp, nanos: 999_999, id: AFTER_ALL_IDS };
}
