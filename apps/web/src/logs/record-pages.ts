import type { LogPage, LogRecord } from '../api/log-record.ts';

/** A place in the list where records are missing that came too fast; everything but the id and the count is empty. */
export interface ListEntry extends LogRecord {
  /** Records that are missing here. */
  leftOut?: number;
}

/** The records loaded so far, page by page, as one list. Adding a page copies no records. */
export interface RecordPages {
  pages: ListEntry[][];
  /** Index of each page's first record. */
  starts: number[];
  count: number;
  /** Of the page after these; null when there is none. */
  next: string | null;
  /** How far back was searched, ISO 8601; '' when all of the range was, or up to the last record. */
  searchedTo: string;
}

export const NO_PAGES: RecordPages = { pages: [], starts: [], count: 0, next: null, searchedTo: '' };

/** The list with a page behind its last record. */
export function addPage({ pages, starts, count }: RecordPages, page: LogPage): RecordPages {
  return {
    pages: page.records.length === 0 ? pages : [...pages, page.records],
    starts: page.records.length === 0 ? starts : [...starts, count],
    count: count + page.records.length,
    next: page.next,
    searchedTo: page.complete ? '' : (page.searchedTo ?? ''),
  };
}

/** The record at an index; undefined past the end. */
export function recordAt({ pages, starts, count }: RecordPages, index: number): ListEntry | undefined {
  if (index < 0 || index >= count) return undefined;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return pages[low]?.[index - (starts[low] ?? 0)];
}

/** The index of a record; -1 when it is not among those loaded. */
export function indexOfRecord({ pages, starts }: RecordPages, id: string): number {
  for (const [page, records] of pages.entries()) {
    const index = records.findIndex((record) => record.id === id);
    if (index !== -1) return (starts[page] ?? 0) + index;
  }
  return -1;
}

/** New records join the page at the top until it has this many. */
const FULL_PAGE = 500;
/** Records at the top among which one that comes twice is recognised. */
const REMEMBERED = 2_000;

/** The list with records before its first one; those it has already are left out. */
export function prependRecords(list: RecordPages, records: readonly ListEntry[]): RecordPages {
  const known = new Set<string>();
  for (const page of list.pages) {
    if (known.size >= REMEMBERED) break;
    for (const { id } of page) known.add(id);
  }
  const fresh = records.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return list;
  const [top = [], ...others] = list.pages;
  // Sources differ in speed: what was published later may have happened earlier.
  const pages =
    top.length + fresh.length <= FULL_PAGE
      ? [[...fresh, ...top].sort(newestFirst), ...others]
      : [fresh.sort(newestFirst), ...list.pages];
  let count = 0;
  const starts = pages.map((page) => {
    count += page.length;
    return count - page.length;
  });
  return { ...list, pages, starts, count };
}

function newestFirst(a: ListEntry, b: ListEntry): number {
  return Date.parse(b.timestamp) - Date.parse(a.timestamp) || (a.id < b.id ? 1 : -1);
}

/** Stands in the list for records that were left out there. */
export function leftOutEntry(count: number, id: string, timestamp: string): ListEntry {
  return {
    ...{ id, timestamp, leftOut: count, service: '', severity: 'WARN', severityNumber: 13, message: '' },
    ...{ attributes: {}, observedAt: timestamp },
  };
}
