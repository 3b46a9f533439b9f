import { headersOf } from '../bucket/index.ts';
import { hasCode, type Store } from '../connection/index.ts';
import { createCollections, type PartitionDocument, partitionsOf } from './partition.ts';

/**
 * Sealing: from then on, mongod itself refuses every header that a collector inserts into the partition, with code 121.
 *
 * The refusal is the fence. A collector that has not heard of the seal, or was frozen in the middle of a write, can no
 * longer commit. So a reader that has seen the seal knows that the partition is complete, and looking up a batch in it
 * races with nothing. Operations that store nothing new (merging, tombstones) bypass the validator.
 */

/** Matches no header, because no header has such a field. mongosh shows it as the reason for a refusal. */
export const SEAL = { partitionIsSealed: true };
/**
 * Longest wait for the lock of the collection, ms. A merger that was killed leaves its transaction behind for a minute
 * or more, and writers of the collection queue behind the seal while it waits for the lock.
 */
const LOCK_WAIT_MS = 500;

const NAMESPACE_NOT_FOUND = 26;
/** The server's code for a document that the validator of its collection refuses. */
export const DOCUMENT_VALIDATION_FAILURE = 121;

/**
 * Seals a partition; harmless if it is sealed or gone.
 *
 * @throws MongoError the lock could not be had in time, or MongoDB is away: it may or may not be sealed
 */
export async function sealPartition(store: Store, partition: string): Promise<void> {
  const entry = await partitionsOf(store).findOne({ _id: partition });
  if (entry === null || entry.sealedAt !== undefined) return;
  await putSeal(store, entry);
  await partitionsOf(store).updateOne({ _id: partition, sealedAt: { $exists: false } }, [
    { $set: { sealedAt: '$$NOW', days: { $ifNull: ['$days', ['$day']] } } },
  ]);
}

/** Sets the validator. */
async function putSeal(store: Store, { _id: partition, state }: Pick<PartitionDocument, '_id' | 'state'>) {
  const command = {
    collMod: headersOf(store, partition).collectionName,
    validator: SEAL,
    validationLevel: 'strict',
    validationAction: 'error',
    maxTimeMS: LOCK_WAIT_MS,
    writeConcern: { w: 'majority', wtimeout: 10_000 },
  };
  try {
    await store.db.command(command);
  } catch (error) {
    // The writer that made the entry has not made the collections yet, and would make them without a seal.
    if (!hasCode(error, NAMESPACE_NOT_FOUND)) throw error;
    if (state === 'dropping') return;
    await createCollections(store, partition);
    await store.db.command(command);
  }
}
