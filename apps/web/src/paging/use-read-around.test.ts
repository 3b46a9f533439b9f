import type { PageJson, RecordJson } from '@logwarren/api';
import { expect, test } from 'vitest';
import { addNewer, pagesAround } from './pages-around.ts';
import { addPage, NO_PAGES } from './record-pages.ts';
import { loadAgain } from './use-read-around.ts';

const START = Date.parse('2026-11-28T10:00:00.000Z');

/** `GET /logs` over records that are that many ms old, the newest first; a cursor is the age of the record before. */
function pageOf(ages: readonly number[], path: string): PageJson {
  const parameters = new URL(path, 'http://localhost').searchParams;
  const after = Number(parameters.get('cursor') ?? -1);
  const following = ages.filter((age) => age > after).toSorted((a, b) => a - b);
  const found = following.slice(0, Number(parameters.get('limit')));
  const records = found.map((age) => ({ id: `r${age}`, timestamp: new Date(START - age).toISOString() }) as RecordJson);
  const isLast = found.length === following.length;
  return { records, next: isLast ? null : String(found.at(-1)), complete: true, asOf: '' };
}

/** The page of all newer records, the oldest first, for a cursor that is an age. */
function upward(ages: readonly number[], cursor: string): PageJson {
  const newer = ages.filter((age) => age < Number(cursor));
  const { records } = pageOf(newer, '/logs?limit=100');
  return { records: records.toReversed(), next: null, complete: true, asOf: '' };
}

/** The ids of the second page of ten, let go and loaded again when other records are stored. */
async function again(before: readonly number[], after: readonly number[]): Promise<string[]> {
  let list = addPage(NO_PAGES, pageOf(before, '/logs?limit=10'));
  list = addPage(list, pageOf(before, `/logs?limit=10&cursor=${list.next}`));
  const page = list.pages[1];
  if (page === undefined) throw new Error('BUG: no second page');
  const records = await loadAgain('/logs', page, async (path) => pageOf(after, path));
  return records.map(({ id }) => id);
}

const AGES = Array.from({ length: 40 }, (_, index) => index * 10);
const SECOND_PAGE = AGES.slice(10, 20).map((age) => `r${age}`);

test('a page that is loaded again loses no row when records arrived in it since', async () => {
  const late = Array.from({ length: 25 }, (_, index) => 101 + index * 3);
  const ids = await again(AGES, [...AGES, ...late]);
  expect(ids).toEqual(expect.arrayContaining(SECOND_PAGE));
  expect(ids).toHaveLength(35);
});

test('a page of newer records that is loaded again is the same, newest first', async () => {
  const newest = AGES.slice(0, 10).map((age) => `r${age}`);
  const list = addNewer(
    pagesAround({ ...pageOf(AGES.slice(10), '/logs?limit=10'), previous: '100' }),
    upward(AGES, '100'),
  );
  expect(list).toMatchObject({ count: 20, newer: null });
  expect(list.pages.map(({ start, count }) => [start, count])).toEqual([
    [0, 10],
    [10, 10],
  ]);
  const [page] = list.pages;
  if (page === undefined) throw new Error('BUG: no page');
  const records = await loadAgain('/logs', page, async () => upward(AGES, '100'));
  expect(records.map(({ id }) => id)).toEqual(newest);
});

test('a page that is loaded again ends where it did when some of its records have expired', async () => {
  const left = AGES.filter((age) => age !== 120 && age !== 190);
  expect(await again(AGES, left)).toEqual(SECOND_PAGE.filter((id) => id !== 'r120' && id !== 'r190'));
});

test('the last page that is loaded again takes what has come behind its end only up to there', async () => {
  expect(await again(AGES.slice(0, 20), AGES)).toEqual(SECOND_PAGE);
});
