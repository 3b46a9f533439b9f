import type { LogPage, LogRecord } from '../api/log-record.ts';

/** The records loaded so far, page by page, as one list. Adding a page copies no records. */
export interface RecordPages {
  pages: LogRecord[][];
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
export function recordAt({ pages, starts, count }: RecordPages, index: number): LogRecord | undefined {
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
