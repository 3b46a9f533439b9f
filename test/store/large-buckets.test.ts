import { createBatchIds, MAX_ATTRIBUTES, toColumns, type WireRecord } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import {
  type BatchPart,
  type Cursor,
  findLogs,
  fitsBucket,
  type LogPage,
  MAX_BUCKET_BYTES,
  MAX_BUCKET_RECORDS,
  MAX_STORED_BYTES,
  mergeBuckets,
  type Store,
  saveParts,
} from '@logwarren/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { saveAll } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

const { signal } = new AbortController();
const HOUR_MS = 3_600_000;
const NOW = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const nextId = createBatchIds();

let store: Store;

beforeEach(async () => {
  store = await openTestStore();
});

afterEach(() => store[Symbol.asyncDispose]());

function partOf(records: WireRecord[], service = 'shop'): BatchPart {
  const batchId = nextId();
  const columns = toColumns(records);
  const indexes = records.map((_, index) => index);
  const jsonBytes = Buffer.byteLength(JSON.stringify(records));
  return { batchId, partId: batchId, service, severity: 'INFO', records: columns, indexes, jsonBytes };
}

let nextKey = 0;

/** Records with a map that is keyed by ids, so that each value is a column of its own. */
function keyedById(count: number, keys: number, suffix = ''): WireRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const attributes = Object.fromEntries(Array.from({ length: keys }, () => [`id.${nextKey++}${suffix}`, 1]));
    return { timestamp: NOW + i, observedAt: NOW, message: `no. ${i}`, attributes };
  });
}

/** Records that all pages together show, each once: a page ends after about 8 MiB. */
const countFound = async () => {
  const found = new Set<string>();
  for (let cursor: Cursor | null | undefined; cursor !== null; ) {
    const page: LogPage = await findLogs(store, { filter: ALL, limit: 10_000, order: 'asc', budgetMs: 60_000, cursor });
    for (const { id } of page.records) found.add(id);
    cursor = page.next;
  }
  return found.size;
};

/** BSON sizes of all records documents. */
async function storedSizes(): Promise<number[]> {
  const [entry] = await store.db.collection<{ _id: string }>('partitions').find().toArray();
  const sizes = await store.db
    .collection(`records_${entry?._id}`)
    .aggregate<{ size: number }>([{ $project: { size: { $bsonSize: '$$ROOT' } } }])
    .toArray();
  return sizes.map(({ size }) => size);
}

test('ordinary messages with maps keyed by id are stored and merged into buckets that fit MongoDB', async () => {
  const parts = Array.from({ length: 62 }, () => partOf(keyedById(16, 250)));
  expect(parts.reduce((sum, { jsonBytes }) => sum + jsonBytes, 0)).toBeLessThan(MAX_BUCKET_BYTES);
  await saveAll(store, parts);
  const sizes = await storedSizes();
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_STORED_BYTES);
  for (const each of parts) each.service = 'quiet';
  const again = Array.from({ length: 62 }, () => partOf(keyedById(16, 250), 'quiet'));
  for (const each of again) await saveAll(store, [each]);
  expect(await mergeBuckets(store, { signal, removeAfterMs: 0 })).toMatchObject({ failed: 0 });
  expect(Math.max(...(await storedSizes()))).toBeLessThanOrEqual(MAX_STORED_BYTES);
  expect(await countFound()).toBe(2 * 62 * 16);
});

test('what the last version left behind, without its size as BSON, is merged as far as it fits', async () => {
  const parts = Array.from({ length: 40 }, () => partOf(keyedById(24, 250)));
  for (const each of parts) await saveAll(store, [each]);
  const [entry] = await store.db.collection<{ _id: string }>('partitions').find().toArray();
  await store.db.collection(`buckets_${entry?._id}`).updateMany({}, { $unset: { storedBytes: 1 } });
  const report = await mergeBuckets(store, { signal, removeAfterMs: 0 });
  expect(report).toMatchObject({ merged: 40, failed: 0 });
  expect(report.into).toBeGreaterThan(1);
  expect(Math.max(...(await storedSizes()))).toBeLessThanOrEqual(MAX_STORED_BYTES);
  expect(await countFound()).toBe(40 * 24);
});

test('the worst bucket that the limits allow leaves room below what MongoDB takes', () => {
  const records = keyedById(MAX_BUCKET_RECORDS, MAX_ATTRIBUTES).map((record) => ({
    ...record,
    nanos: 1,
    traceId: 'a',
  }));
  const jsonBytes = Math.min(MAX_BUCKET_BYTES, Buffer.byteLength(JSON.stringify(records)));
  expect(fitsBucket(toColumns(records), jsonBytes)).toBe(false);
  expect(MAX_STORED_BYTES).toBeLessThanOrEqual(0.75 * 16 * 2 ** 20);
});

test('a group that cannot be merged is told of, and stops no other', async () => {
  for (const service of ['a', 'b', 'c']) {
    for (let i = 0; i < 3; i++) await saveAll(store, [partOf(keyedById(1, 1), service)]);
  }
  const [entry] = await store.db.collection<{ _id: string }>('partitions').find().toArray();
  // A places list that says less than there is: a bucket that nobody can open.
  await store.db.collection(`records_${entry?._id}`).updateOne({ service: 'b' }, { $set: { count: 7 } });
  const failures: string[] = [];
  const pass = () => mergeBuckets(store, { signal, removeAfterMs: 0, onFailure: (_, group) => failures.push(group) });
  expect(await pass()).toMatchObject({ merged: 6, into: 2, failed: 1 });
  expect(await pass()).toMatchObject({ merged: 0, failed: 1 });
  expect(new Set(failures).size).toBe(1);
});

/** Three small buckets for each of some services, and a MongoDB that answers the first of their merges with a code. */
async function mergeRefusedOnce(code: number): Promise<() => ReturnType<typeof mergeBuckets>> {
  for (const service of ['a', 'b', 'c']) {
    for (let i = 0; i < 3; i++) await saveAll(store, [partOf(keyedById(1, 1), service)]);
  }
  const answer = await store.db.command({ unheardOf: 1 }).catch((error: unknown) => error as Error);
  vi.spyOn(store.client, 'withSession').mockRejectedValueOnce(Object.assign(answer, { code, message: `code ${code}` }));
  return () => mergeBuckets(store, { signal, removeAfterMs: 0 });
}

// TransactionTooLarge, TransactionExceededLifetimeLimitSeconds, BSONObjectTooLarge, one for a document, and one of the future.
test.each([257, 290, 10334, 17280, 99_999])(
  'a merge that MongoDB answers with code %i stops no other',
  async (code) => {
    const merge = await mergeRefusedOnce(code);
    expect(await merge()).toMatchObject({ merged: 6, into: 2, failed: 1 });
    expect(await storedSizes(), 'what was to become of it is gone again').toHaveLength(9 + 2);
    expect(await merge()).toMatchObject({ merged: 3, into: 1, failed: 0 });
    expect(await countFound()).toBe(9);
  },
);

// ShutdownInProgress, Unauthorized, OutOfDiskSpace: the next group would hear the same.
test.each([91, 13, 14_031])('a merge that MongoDB answers with code %i is the last of its partition', async (code) => {
  const merge = await mergeRefusedOnce(code);
  await expect(merge()).rejects.toThrow(`cannot merge: code ${code}`);
  expect(await merge()).toMatchObject({ failed: 0 });
  expect(await countFound()).toBe(9);
});

test('old records that cannot be removed in one partition stop neither merging nor removing in others', async () => {
  for (let i = 0; i < 3; i++) await saveAll(store, [partOf(keyedById(1, 1))]);
  const merge = () => mergeBuckets(store, { signal, removeAfterMs: 0 });
  expect(await merge()).toMatchObject({ merged: 3, into: 1 });
  const [entry] = await store.db.collection<{ _id: string }>('partitions').find().toArray();
  const _id = 'default_20200101';
  await store.db.collection<{ _id: string }>('partitions').insertOne({ ...entry, _id });
  // A view takes no deletes.
  await store.db.createCollection(`records_${_id}`, { viewOn: `records_${entry?._id}`, pipeline: [] });
  await store.db.collection(`buckets_${_id}`).createIndex({ service: 1 }, { name: 'stream' });
  await store.db.collection('removals').insertOne({ partition: _id, at: new Date(0) });
  for (let i = 0; i < 3; i++) await saveAll(store, [partOf(keyedById(1, 1), 'other')]);
  expect(await merge()).toMatchObject({ merged: 3, removed: 3, failed: 1 });
});

test('two buckets that do not fit into one are read once to find that out, not on every pass', async () => {
  for (let i = 0; i < 2; i++) await saveAll(store, [partOf(keyedById(499, 256))]);
  const [entry] = await store.db.collection<{ _id: string }>('partitions').find().toArray();
  await store.db.collection(`buckets_${entry?._id}`).updateMany({}, { $unset: { storedBytes: 1 } });
  const pass = () => mergeBuckets(store, { signal, removeAfterMs: 0 });
  expect(await pass()).toMatchObject({ united: 1, merged: 0, failed: 0 });
  expect(await pass()).toMatchObject({ united: 0, merged: 0, failed: 0 });
  expect(await countFound()).toBe(998);
});

test('a part that MongoDB can never store is refused, and everything beside it is stored', async () => {
  const good = [partOf(keyedById(3, 2)), partOf(keyedById(2, 2), 'other')];
  const bad = partOf(keyedById(1000, 256, '.of-a-long-name'));
  bad.jsonBytes = 1000;
  const outcomes = await saveParts(store, [good[0]!, bad, good[1]!]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'refused', 'stored']);
  expect(await countFound()).toBe(5);
});
