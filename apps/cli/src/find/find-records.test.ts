import { expect, test } from 'vitest';
import type { ApiClient } from '../api/api-client.ts';
import { findRecords } from './find-records.ts';

/** Answers page after page, and notes what was asked. */
function apiOf(pages: object[]) {
  const asked: string[] = [];
  const get = async (path: string) => {
    asked.push(path);
    return pages.shift();
  };
  return { asked, api: { get } as unknown as ApiClient };
}

const page = (ids: number[], next: string | null, complete = true, searchedTo?: string, notes?: string[]) => ({
  records: ids.map((id) => ({ id })),
  next,
  complete,
  searchedTo,
  notes,
});

async function find(pages: object[], limit: number) {
  const { api, asked } = apiOf(pages);
  const wentOn: unknown[] = [];
  const found: unknown[] = [];
  const notes: string[] = [];
  const finding = findRecords({
    api,
    filter: { q: 'x' },
    order: 'desc',
    limit,
    onContinue: (progress) => wentOn.push(progress),
    onNote: (sentence) => notes.push(sentence),
  });
  let step = await finding.next();
  for (; !step.done; step = await finding.next()) found.push(...step.value.map(({ id }) => id));
  return { found, asked, wentOn, notes, isMore: step.value };
}

test('what the service assumed is passed on with each page that says it', async () => {
  const pages = [
    page([1], 'a', true, undefined, ['text']),
    page([2], 'b'),
    page([3], null, true, undefined, ['text', 'more']),
  ];
  expect((await find(pages, 10)).notes).toEqual(['text', 'text', 'more']);
});

test('a search whose time was up goes on with the cursor, and says so', async () => {
  const pages = [page([1], 'a', false, '2026-11-21T09:00:00Z'), page([], 'b', false), page([2], null)];
  expect(await find(pages, 10)).toMatchObject({
    found: [1, 2],
    asked: [
      '/logs?q=x&order=desc&limit=10',
      '/logs?q=x&order=desc&limit=9&cursor=a',
      '/logs?q=x&order=desc&limit=9&cursor=b',
    ],
    wentOn: [
      { found: 1, searchedTo: '2026-11-21T09:00:00Z' },
      { found: 1, searchedTo: undefined },
    ],
    isMore: false,
  });
});

test('a cursor that comes again ends it with an error instead of records without an end', async () => {
  const again = [page([1], 'a', false), page([2], 'b', false), page([1], 'a', false), page([2], 'b', false)];
  await expect(find(again, 100)).rejects.toThrow(/a cursor that it gave before/);
});

test('the limit ends it, over several pages, and whether there is more is known', async () => {
  const thousand = Array.from({ length: 1000 }, (_, i) => i);
  const { asked, isMore, wentOn } = await find([page(thousand, 'a'), page([1], 'b', false)], 1001);
  expect(asked).toEqual(['/logs?q=x&order=desc&limit=1000', '/logs?q=x&order=desc&limit=1&cursor=a']);
  expect({ isMore, wentOn }).toEqual({ isMore: true, wentOn: [] });
  expect(await find([], 0)).toMatchObject({ found: [], asked: [], isMore: false });
});
