import { expect, test } from 'vitest';
import type { LogPage, LogRecord } from '../api/log-record.ts';
import { addPage, indexOfRecord, NO_PAGES, recordAt } from './record-pages.ts';
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
