import { expect, test } from 'vitest';
import type { LogPage, LogRecord } from '../api/log-record.ts';
import { addPage, indexOfRecord, leftOutEntry, NO_PAGES, prependRecords, recordAt } from './record-pages.ts';
import { layoutRows } from './row-layout.ts';

function page(from: number, count: number, next: string | null = 'more'): LogPage {
  const records = Array.from({ length: count }, (_, index) => ({ id: `r${from + index}` }) as LogRecord);
  return { records, next, complete: true };
}

test('pages of any size, empty ones among them, are one list', () => {
  let pages = NO_PAGES;
  for (const next of [page(0, 100), page(100, 0), page(100, 1), page(101, 500, null)]) pages = addPage(pages, next);
  expect(pages.count).toBe(601);
  expect(pages.next).toBeNull();
  for (const index of [0, 99, 100, 101, 600]) {
    expect(recordAt(pages, index)?.id).toBe(`r${index}`);
    expect(indexOfRecord(pages, `r${index}`)).toBe(index);
  }
  expect(recordAt(pages, 601)).toBeUndefined();
  expect(recordAt(pages, -1)).toBeUndefined();
  expect(indexOfRecord(pages, 'other')).toBe(-1);
});

test.each([-1, 0, 3, 9])('with row %i open, every row is found at its own place', (openIndex) => {
  const layout = layoutRows({ count: 10, rowHeight: 20, openIndex, detailHeight: 95 });
  for (let index = 0; index < 10; index++) {
    const top = layout.topOf(index);
    expect([layout.indexAt(top), layout.indexAt(top + 19)]).toEqual([index, index]);
  }
  expect(layout.height).toBe(openIndex === -1 ? 200 : 295);
});

test('inside of the detail is the row it belongs to', () => {
  const layout = layoutRows({ count: 10, rowHeight: 20, openIndex: 3, detailHeight: 95 });
  expect(layout.indexAt(80)).toBe(3);
  expect(layout.indexAt(174)).toBe(3);
  expect(layout.indexAt(175)).toBe(4);
});

test('new records stand before the others in the order of time, each once, and gaps where they were', () => {
  const at = (second: number) => ({ id: `s${second}`, timestamp: `2026-11-21T10:00:0${second}.000Z` }) as LogRecord;
  let pages = addPage(NO_PAGES, { records: [at(3), at(1)], next: null, complete: true });
  pages = prependRecords(pages, [at(5), at(2), at(3)]);
  pages = prependRecords(pages, [at(7), leftOutEntry(12, 'gap', at(6).timestamp)]);
  expect([0, 1, 2, 3, 4, 5].map((index) => recordAt(pages, index)?.id)).toEqual(['s7', 'gap', 's5', 's3', 's2', 's1']);
  expect(pages.count).toBe(6);
  expect(prependRecords(pages, [at(5)])).toBe(pages);
});

test('a full first page is not copied for each new record', () => {
  const pages = addPage(NO_PAGES, page(0, 500));
  const next = prependRecords(pages, [{ id: 'new', timestamp: '2026-11-21T10:00:00.000Z' } as LogRecord]);
  expect(next.pages[1]).toBe(pages.pages[0]);
  expect([next.count, recordAt(next, 0)?.id, recordAt(next, 500)?.id]).toEqual([501, 'new', 'r499']);
});
