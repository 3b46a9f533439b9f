import { mergeBuckets } from '@logwarren/store';
import { expect, test } from 'vitest';
import {
  answer,
  asked,
  type Found,
  get,
  ids,
  idsWhere,
  nextId,
  pageThrough,
  START,
  save,
  stored,
  useStoredRecords,
} from './stored-records.ts';

/** Pages of `GET /logs`: every record once, in order, from either end and around a record. */

useStoredRecords();

test('paging finds every record once, newest first, and the other way round with order=asc', async () => {
  const expected = idsWhere(() => true);
  expect(ids(await pageThrough('limit=173'))).toEqual(expected);
  expect(ids(await pageThrough('limit=1000&order=asc'))).toEqual(expected.toReversed());
});

test('a page around a record has it in its middle, and its two cursors lead to every other record once', async () => {
  const query = 'service=cart&service=payment&from=2026-11-20T00:00:00Z&to=2026-11-20T04:00:00Z';
  const expected = ids(await pageThrough(`${query}&limit=1000`));
  for (const place of [0, 3, 400, expected.length - 1]) {
    const page = await get(`/logs?${query}&limit=20&around=${expected[place]?.toUpperCase()}`);
    const found = ids(page.records);
    expect(found).toHaveLength(place === expected.length - 1 ? 11 : 20);
    expect(found.indexOf(expected[place] ?? '')).toBe(Math.min(place, 10));
    for (let cursor = page.previous; cursor !== null; ) {
      const newer = await get(`/logs?${query}&limit=300&cursor=${cursor}`);
      found.unshift(...ids(newer.records).reverse());
      cursor = newer.next;
    }
    for (let cursor = page.next; cursor !== null; ) {
      const older = await get(`/logs?${query}&limit=300&cursor=${cursor}`);
      found.push(...ids(older.records));
      cursor = older.next;
    }
    expect(found).toEqual(expected);
  }
});

test('around a record that does not match is what matches at its place; around one that is not there is nothing', async () => {
  const query = 'service=cart&from=2026-11-20T00:00:00Z&to=2026-11-20T04:00:00Z';
  const expected = ids(await pageThrough(`${query}&limit=1000`));
  const [other = ''] = idsWhere(({ service, timestamp }) => service === 'payment' && timestamp < START + 20_000);
  const page = await get(`/logs?${query}&limit=10&around=${other}`);
  const start = expected.indexOf(page.records[0].id);
  expect(ids(page.records)).toEqual(expected.slice(start, start + 10));
  const place = stored.find(({ id }) => id === other)?.timestamp ?? 0;
  const times = page.records.map(({ timestamp }: Found) => Date.parse(timestamp));
  expect(Math.min(...times)).toBeLessThanOrEqual(place);
  expect(Math.max(...times)).toBeGreaterThanOrEqual(place);
  expect((await answer(`/logs?around=${nextId()}`)).body.error.code).toBe('record-not-found');
  expect(await answer(`/logs?around=${other}&order=asc`)).toMatchObject({ status: 400 });
  expect(await answer(`/logs?around=x`)).toMatchObject({ status: 400 });
});

test('paging repeats and skips nothing while records arrive and buckets merge', async () => {
  const before = idsWhere(() => true);
  let arrived = 0;
  const found = await pageThrough('limit=100', async () => {
    const timestamp = START + (arrived++ % 5) * 3_600_000 + 20_000;
    await save({ service: 'late', severity: 'INFO', records: [{ timestamp, observedAt: timestamp, message: 'late' }] });
    if (arrived % 5 === 0) await mergeBuckets(asked.store, { signal: new AbortController().signal });
  });
  expect(new Set(ids(found)).size).toBe(found.length);
  expect(ids(found.filter(({ service }) => service !== 'late'))).toEqual(before.filter((id) => !isLate(id)));
  expect(ids(await pageThrough('limit=1000'))).toEqual(idsWhere(() => true));
});

function isLate(id: string): boolean {
  return stored.some((record) => record.id === id && record.service === 'late');
}
