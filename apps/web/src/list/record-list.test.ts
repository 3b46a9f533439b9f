import type { PageJson, RecordJson } from '@logwarren/api';
import { expect, test } from 'vitest';
import { letGo, missingPage, putBack } from '../paging/kept-pages.ts';
import { addPage, indexOfRecord, leftOutEntry, NO_PAGES, prependRecords, recordAt } from '../paging/record-pages.ts';
import { layoutRows } from './row-layout.ts';

function page(from: number, count: number, next: string | null = 'more'): PageJson {
  const records = Array.from({ length: count }, (_, index) => ({ id: `r${from + index}` }) as RecordJson);
  return { records, next, complete: true, asOf: '' };
}

test('pages of any size, empty ones among them, are one list', () => {
  let pages = NO_PAGES;
  for (const next of [page(0, 100, 'a'), page(100, 0, 'b'), page(100, 1, 'c'), page(101, 500, null)])
    pages = addPage(pages, next);
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
  const at = (second: number) => ({ id: `s${second}`, timestamp: `2026-11-21T10:00:0${second}.000Z` }) as RecordJson;
  let pages = addPage(NO_PAGES, { records: [at(3), at(1)], next: null, complete: true, asOf: '' });
  pages = prependRecords(pages, [at(5), at(2), at(3)]);
  pages = prependRecords(pages, [at(7), leftOutEntry(12, 'gap', at(6).timestamp)]);
  expect([0, 1, 2, 3, 4, 5].map((index) => recordAt(pages, index)?.id)).toEqual(['s7', 'gap', 's5', 's3', 's2', 's1']);
  expect(pages.count).toBe(6);
  expect(prependRecords(pages, [at(5)])).toBe(pages);
});

test('a record that came live is not shown again where a page has it, nor when that page is loaded again', () => {
  let pages = prependRecords(addPage(NO_PAGES, page(0, 2, 'a')), [{ id: 'r3' } as RecordJson]);
  pages = addPage(pages, page(2, 3, 'b'));
  const ids = (list: typeof pages) => Array.from({ length: list.count }, (_, i) => recordAt(list, i)?.id);
  expect(ids(pages).toSorted()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
  expect(pages.pages.at(-1)).toMatchObject({ count: 2, loaded: 3 });
  expect(ids(putBack(pages, 'a', page(2, 3).records)).toSorted()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
});

test('a service whose pages go round in circles is told of, instead of a list that repeats', () => {
  let pages = addPage(NO_PAGES, page(0, 1, 'a'));
  expect(() => addPage(pages, page(0, 0, 'a'))).toThrow(/goes round in circles/);
  pages = addPage(addPage(pages, page(1, 1, 'b')), page(2, 1, 'c'));
  expect(() => addPage(pages, page(3, 1, 'b'))).toThrow(/goes round in circles/);
});

test('new records of one second stand in the order of where they come from, and of their nanoseconds', () => {
  const origin = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b';
  const at = (id: string, order: string | undefined, timestamp = '2026-11-21T10:00:00.000Z') =>
    ({ id, timestamp, ...(order === undefined ? {} : { order: `${origin}/${order}` }) }) as RecordJson;
  const newest = prependRecords(NO_PAGES, [
    at('a', '00000000002'),
    at('z', '00000000001'),
    at('019aa5c2-7f31-7b1e-9c44-5d0f3a2c0000', undefined),
    at('n', '00000000000', '2026-11-21T10:00:00.000000500Z'),
    at('b', '0000000000a'),
  ]);
  expect(newest.pages[0]?.records?.map(({ id }) => id.slice(-1))).toEqual(['n', '0', 'b', 'a', 'z']);
});

test('a full first page is not copied for each new record', () => {
  const pages = addPage(NO_PAGES, page(0, 500));
  const next = prependRecords(pages, [{ id: 'new', timestamp: '2026-11-21T10:00:00.000Z' } as RecordJson]);
  expect(next.pages[1]?.records).toBe(pages.pages[0]?.records);
  expect([next.count, recordAt(next, 0)?.id, recordAt(next, 500)?.id]).toEqual([501, 'new', 'r499']);
});

function longList(pageCount: number) {
  let list = NO_PAGES;
  for (let i = 0; i < pageCount; i++) list = addPage(list, page(i * 100, 100, `after-${i}`));
  return list;
}

test('records far from what is in sight are let go, but for the first page and the one with the open record', () => {
  const few = longList(30);
  expect(letGo(few, { first: 0, last: 50 }, -1)).toBe(few);
  const list = letGo(longList(100), { first: 5_000, last: 5_050 }, 8_001);
  const there = list.pages.flatMap(({ records }, position) => (records === undefined ? [] : [position]));
  expect(there).toEqual([0, ...Array.from({ length: 21 }, (_, i) => 40 + i), 80]);
  expect(list.count).toBe(10_000);
  expect(recordAt(list, 5_000)?.id).toBe('r5000');
  expect(recordAt(list, 3_000)).toBeUndefined();
  expect(indexOfRecord(list, 'r8001')).toBe(8_001);
});

test('what was let go is loaded by its cursor and put back in its place, though there is less of it now', () => {
  const list = letGo(longList(100), { first: 9_000, last: 9_050 }, -1);
  expect(missingPage(list, 8_900, 9_200)).toBeUndefined();
  expect(missingPage(list, 2_950, 3_050)).toMatchObject({ start: 2_900, cursor: 'after-28', count: 100 });
  const back = putBack(list, 'after-28', page(2_900, 99).records);
  expect(recordAt(back, 2_900)?.id).toBe('r2900');
  expect(back.count).toBe(9_999);
  expect(recordAt(back, 9_000)?.id).toBe('r9001');
  expect(missingPage(back, 2_950, 3_050)).toMatchObject({ start: 2_999, cursor: 'after-29' });
});
