import type { NormalisedRecord } from '@logwarren/contract';
import { parseQuery } from '@logwarren/query';
import { findLogs, mergeBuckets, type Store } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** A header whose words were cut by the last build before there were versions, beside a header of today. */

/** Words of `THEN`, as commit f523476 wrote them: 支付错误发生 is one word. */
const BITS = {
  termBits: 4096,
  terms: bits(
    4096,
    [
      285, 531, 745, 845, 1048, 1244, 1358, 1421, 1544, 1844, 1962, 2075, 2119, 2134, 2235, 2276, 2278, 2431, 2433,
      2590, 2643, 2747, 2943, 3024, 3308, 3504, 3508, 3711, 3737, 3742,
    ],
  ),
  grams: bits(
    16384,
    [
      221, 366, 648, 726, 787, 825, 890, 996, 1211, 1693, 1879, 2019, 2840, 3009, 3032, 3098, 3164, 3167, 3681, 3905,
      4028, 4437, 5265, 5689, 5911, 6053, 6180, 6363, 6587, 6627, 6638, 7148, 7316, 7510, 8025, 8055, 8721, 8771, 9061,
      9176, 10188, 10302, 10522, 10572, 10959, 11320, 11361, 11499, 11680, 11753, 11861, 12139, 12200, 12663, 12830,
      12912, 13243, 13809, 14084, 14259, 14367, 14557, 14695, 15518, 16011, 16313,
    ],
  ),
};
const THEN = 'payment 支付错误发生 in Zürich';
const NOW = 'refund 支付错误发生 in Bern';

function bits(size: number, positions: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(size / 8);
  for (const position of positions) bytes[position >> 3] = (bytes[position >> 3] ?? 0) | (1 << (position & 7));
  return bytes;
}

let store: Store;

beforeAll(async () => {
  store = await openTestStore();
  const timestamp = Date.now();
  const record = { timestamp, observedAt: timestamp, service: 'shop', severity: 'INFO', severityNumber: 9 } as const;
  const save = (message: string, city: string) =>
    storeRecords(store, [{ ...record, message, attributes: { city } } as NormalisedRecord]);
  await save(THEN, 'Zürich');
  const [partition] = await store.db.collection<{ _id: string }>('partitions').find().toArray();
  await store.db.collection(`buckets_${partition?._id}`).updateOne({}, { $set: BITS, $unset: { v: '' } });
  await save(NOW, 'Bern');
});

afterAll(() => store[Symbol.asyncDispose]());

async function find(query: string): Promise<string[]> {
  const filter = parseQuery(query, Date.now());
  const { records } = await findLogs(store, { filter, limit: 10, order: 'desc', budgetMs: 60_000 });
  return records.map(({ message }) => message).sort();
}

const QUERIES: [string, string[]][] = [
  ['payment', [THEN]],
  ['支付错误发生', [THEN, NOW]],
  ['错误发', [THEN, NOW]],
  ['错误', [THEN, NOW]],
  ['误', [THEN, NOW]],
  ['"错误发生 in"', [THEN, NOW]],
  ['Zürich', [THEN]],
  ['Zu\u0308rich', [THEN]],
  ['city:Zu\u0308rich', [THEN]],
  ['city:bern', [NOW]],
  ['错误 OR nobody', [THEN, NOW]],
  ['错误 Bern', [NOW]],
];

test.each(QUERIES)('%s is found, however the words of its header were cut', async (query, messages) => {
  expect(await find(query)).toEqual(messages);
});

test('what is in no text is not found', async () => {
  for (const query of ['nobody', 'Genf', 'city:Genf', '错误 nobody']) expect(await find(query)).toEqual([]);
});

test('a merge cuts the words anew', async () => {
  const { signal } = new AbortController();
  expect(await mergeBuckets(store, { signal, removeAfterMs: 0 })).toMatchObject({ merged: 2, into: 1 });
  for (const [query, messages] of QUERIES) expect(await find(query)).toEqual(messages);
});
