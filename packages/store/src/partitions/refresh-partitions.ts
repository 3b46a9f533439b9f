import { ANY_SERVICE, headersOf, recordsOf } from '../bucket/index.ts';
import { type Store, StoreUnavailableError } from '../connection/index.ts';
import { eachPartition, listPartitions, type PartitionDocument, partitionsOf } from './partition.ts';

/**
 * Counts records, buckets and bytes of every partition into the catalogue; one that fails stops no other.
 *
 * @param options.onlyGrowing leaves out partitions that have been counted since they were sealed: only merging still
 * changes them, and it changes no number of records
 * @returns the catalogue, newest ingest day first
 * @throws StoreUnavailableError
 */
export async function refreshPartitions(
  store: Store,
  { onlyGrowing = false }: { onlyGrowing?: boolean } = {},
): Promise<PartitionDocument[]> {
  await eachPartition(store, 'cannot count partitions', async ({ _id: partition, countedAt, sealedAt }) => {
    if (onlyGrowing && sealedAt !== undefined && countedAt !== undefined && countedAt > sealedAt) return;
    const [counted] = await headersOf(store, partition)
      .aggregate<{ records: number; buckets: number }>(
        [{ $match: ANY_SERVICE }, { $group: { _id: null, records: { $sum: '$count' }, buckets: { $sum: 1 } } }],
        { hint: 'stream' },
      )
      .toArray();
    const diskBytes = (await diskBytesOf(store, partition)) ?? 0;
    await partitionsOf(store).updateOne({ _id: partition, state: 'open' }, [
      {
        $set: {
          records: counted?.records ?? 0,
          buckets: counted?.buckets ?? 0,
          sizeBytes: diskBytes,
          countedAt: '$$NOW',
        },
      },
    ]);
  });
  try {
    return await listPartitions(store);
  } catch (error) {
    throw new StoreUnavailableError('cannot count partitions', error);
  }
}

async function diskBytesOf(store: Store, partition: string): Promise<number> {
  let size = 0;
  for (const collection of [headersOf(store, partition), recordsOf(store, partition)]) {
    const [stats] = await collection
      .aggregate<{ storageStats: { totalSize: number } }>([{ $collStats: { storageStats: {} } }])
      .toArray();
    size += stats?.storageStats.totalSize ?? 0;
  }
  return size;
}
