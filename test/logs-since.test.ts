import { ALL, batchIdFrom, createBatchIds, toColumns } from '@logwarren/contract';
import { type BatchPart, logsSince, mergeBuckets, type Store } from '@logwarren/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveAll } from './harness/stored-records.ts';
import { openTestStore } from './harness/test-store.ts';

/** What a live tail missed, looked up in the store. */

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
  return { batchId, partId: batchId, service: 'shop', severity: 'INFO', records, indexes: [0], sizeBytes: 100 };
}

test('a record whose id has no time is missed when a collector read it in the gap, and not again after a merge', async () => {
  await saveAll(store, [part(batchIdFrom(1, 0, digest('before')), 'undated before', NOW - 60_000)]);
  const afterId = newId();
  await saveAll(store, [part(newId(), 'dated'), part(batchIdFrom(2, 0, digest('in')), 'undated in the gap', NOW + 1)]);
  const missed = async () => {
    const query = { filter: ALL, afterId, overlapMs: 2_000, limit: 100 };
    return (await logsSince(store, query)).records.map(({ message }) => message).toSorted();
  };
  expect(await missed()).toEqual(['dated', 'undated in the gap']);
  const { into } = await mergeBuckets(store, { signal: new AbortController().signal });
  expect(into).toBe(1);
  expect(await missed()).toEqual(['dated', 'undated in the gap']);
});
