import { StoreUnavailableError } from './errors.ts';
import { refreshView } from './log-view.ts';
import type { PartitionDocument } from './partition.ts';
import { headersOf, partitionsOf, recordsOf, type Store } from './store.ts';

/** A partition that was, or in a dry run would be, dropped. */
export interface DroppedPartition {
  partition: string;
  /** As last counted; see `refreshPartitions`. */
  records: number;
  sizeBytes: number;
  /** Range of event time, ms. */
  fromMs: number;
  toMs: number;
  /** When its last record was received, ms. */
  lastStoredAtMs: number;
}

export interface DropOptions {
  /** A partition is dropped when its newest record was received longer ago than this, ms; at least ten minutes. */
  retentionMs: number;
  /** Only say what would be dropped. */
  dryRun: boolean;
}

/** Below this a writer's look at the catalogue (30 s) would no longer protect what it writes. */
const MIN_RETENTION_MS = 10 * 60_000;

/**
 * Longest wait for the lock of a collection, ms. A merger that was killed leaves its transaction behind for a minute or
 * more, and whoever writes to the collection while a drop waits for it waits behind the drop.
 */
const LOCK_WAIT_MS = 1_000;

/**
 * Drops partitions whose every record is past its retention, collections as a whole: no deletes, space back at once.
 *
 * Counted from receipt by MongoDB's clock. A drop that was interrupted, or gave up waiting for a transaction, is finished
 * by the next call.
 *
 * @returns what was dropped, oldest first
 * @throws StoreUnavailableError
 */
export async function dropExpired(store: Store, { retentionMs, dryRun }: DropOptions): Promise<DroppedPartition[]> {
  if (retentionMs < MIN_RETENTION_MS) throw new Error(`BUG: retention of ${retentionMs} ms is below ten minutes`);
  const expired = {
    $or: [{ state: 'dropping' as const }, { $expr: { $lt: ['$lastStoredAt', { $subtract: ['$$NOW', retentionMs] }] } }],
  };
  try {
    const partitions = await partitionsOf(store).find(expired).sort({ _id: 1 }).toArray();
    const dropped: DroppedPartition[] = [];
    for (const partition of partitions) {
      if (!dryRun) {
        const condemned = await partitionsOf(store).updateOne(
          { _id: partition._id, ...expired },
          { $set: { state: 'dropping' } },
        );
        // Something was stored into it since it was listed.
        if (condemned.matchedCount === 0) continue;
      }
      dropped.push(describe(partition));
    }
    if (dryRun || dropped.length === 0) return dropped;
    await refreshView(store);
    for (const { partition } of dropped) await dropPartition(store, partition);
    return dropped;
  } catch (error) {
    throw new StoreUnavailableError('cannot drop expired partitions', error);
  }
}

async function dropPartition(store: Store, partition: string): Promise<void> {
  await headersOf(store, partition).drop({ maxTimeMS: LOCK_WAIT_MS });
  await recordsOf(store, partition).drop({ maxTimeMS: LOCK_WAIT_MS });
  await store.db.collection('removals').deleteMany({ partition });
  await partitionsOf(store).deleteOne({ _id: partition, state: 'dropping' });
}

function describe(partition: PartitionDocument): DroppedPartition {
  return {
    partition: partition._id,
    records: partition.records,
    sizeBytes: partition.sizeBytes,
    fromMs: partition.from.getTime(),
    toMs: partition.to.getTime(),
    lastStoredAtMs: partition.lastStoredAt.getTime(),
  };
}
