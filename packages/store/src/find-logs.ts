import { compilePredicate, type Filter, type LogRecord } from '@logwarren/contract';
import { AFTER_ALL_IDS, type Cursor, comparePositions, type Order, type Position, positionOf } from './cursor.ts';
import { isDecidedByHeader } from './header-condition.ts';
import { type HeaderEntry, streamHeaders } from './header-stream.ts';
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
  /** Ends the query: nobody waits for it any more. */
  signal?: AbortSignal | undefined;
}

export interface LogPage {
  /** In the order asked for, at most `limit`. */
  records: LogRecord[];
  /** Where to go on; null when there is nothing more. */
  next: Cursor | null;
  /** False when the time was up before the page was full or everything was seen. */
  complete: boolean;
  /** Everything on this side of it has been searched, ms; only when not complete. */
  searchedTo?: number;
}

/** Buckets opened in one read: few at first, so that a page that fills soon reads little; then twice as many each time. */
const FIRST_OPEN = 2;
const MAX_OPEN = 64;
/** Shortest server-side limit worth sending, ms. */
const MIN_TIME_MS = 50;

/**
 * Finds one page of records.
 *
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
  const { snapshot, range, deadline } = query;
  const page = new PageBuilder(query, range);
  const maxTimeMS = () => Math.max(MIN_TIME_MS, Math.ceil(deadline - performance.now()));
  const headers = streamHeaders(store, snapshot, {
    filter: query.filter,
    range,
    order: query.order,
    // The cursor outlives single reads, so its time is bounded by the walk, not by the server.
    maxTimeMS: () => maxTimeMS() + 1_000,
  });
  const mayMatch = quickTest(query.filter);
  const isDecided = isDecidedByHeader(query.filter);
  let group: HeaderEntry[] = [];
  let mostOpen = FIRST_OPEN;
  const openGroup = async () => {
    for (const [partition, entries] of Map.groupBy(group, (entry) => entry.partition)) {
      const ids = entries.map((entry) => entry._id);
      const options = { session: snapshot.session, signal: query.signal, maxTimeMS: maxTimeMS() + 1_000, mayMatch };
      await openBuckets(store, partition, ids, options, (bucket) => page.add(selectRecords(bucket, page.selection)));
    }
    group = [];
    mostOpen = Math.min(mostOpen * 2, MAX_OPEN);
  };
  try {
    for await (const header of headers) {
      query.signal?.throwIfAborted();
      if (page.isDoneBefore(header)) break;
      const expected = isDecided ? group.reduce((sum, entry) => sum + entry.count, page.size) : 0;
      if (group.length >= mostOpen || expected > query.limit) {
        await openGroup();
        if (page.isDoneBefore(header)) break;
        if (performance.now() > deadline) return page.partial(header);
      }
      group.push(header);
    }
    await openGroup();
  } finally {
    await headers.return();
  }
  return page.finish();
}

/** Gathers matches and knows when no closed bucket can change the page. */
class PageBuilder {
  readonly selection: Selection;
  readonly #query: LogQuery;
  readonly #sign: 1 | -1;
  #records: LogRecord[] = [];

  constructor(query: LogQuery, range: TimeRange) {
    this.#query = query;
    this.#sign = query.order === 'asc' ? 1 : -1;
    this.selection = { ...range, matches: compilePredicate(query.filter) };
  }

  get size(): number {
    return this.#records.length;
  }

  /** Adds matches of one bucket; one more than the page holds is kept, to know whether there is a next page. */
  add(records: readonly LogRecord[]): void {
    const { cursor, limit } = this.#query;
    for (const record of records) {
      if (cursor === undefined || this.#compare(positionOf(record), cursor) > 0) this.#records.push(record);
    }
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

  /** What is certain when this bucket and all later ones have not been opened: records before their earliest moment. */
  partial(next: HeaderEntry): LogPage {
    const { limit, order } = this.#query;
    const edge: Position =
      order === 'desc'
        ? { timestamp: next.toMs + 1, nanos: 0, id: '' }
        : { timestamp: next.fromMs - 1, nanos: 999_999, id: AFTER_ALL_IDS };
    const certain = this.#records.filter((record) => this.#compare(positionOf(record), edge) < 0);
    if (certain.length > limit) return this.finish();
    return { records: certain, next: { ...edge, order }, complete: false, searchedTo: edge.timestamp };
  }

  #compare(a: Position, b: Position): number {
    return this.#sign * comparePositions(a, b);
  }
}
