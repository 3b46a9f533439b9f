import type { Collection } from 'mongodb';
import { headersOf, recordsOf } from '../bucket/index.ts';
import { hasCode, type Store } from '../connection/index.ts';
import { SEAL } from '../partitions/index.ts';

/**
 * Drops the collections of a sealed partition.
 *
 * MongoDB recreates a collection when something is inserted into it. So a collector that was frozen before its insert
 * would commit a header into a collection that nobody lists, and ack records that nobody finds. Therefore an empty
 * collection with the same seal replaces the headers in one step, and is dropped an hour later.
 */

/**
 * Longest wait for the lock of a collection, ms. A merger that was killed leaves its transaction behind for a minute or
 * more, and writers of the collection queue behind the drop while it waits for the lock.
 */
const LOCK_WAIT_MS = 1_000;
/** A process that was frozen for longer has lost its connection, or its host. */
const FENCE_MS = 60 * 60_000;
const NAMESPACE_EXISTS = 48;

/** A sealed, empty collection in the place of a partition's headers. */
interface FenceDocument {
  /** Name of the partition. */
  _id: string;
  droppedAt: Date;
}

const fencesOf = ({ db }: Store): Collection<FenceDocument> => db.collection<FenceDocument>('fences');

/**
 * Frees the disk space of a sealed partition; harmless if it is free already. @throws MongoError the lock could not be
 * had
 */
export async function dropCollections(store: Store, partition: string): Promise<void> {
  const [headers, fence] = [headersOf(store, partition).collectionName, `fence_${partition}`];
  await fencesOf(store).updateOne({ _id: partition }, [{ $set: { droppedAt: '$$NOW' } }], { upsert: true });
  await store.db.createCollection(fence, { validator: SEAL }).catch((error) => {
    // An earlier drop got no further than this.
    if (!hasCode(error, NAMESPACE_EXISTS)) throw error;
  });
  const { databaseName } = store.db;
  const rename = { renameCollection: `${databaseName}.${fence}`, to: `${databaseName}.${headers}`, dropTarget: true };
  await store.client.db('admin').command({ ...rename, maxTimeMS: LOCK_WAIT_MS });
  await recordsOf(store, partition).drop({ maxTimeMS: LOCK_WAIT_MS });
}

/** Removes the empty collections of partitions that were dropped more than an hour ago. */
export async function dropFences(store: Store): Promise<void> {
  const isOver = { $expr: { $lt: ['$droppedAt', { $subtract: ['$$NOW', FENCE_MS] }] } };
  for (const { _id } of await fencesOf(store).find(isOver).toArray()) {
    await headersOf(store, _id).drop({ maxTimeMS: LOCK_WAIT_MS });
    // A collector that was refused has created this collection again.
    await recordsOf(store, _id).drop({ maxTimeMS: LOCK_WAIT_MS });
    await fencesOf(store).deleteOne({ _id });
  }
}
