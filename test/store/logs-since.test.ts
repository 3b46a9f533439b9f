import { batchIdFrom, createBatchIds, toColumns } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import { type BatchPart, logsSince, mergeBuckets, type Store } from '@logwarren/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveAll } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** Looks up in the store what a live tail missed. */

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store[Symbol.asyncDispose]());

const NOW = Date.now();
const newId = createBatchIds();
const digest = (text: string) => Buffer.from(text.padEnd(6));

function part(batchId: string, message: string, observedAt = NOW): BatchPart {
  const records = toColumns([{ timestamp: NOW, observedAt, message }]);
  return { batchId, partId: batchId, service: 'shop', severity: 'INFO', records, indexes: [0], jsonBytes: 100 };
}

test('a record whose id has no time is missed when a collector read it in the gap, and not again after a merge', async () => {
  await saveAll(store, [part(batchIdFrom(1, 0, digest('before')), 'undated before', NOW - 60_000)]);
  const afterId = newId();
  await saveAll(store, [
    part(newId(), 'dated'),
    part(batchIdFrom(2, 0, digest('in')), 'undated in the gap', Date.now()),
  ]);
  const missed = async () => {
    const query = { filter: ALL, afterId, overlapMs: 2_000, limit: 100, budgetMs: 60_000 };
    return (await logsSince(store, query)).records.map(({ message }) => message).toSorted();
  };
  expect(await missed()).toEqual(['dated', 'undated in the gap']);
  const { into } = await mergeBuckets(store, { signal: new AbortController().signal });
  expect(into).toBe(1);
  expect(await missed()).toEqual(['dated', 'undated in the gap']);
});

test('an id from long ago opens no more buckets, and takes no longer, than it may, and the answer says that it is a gap', async () => {
  const afterId = batchIdFrom(NOW - 10 * 86_400_000, 0, digest('old'));
  for (let i = 0; i < 12; i++) await saveAll(store, [part(newId(), `no. ${i}`)]);
  const query = { filter: ALL, afterId, overlapMs: 2_000, limit: 100, budgetMs: 60_000 };
  const messages = async (more: object) => {
    const { records, complete } = await logsSince(store, { ...query, ...more });
    return { messages: records.map(({ message }) => message), complete };
  };
  expect((await messages({})).messages).toHaveLength(12);
  expect(await messages({ maxBuckets: 12 })).toMatchObject({ complete: true });
  // The newest are kept.
  expect(await messages({ maxBuckets: 2 })).toEqual({ messages: ['no. 10', 'no. 11'], complete: false });
  expect(await messages({ limit: 3 })).toEqual({ messages: ['no. 9', 'no. 10', 'no. 11'], complete: true });
  expect((await messages({ budgetMs: -1 })).complete).toBe(false);
});

test('who looks again is shown only what was stored since', async () => {
  const afterId = newId();
  await saveAll(store, [part(newId(), 'first')]);
  const storedSinceMs = Date.now() + 1;
  while (Date.now() <= storedSinceMs) await saveAll(store, []);
  // Made before the first look, and stored after it.
  await saveAll(store, [part(batchIdFrom(NOW, 1, digest('late')), 'late')]);
  const query = { filter: ALL, afterId, overlapMs: 60_000, limit: 100, budgetMs: 60_000, storedSinceMs };
  expect((await logsSince(store, query)).records.map(({ message }) => message)).toEqual(['late']);
});
