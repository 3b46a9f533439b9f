import { batchIdOf, type LogRecord, recordId } from '@logwarren/contract';
import { headersOf, idBytes } from '../bucket/index.ts';
import { idDay, SHORT_READ_MS, type Store } from '../connection/index.ts';
import { daysOf, mayHoldDay } from '../partitions/index.ts';
import {
  EVERYTHING,
  openBuckets,
  readSnapshot,
  type Snapshot,
  type SnapshotOptions,
  selectRecords,
} from '../read/index.ts';

/**
 * Finds the record with an id. The day in the id shows which partitions may have the record, and its batch id finds the
 * bucket through the index on `batches`.
 *
 * @param id canonical UUIDv7
 * @param options the moment as of which it is read
 * @returns undefined if it does not exist, or has expired
 * @throws AsOfExpiredError
 * @throws StoreUnavailableError
 */
export async function getLog(store: Store, id: string, options: SnapshotOptions = {}): Promise<LogRecord | undefined> {
  const day = idDay(id);
  const read = async (snapshot: Snapshot) => {
    for (const partition of snapshot.partitions) {
      if (!mayHoldDay(daysOf(partition), day)) continue;
      const found = await findIn(store, snapshot, partition._id, id);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return await readSnapshot(store, EVERYTHING, read, options);
}

async function findIn(
  store: Store,
  { session, signal }: Snapshot,
  partition: string,
  id: string,
): Promise<LogRecord | undefined> {
  const batchId = batchIdOf(id);
  const ofBatch = { $elemMatch: { $gte: idBytes(batchId), $lte: idBytes(recordId(batchId, 0xffff)) } };
  const headers = await headersOf(store, partition)
    .find({ batches: ofBatch }, { session, signal, projection: { _id: 1 }, maxTimeMS: SHORT_READ_MS })
    .toArray();
  let found: LogRecord | undefined;
  const ids = headers.map(({ _id }) => _id);
  const options = { session, signal, maxTimeMS: SHORT_READ_MS, mayMatch: () => true };
  const selection = { range: EVERYTHING, matches: () => true };
  await openBuckets(store, partition, ids, options, (bucket) => {
    found ??= selectRecords(bucket, selection).find((record) => record.id === id);
  });
  return found;
}
