import { createBatchIds, toColumns } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import { type BatchPart, dropExpired, findLogs, type Store } from '@logwarren/store';
import { rollPartition, writerOf } from '@logwarren/store/admin';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApp } from '../harness/apps/start-app.ts';
import { saveAll } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openPeer, openTestStore } from '../harness/store/test-store.ts';

const DAY_MS = 86_400_000;
const OPTIONS = { retentionMs: 10 * DAY_MS, holdMs: DAY_MS, dryRun: false };
let opened: AsyncDisposableStack;
let store: Store;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  store = opened.use(await openTestStore());
});

afterEach(() => opened.disposeAsync());

const nextId = createBatchIds();

function part(): BatchPart {
  const [batchId, now] = [nextId(), Date.now()];
  const records = toColumns([{ timestamp: now, observedAt: now, message: 'x' }]);
  return { batchId, partId: batchId, service: 'shop', severity: 'INFO', records, indexes: [0], jsonBytes: 100 };
}

interface Entry {
  _id: string;
  state: string;
  lastStoredAt: Date;
}

const catalogue = () => store.db.collection<Entry>('partitions');
const found = async () =>
  (await findLogs(store, { filter: ALL, limit: 100, order: 'desc', budgetMs: 60_000 })).records.length;

/** Stores a record in a partition of its own, received so many days ago by MongoDB's clock; returns its name. */
async function storeAged(days: number): Promise<string> {
  if ((await catalogue().countDocuments()) > 0) await rollPartition(store);
  writerOf(store).view = undefined;
  await saveAll(store, [part()]);
  const _id = (writerOf(store).view as unknown as { partition: string }).partition;
  await catalogue().updateOne({ _id }, { $set: { lastStoredAt: new Date(Date.now() - days * DAY_MS) } });
  return _id;
}

/** A transaction that holds the lock of a partition's headers. */
async function holdLock(partition: string) {
  const session = store.client.startSession();
  session.startTransaction();
  const headers = store.db.collection(`buckets_${partition}`);
  await headers.updateOne({ count: 1 }, { $set: { count: 1 } }, { session, bypassDocumentValidation: true });
  return {
    async release() {
      await session.abortTransaction();
      await session.endSession();
    },
  };
}

test('a collector that stood still from before a drop stores nothing in what is gone, for an hour', async () => {
  const partition = await storeAged(11);
  const headers = store.db.collection(`buckets_${partition}`);
  const [header] = await headers.find().toArray();
  await dropExpired(store, { ...OPTIONS, isConfirmed: true });
  await expect(headers.insertOne({ ...header })).rejects.toMatchObject({ code: 121 });
  expect(await found()).toBe(0);
  const left = async () => (await store.db.listCollections({ name: new RegExp(partition) }).toArray()).length;
  await dropExpired(store, OPTIONS);
  expect(await left()).toBe(1);
  await store.db.collection('fences').updateMany({}, { $set: { droppedAt: new Date(Date.now() - 61 * 60_000) } });
  await dropExpired(store, OPTIONS);
  expect(await left()).toBe(0);
});

test('a transaction that a killed merger left behind delays a drop, and nobody else', async () => {
  const partition = await storeAged(11);
  expect(await found()).toBe(1);
  const lock = await holdLock(partition);
  const headers = store.db.collection(`buckets_${partition}`);
  let isOver = false;
  const dropped = dropExpired(store, OPTIONS).finally(() => {
    isOver = true;
  });
  // A collector that has looked at the catalogue before this partition was condemned.
  while (!isOver) await headers.updateOne({ count: -1 }, { $set: { count: 0 } }, { maxTimeMS: 10_000 });
  expect(await dropped).toMatchObject({ dropped: [], failed: [{ partition }] });
  await lock.release();
  expect(await dropExpired(store, OPTIONS)).toMatchObject({ dropped: [{ partition }], failed: [] });
  expect(await found()).toBe(0);
  const left = await store.db.listCollections({ name: new RegExp(`${partition}$`) }).toArray();
  expect(left).toMatchObject([{ name: `buckets_${partition}`, options: { validator: {} } }]);
});

test('a drop that fails hides and stops no other', async () => {
  const [stuck, fine] = [await storeAged(12), await storeAged(11)];
  await storeAged(0);
  const lock = await holdLock(stuck);
  const report = await dropExpired(store, { ...OPTIONS, holdMs: 0 });
  expect(report).toMatchObject({ dropped: [{ partition: fine }], failed: [{ partition: stuck }] });
  await lock.release();
  expect(await dropExpired(store, OPTIONS)).toMatchObject({ dropped: [{ partition: stuck }] });
  expect(await found()).toBe(1);
});

test('a collection that is called `logs` keeps nothing from being stored or dropped', async () => {
  await store.db.collection('logs').insertOne({ mine: true });
  const partition = await storeAged(11);
  expect(await found()).toBe(1);
  expect(await dropExpired(store, OPTIONS)).toMatchObject({ dropped: [{ partition }], failed: [] });
  expect(await catalogue().countDocuments()).toBe(0);
  expect(await store.db.collection('logs').countDocuments()).toBe(1);
});

test('what is stored while the last partition is dropped goes into one of another name, which the drop leaves alone', async () => {
  const partition = await storeAged(11);
  const gate = Promise.withResolvers<void>();
  const frozen = Promise.withResolvers<void>();
  // A retention service that stands still after it has condemned the partition, while another one finishes.
  const slow = pausing(await openPeer(store), partition, async () => {
    frozen.resolve();
    await gate.promise;
  });
  const slowly = dropExpired(slow, OPTIONS);
  await frozen.promise;
  expect(await dropExpired(store, OPTIONS)).toMatchObject({ dropped: [{ partition }] });
  writerOf(store).view = undefined;
  await saveAll(store, [part()]);
  gate.resolve();
  await slowly;
  expect(await found()).toBe(1);
  const [entry] = await catalogue().find().toArray();
  expect(entry?._id).not.toBe(partition);
  const indexes = await store.db.collection(`buckets_${entry?._id}`).indexes();
  expect(indexes.map(({ name }) => name)).toContain('batches');
});

/** A store that waits before it drops the records of a partition. */
function pausing(peer: Store, partition: string, pause: () => Promise<void>): Store {
  opened.use(peer);
  const db = new Proxy(peer.db, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (property !== 'collection') return typeof value === 'function' ? value.bind(target) : value;
      return (name: string) => {
        const collection = target.collection(name);
        if (name !== `records_${partition}`) return collection;
        const drop = async () => {
          await pause();
          return await collection.drop();
        };
        return new Proxy(collection, {
          get: (inner, key) => {
            const own = Reflect.get(inner, key);
            return key === 'drop' ? drop : typeof own === 'function' ? own.bind(inner) : own;
          },
        });
      };
    },
  });
  return { ...peer, db };
}

describe('what is due', () => {
  const partitions = (list: readonly { partition: string }[]) => list.map(({ partition }) => partition);

  test('is held, when it is more than one day, until the hold is over or an operator confirms', async () => {
    const old = [await storeAged(13), await storeAged(12), await storeAged(11)];
    await storeAged(1);
    const held = await dropExpired(store, OPTIONS);
    expect(held).toMatchObject({ dropped: [], reason: 'more-than-a-day' });
    expect(partitions(held.held)).toEqual(old);
    expect(await found()).toBe(4);
    // The hold of two of them is over.
    await catalogue().updateMany(
      { _id: { $in: old.slice(0, 2) } },
      { $set: { dueAt: new Date(Date.now() - DAY_MS - 1) } },
    );
    expect(partitions((await dropExpired(store, OPTIONS)).dropped)).toEqual(old.slice(0, 2));
    // What is left is one day.
    expect(partitions((await dropExpired(store, OPTIONS)).dropped)).toEqual(old.slice(2));
    expect(await found()).toBe(1);
    const more = [await storeAged(13), await storeAged(12)];
    expect(partitions((await dropExpired(store, { ...OPTIONS, isConfirmed: true })).dropped)).toEqual(more);
  });

  test('is held as long as MongoDB and this process have different times, and forgotten when it is no longer due', async () => {
    const partition = await storeAged(11);
    const now = () => Date.now() - 11 * DAY_MS;
    expect(await dropExpired(store, { ...OPTIONS, now })).toMatchObject({ dropped: [], reason: 'clocks-differ' });
    expect(await catalogue().countDocuments({ dueAt: { $exists: true } })).toBe(1);
    // MongoDB's clock is set right again.
    await catalogue().updateOne({ _id: partition }, { $set: { lastStoredAt: new Date() } });
    expect(await dropExpired(store, OPTIONS)).toEqual({ dropped: [], held: [], failed: [] });
    expect(await catalogue().countDocuments({ dueAt: { $exists: true } })).toBe(0);
    expect(await found()).toBe(1);
  });

  test('is not put off by what is delivered again, nor by batches of its day', async () => {
    const again = part();
    await saveAll(store, [again]);
    const _id = (writerOf(store).view as unknown as { partition: string }).partition;
    await rollPartition(store);
    await catalogue().updateOne({ _id }, { $set: { lastStoredAt: new Date(Date.now() - 11 * DAY_MS) } });
    await saveAll(store, [again, part()]);
    expect(await dropExpired(store, OPTIONS)).toMatchObject({ dropped: [{ partition: _id }] });
    expect(await found()).toBe(1);
  });
});

test.each(['--dry-run', '--drop-now'])('%s says that nothing is due, without a terminal too', async (argument) => {
  await using command = startApp('retention', { MONGO_URL: mongoUrlOf(store) }, [argument]);
  expect(await command.exited).toMatchObject({ code: 0 });
  expect(command.logs.map(({ msg }) => msg)).toEqual(['Nothing has expired: there is nothing to drop.']);
});
