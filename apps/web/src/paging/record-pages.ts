import type { PageJson, RecordJson, TailMark } from '@logwarren/api';
import { AnswerError } from '../api/answer-error.ts';

/** A record, or a place in the list where records are missing: then everything but id, time and number is empty. */
export interface ListEntry extends RecordJson, TailMark {
  /**
   * How many records are missing here, because they came too fast; `some` when records may be missing, after the
   * connection was lost.
   */
  leftOut?: number | 'some';
}

/** The fields that decide a record's place in the list. */
type RecordPosition = Pick<RecordJson, 'id' | 'order' | 'timestamp'>;

/** Records that arrived together. */
export interface Page {
  /** Index of its first record in the list. */
  start: number;
  count: number;
  /** Records that it was loaded with; more than `count` if some of them are elsewhere in the list. */
  loaded: number;
  /** The last of those records: loading the page again reads up to it, whatever arrived or expired since. */
  last: RecordPosition | undefined;
  /** The cursor for `GET /logs` that loads the page again; undefined for the first page and live records. */
  cursor: string | undefined;
  /** The cursor goes to newer records, which come oldest first. */
  isUpward?: boolean;
  /** Undefined while the reader is far away: a browser cannot keep millions of records. */
  records: ListEntry[] | undefined;
}

/** The records found so far, page by page, as one list. Adding a page copies no records. */
export interface RecordPages {
  pages: Page[];
  count: number;
  /** Cursor of the page after these; null on the last page. */
  next: string | null;
  /** Cursor of the page before these, of newer records; null when the list begins with the newest. */
  newer: string | null;
  /** How far back the search went, ISO 8601; '' when it covered the whole range, or went up to the last record. */
  searchedTo: string;
  /** Sentences that explain how an ambiguous query was read. */
  notes: readonly string[];
}

/** Before the first page has arrived. */
export const NO_PAGES: RecordPages = { pages: [], count: 0, next: null, newer: null, searchedTo: '', notes: [] };

/**
 * Checks that a list grows.
 *
 * @param asked cursor of the page that arrived
 * @param next cursor of the page after it
 * @throws AnswerError when the list has the page after it already
 */
export function checkCircle(pages: readonly Page[], asked: string | null, next: string | null): void {
  if (next !== null && (next === asked || pages.some(({ cursor }) => cursor === next))) {
    throw new AnswerError('failed', 'The search service goes round in circles: its next page is one that is here.');
  }
}

/**
 * The list with the page after its last record, which was requested with its `next`, without records that arrived live
 * before: a record may be published long after its time.
 *
 * @throws AnswerError when that page would begin where a page of the list begins
 */
export function addPage(list: RecordPages, { records: loaded, ...page }: PageJson): RecordPages {
  const { count, next, pages } = list;
  checkCircle(pages, next, page.next);
  const records = withoutLive(list, loaded);
  const sizes = { start: count, count: records.length, loaded: loaded.length };
  const added = { ...sizes, last: positionOf(loaded.at(-1)), cursor: next ?? undefined, records };
  return {
    pages: records.length === 0 ? pages : [...pages, added],
    count: count + records.length,
    next: page.next,
    newer: list.newer,
    searchedTo: page.complete ? '' : (page.searchedTo ?? ''),
    notes: page.notes === undefined ? list.notes : [...new Set([...list.notes, ...page.notes])],
  };
}

/** The records that are not on a page without a cursor: those cannot be loaded again, so they stay. */
export function withoutLive({ pages }: RecordPages, records: ListEntry[]): ListEntry[] {
  const live = pages.flatMap((page) => (page.cursor === undefined ? (page.records ?? []) : []));
  if (live.length === 0) return records;
  const known = new Set(live.map(({ id }) => id));
  return records.filter(({ id }) => !known.has(id));
}

/** Position, among the pages, of the one that has an index; the list must not be empty. */
export function pageOf({ pages }: RecordPages, index: number): number {
  let low = 0;
  let high = pages.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((pages[middle]?.start ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The record at an index; undefined past the end, and where records were released. */
export function recordAt(list: RecordPages, index: number): ListEntry | undefined {
  if (index < 0 || index >= list.count) return undefined;
  const page = list.pages[pageOf(list, index)];
  return page?.records?.[index - page.start];
}

/** The index of a record; -1 if it is not in the list. */
export function indexOfRecord({ pages }: RecordPages, id: string): number {
  if (id === '') return -1;
  for (const { records, start } of pages) {
    const index = records?.findIndex((record) => record.id === id) ?? -1;
    if (index !== -1) return start + index;
  }
  return -1;
}

/** The list with the index of each page's first record corrected, after a page changed. */
export function withStarts(list: RecordPages): RecordPages {
  let count = 0;
  const pages = list.pages.map((page) => {
    const start = count;
    count += page.count;
    return page.start === start ? page : { ...page, start };
  });
  return { ...list, pages, count };
}

/** New records join the top page until it has this many. */
const FULL_PAGE = 500;

/** The list with records added before its first one, except those that it has already. */
export function prependRecords(list: RecordPages, records: readonly ListEntry[]): RecordPages {
  const wanted = new Set(records.map(({ id }) => id));
  const known = new Set<string>();
  for (const page of list.pages) for (const { id } of page.records ?? []) if (wanted.has(id)) known.add(id);
  const fresh = records.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return list;
  const [top, ...others] = list.pages;
  const joins = top?.records !== undefined && top.cursor === undefined && top.count + fresh.length <= FULL_PAGE;
  // Sources differ in speed: a record published later may have an earlier time.
  const first = (joins ? [...fresh, ...(top?.records ?? [])] : fresh).sort(newestFirst);
  const sizes = { start: 0, count: first.length, loaded: first.length };
  const page: Page = { ...sizes, last: undefined, cursor: undefined, records: first };
  return withStarts({ ...list, pages: [page, ...(joins ? others : list.pages)] });
}

/** The number of records that cannot be loaded again one by one; if there are many, run the search again. */
export function liveCount({ pages }: RecordPages): number {
  return pages.reduce((sum, { cursor, count }) => sum + (cursor === undefined ? count : 0), 0);
}

/** Keeps only the place of a record, because the record may be large. */
export function positionOf(record: RecordPosition | undefined): RecordPosition | undefined {
  if (record === undefined) return undefined;
  const { id, order, timestamp } = record;
  return { id, timestamp, ...(order === undefined ? {} : { order }) };
}

/** Orders records as `GET /logs` does. */
export function newestFirst(a: RecordPosition, b: RecordPosition): number {
  return Date.parse(b.timestamp) - Date.parse(a.timestamp) || (sortKey(a) < sortKey(b) ? 1 : -1);
}

/** Within one millisecond: by nanoseconds if there are any, then by place, then by id. */
function sortKey({ id, order = id, timestamp }: RecordPosition): string {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? '';
  return `${fraction.padEnd(9, '0')} ${order} ${id}`;
}

/** An entry in place of records that are missing from the list. */
export function leftOutEntry(count: number | 'some', id: string, timestamp: string): ListEntry {
  return {
    id,
    timestamp,
    leftOut: count,
    service: '',
    severity: 'WARN',
    severityNumber: 13,
    message: '',
    attributes: {},
    observedAt: timestamp,
  };
}
