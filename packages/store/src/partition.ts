import { HOUR_MS, hourOf, timeOfId } from '@logwarren/contract';
import type { Document } from 'mongodb';
import { hasCode, StoreUnavailableError } from './errors.ts';
import { refreshView } from './log-view.ts';
import { headersOf, partitionsOf, recordsOf, type Store } from './store.ts';

/**
 * Partitions: one pair of collections per retention class and ingest day, and a catalogue entry that says what is in it.
 *
 * The day is the one in the batch id, so that a redelivery lands where the first delivery did. When a partition may be
 * dropped is decided by `lastStoredAt` (MongoDB's clock), never by its name: a source with a wrong clock can neither
 * immortalise nor kill a log.
 *
 *     creating ── collections and indexes made ──> open ── nothing stored for the retention time ──> dropping ──> (gone)
 *
 * A writer must have renewed `lastStoredAt` in the last REFRESH_MS before it inserts; the step to `dropping` is
 * conditional on `lastStoredAt` being old. So nothing is inserted into a partition that is being dropped.
 */

/** The only retention class so far. */
export const DEFAULT_CLASS = 'default';
/** How long a writer may rely on its last look at the catalogue. */
const REFRESH_MS = 30_000;

/** Catalogue entry of a partition. */
export interface PartitionDocument {
  /** `<class>_<yyyymmdd>`: the ending of the names of its two collections. */
  _id: string;
  class: string;
  /** UTC day of ingest, yyyymmdd. */
  day: string;
  /** Readers look at open ones only. */
  state: 'creating' | 'open' | 'dropping';
  /** No record in it is older than `from` or newer than `to`; widened to whole hours before records are inserted. */
  from: Date;
  to: Date;
  createdAt: Date;
  lastStoredAt: Date;
  /** As last counted by `refreshPartitions`; both 0 before. */
  records: number;
  buckets: number;
  /** On disk, with indexes, as last counted. */
  sizeBytes: number;
  countedAt?: Date;
  /** Orphans whose bucket id is older than this have been swept. */
  sweptTo?: Date;
}

/** What a writer knows of a partition. */
export interface PartitionState {
  fromMs: number;
  toMs: number;
  /** `performance.now()` of the last look at the catalogue. */
  refreshedAt: number;
}

/** Partition that a batch belongs to, by its id alone. */
export function partitionOf(batchId: string): string {
  const day = new Date(timeOfId(batchId)).toISOString().slice(0, 10).replaceAll('-', '');
  return `${DEFAULT_CLASS}_${day}`;
}

/**
 * Makes sure that a partition exists, is open, and covers a range of event time, before records are inserted.
 *
 * @param fromMs smallest timestamp to be inserted
 * @param toMs largest timestamp to be inserted
 * @throws StoreUnavailableError also while the partition is being dropped: it can be made anew a moment later
 */
export async function ensurePartition(store: Store, partition: string, fromMs: number, toMs: number): Promise<void> {
  const known = store.openPartitions.get(partition);
  const fresh = known !== undefined && performance.now() - known.refreshedAt < REFRESH_MS;
  if (fresh && known.fromMs <= fromMs && known.toMs >= toMs) return;
  const startedAt = performance.now();
  const from = hourOf(Math.min(fromMs, known?.fromMs ?? fromMs)) * HOUR_MS;
  const to = (hourOf(Math.max(toMs, known?.toMs ?? toMs)) + 1) * HOUR_MS - 1;
  const isNew = await registerPartition(store, partition, clampDate(from), clampDate(to));
  if (isNew || known === undefined) await createCollections(store, partition);
  if (isNew) await refreshView(store);
  store.openPartitions.set(partition, { fromMs: from, toMs: to, refreshedAt: startedAt });
}

/** The largest and smallest moment that a Date can hold end in the middle of an hour. */
function clampDate(ms: number): Date {
  return new Date(Math.max(-8.64e15, Math.min(8.64e15, ms)));
}

/** Creates or widens the catalogue entry; true when it was not there before. */
async function registerPartition(store: Store, partition: string, from: Date, to: Date): Promise<boolean> {
  const [partitionClass = DEFAULT_CLASS, day = ''] = partition.split('_');
  const update: Document[] = [
    {
      $set: {
        class: partitionClass,
        day,
        state: { $ifNull: ['$state', 'creating'] },
        from: { $min: ['$from', from] },
        to: { $max: ['$to', to] },
        lastStoredAt: '$$NOW',
        createdAt: { $ifNull: ['$createdAt', '$$NOW'] },
        records: { $ifNull: ['$records', 0] },
        buckets: { $ifNull: ['$buckets', 0] },
        sizeBytes: { $ifNull: ['$sizeBytes', 0] },
      },
    },
  ];
  const usable = { _id: partition, state: { $in: ['creating' as const, 'open' as const] } };
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await partitionsOf(store).updateOne(usable, update, { upsert: true });
      return result.upsertedCount > 0;
    } catch (error) {
      const isTaken = hasCode(error, 11000);
      // Two writers made the entry at once: the slower one finds it open. A second time it is there, but not open.
      if (isTaken && attempt === 1) continue;
      const what = isTaken ? `partition ${partition} is being dropped` : `cannot open partition ${partition}`;
      throw new StoreUnavailableError(what, error);
    }
  }
}

const NAMESPACE_EXISTS = 48;

async function createCollections(store: Store, partition: string): Promise<void> {
  const zstd = { storageEngine: { wiredTiger: { configString: 'block_compressor=zstd' } } };
  const headers = headersOf(store, partition);
  try {
    for (const name of [headers.collectionName, recordsOf(store, partition).collectionName]) {
      await store.db.createCollection(name, zstd).catch((error) => {
        if (!hasCode(error, NAMESPACE_EXISTS)) throw error;
      });
    }
    await headers.createIndexes([
      { key: { to: -1 }, name: 'to' },
      { key: { from: 1 }, name: 'from' },
      // `from` and `count` make counting a range a matter of the index alone.
      { key: { service: 1, severityNumber: 1, to: -1, from: 1, count: 1 }, name: 'stream' },
      { key: { batches: 1 }, name: 'batches', unique: true },
    ]);
    await partitionsOf(store).updateOne({ _id: partition, state: 'creating' }, { $set: { state: 'open' } });
  } catch (error) {
    throw new StoreUnavailableError(`cannot create partition ${partition}`, error);
  }
}

/** All partitions that readers may look at, newest ingest day first. */
export async function listPartitions(store: Store): Promise<PartitionDocument[]> {
  return partitionsOf(store).find({ state: 'open' }).sort({ _id: -1 }).toArray();
}
