import { ALL } from '@logwarren/contract';
import { dropExpired, findLogs, type Store, StoreUnavailableError } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeRecords } from './harness/stored-records.ts';
import { openTestStore } from './harness/test-store.ts';
import { waitFor } from './harness/wait-for.ts';

const DAY_MS = 86_400_000;
const OPTIONS = { retentionMs: 10 * DAY_MS, dryRun: false };
let store: Store;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store[Symbol.asyncDispose]());

const found = async () =>
  (await findLogs(store, { filter: ALL, limit: 10, order: 'desc', budgetMs: 10_000 })).records.length;

/** Operations that wait for the lock of a collection. */
function waiting(ns: string) {
  const admin = store.client.db('admin');
  return admin.aggregate([{ $currentOp: {} }, { $match: { waitingForLock: true, ns } }]).toArray();
}

test('a transaction that a killed merger left behind delays a drop, and nobody else', async () => {
  const now = Date.now();
  const message = { service: 'shop', severity: 'INFO' as const, severityNumber: 9, message: 'x' };
  await storeRecords(store, [{ ...message, timestamp: now, observedAt: now }]);
  expect(await found()).toBe(1);
  const catalogue = store.db.collection<{ _id: string }>('partitions');
  const partition = (await catalogue.findOne())?._id;
  const headers = store.db.collection(`buckets_${partition}`);
  const session = store.client.startSession();
  session.startTransaction();
  expect(await headers.updateOne({ count: 1 }, { $set: { count: 1 } }, { session })).toMatchObject({ matchedCount: 1 });
  await catalogue.updateOne({}, { $set: { lastStoredAt: new Date(now - 11 * DAY_MS) } });

  const dropped = expect(dropExpired(store, OPTIONS)).rejects.toThrow(StoreUnavailableError);
  await waitFor('the drop waits', async () => (await waiting(headers.namespace)).length > 0);
  // A collector that has looked at the catalogue before this partition was condemned.
  await headers.updateOne({ count: -1 }, { $set: { count: 0 } }, { maxTimeMS: 10_000 });
  await dropped;
  expect(session.inTransaction()).toBe(true);

  await session.abortTransaction();
  await session.endSession();
  expect(await dropExpired(store, OPTIONS)).toMatchObject([{ partition }]);
  expect(await found()).toBe(0);
  const left = await store.db.listCollections({ name: new RegExp(`${partition}$`) }).toArray();
  expect(left).toEqual([]);
});
