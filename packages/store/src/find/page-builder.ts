import type { LogRecord } from '@logwarren/contract';
import { answerCharsOf, countThatFit, MAX_PAGE_CHARS, type TimeRange } from '../read/index.ts';
import {
  afterAll,
  beforeAll,
  type Cursor,
  comparePositions,
  cursorAt,
  isAhead,
  isBehind,
  type Order,
  type Position,
  positionOf,
} from './cursor.ts';
import type { NearBucket } from './nearest.ts';

/** The part of a query that decides how long a page is and where it begins. */
interface PageOptions {
  limit: number;
  order: Order;
  cursor?: Cursor | undefined;
}

/** A page of search results. */
export interface LogPage {
  /** In the order asked for, at most `limit`. */
  records: LogRecord[];
  /** Where to continue, after the query's own cursor; null if there is nothing more. */
  next: Cursor | null;
  /** False when the time was up before the page was full or everything was seen. */
  complete: boolean;
  /** Everything up to this moment has been searched, in the order of the page, ms; only when not complete. */
  searchedTo?: number;
}

/** Gathers matches, and knows when no closed bucket can change the page. */
export class PageBuilder {
  readonly #query: PageOptions;
  /** The page comes after this cursor. */
  readonly start: Cursor;
  #found: Found[] = [];
  /** Size of the records, see `answerCharsOf`. */
  #chars = 0;
  /** Most records on the page: the limit, or as many as fit. */
  #end: number;

  constructor(query: PageOptions, range: TimeRange) {
    const { cursor, order } = query;
    this.#query = query;
    this.#end = query.limit;
    const begin = { ...(order === 'asc' ? afterAll(range.fromMs - 1) : beforeAll(range.toMs)), order };
    this.start = cursor !== undefined && isBehind(cursor, begin, order) ? cursor : begin;
  }

  get size(): number {
    return this.#found.length;
  }

  /** Adds matches of one bucket. It keeps one record more than the page holds, to know whether there is a next page. */
  add(records: readonly LogRecord[]): void {
    const { limit, order } = this.#query;
    const sign = order === 'asc' ? 1 : -1;
    for (const record of records) {
      const position = positionOf(record);
      if (!isAhead(position, this.start)) continue;
      this.#found.push({ record, position });
      this.#chars += answerCharsOf(record);
    }
    this.#found.sort((a, b) => sign * comparePositions(a.position, b.position));
    // A dropped record did not fit, and it fits even less once others come before it. It belongs to a later page.
    this.#end = this.#chars > MAX_PAGE_CHARS ? Math.min(limit, countThatFit(this.#found)) : limit;
    for (const { record } of this.#found.splice(this.#end + 1)) this.#chars -= answerCharsOf(record);
  }

  /** True when the page is full and no record of this bucket, or of a later one, comes before its end. */
  isDoneBefore({ nearest }: NearBucket): boolean {
    const last = this.#found[this.#end];
    return last !== undefined && isBehind(nearest, last.position, this.#query.order);
  }

  /** Returns the page, when everything that could be on it has been read. */
  finish(): LogPage {
    const found = this.#found.slice(0, this.#end);
    const last = found.at(-1);
    const hasMore = this.#found.length > this.#end && last !== undefined;
    return { records: found.map(recordOf), next: hasMore ? this.#cursorAt(last.position) : null, complete: true };
  }

  /**
   * The certain part of the page while this bucket and all later ones are closed: the records before the place where
   * the page meets this bucket.
   *
   * @returns undefined if that place is not after the start of the page: nothing is certain yet
   */
  partial({ nearest: edge }: NearBucket): LogPage | undefined {
    const { order } = this.#query;
    if (!isBehind(edge, this.start, order)) return undefined;
    const certain = this.#found.filter(({ position }) => isBehind(edge, position, order));
    if (certain.length > this.#end) return this.finish();
    const page = { records: certain.map(recordOf), next: this.#cursorAt(edge), complete: false };
    return { ...page, searchedTo: edge.timestamp };
  }

  #cursorAt(position: Position): Cursor {
    return cursorAt(position, this.#query.order, this.#query.cursor);
  }
}

/** A record of the page. */
interface Found {
  record: LogRecord;
  position: Position;
}

function recordOf({ record }: Found): LogRecord {
  return record;
}
