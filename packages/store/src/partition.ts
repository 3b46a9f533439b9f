import { HOUR_MS, hourOf, timeOfId } from '@logwarren/contract';
import type { Document } from 'mongodb';
import { hasCode, StoreUnavailableError } from './errors.ts';
import { FORMAT, noteFormat, READABLE, readable, type Versioned } from './format.ts';
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
export interface PartitionDocument extends Versioned {
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
  /** Sizes of the terms filters in its headers, `termBits`; widened before a header is inserted, so none is missing. */
  termSizes: number[];
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
  termSizes: ReadonlySet<number>;
  /** `performance.now()` of the last look at the catalogue. */
  refreshedAt: number;
}

/** Partition that a batch belongs to, by its id alone. */
export function partitionOf(batchId: string): string {
  const day = new Date(timeOfId(batchId)).toISOString().slice(0, 10).replaceAll('-', '');
  return `${DEFAULT_CLASS}_${day}`;
}

/** What is to be inserted into a partition. */
export interface Extent {
  /** Smallest and largest timestamp, ms. */
  fromMs: number;
  toMs: number;
  /** `termBits` of the headers. */
  termSizes: readonly number[];
}

/**
 * Makes sure that a partition exists, is open, and covers what is to be inserted, before it is.
 *
 * @throws StoreUnavailableError also while the partition is being dropped: it can be made anew a moment later
 */
export async function ensurePartition(store: Store, partition: string, extent: Extent): Promise<void> {
  const { fromMs, toMs, termSizes } = extent;
  const known = store.openPartitions.get(partition);
  const fresh = known !== undefined && performance.now() - known.refreshedAt < REFRESH_MS;
  const covers = fresh && known.fromMs <= fromMs && known.toMs >= toMs;
  if (covers && termSizes.every((size) => known.termSizes.has(size))) return;
  const startedAt = performance.now();
  const from = hourOf(Math.min(fromMs, known?.fromMs ?? fromMs)) * HOUR_MS;
  const to = (hourOf(Math.max(toMs, known?.toMs ?? toMs)) + 1) * HOUR_MS - 1;
  const range = { from: clampDate(from), to: clampDate(to) };
  const { isNew, sizes } = await registerPartition(store, partition, range, termSizes);
  if (isNew || known === undefined) await createCollections(store, partition);
  if (isNew) await refreshView(store);
  store.openPartitions.set(partition, { fromMs: from, toMs: to, termSizes: new Set(sizes), refreshedAt: startedAt });
}

/** The same for the sizes of terms filters alone: a merge stores nothing new, so it must not keep a partition alive. */
export async function coverTermSizes(store: Store, partition: string, termSizes: number[]): Promise<void> {
  await noteFormat(store);
  const update = { $addToSet: { termSizes: { $each: termSizes } }, $max: { v: FORMAT } };
  await partitionsOf(store).updateOne({ _id: partition }, update);
}

/** The largest and smallest moment that a Date can hold end in the middle of an hour. */
function clampDate(ms: number): Date {
  return new Date(Math.max(-8.64e15, Math.min(8.64e15, ms)));
}

/** Creates or widens the catalogue entry; tells all sizes of terms filters that it now covers. */
async function registerPartition(
  store: Store,
  partition: string,
  { from, to }: { from: Date; to: Date },
  termSizes: readonly number[],
): Promise<{ isNew: boolean; sizes: number[] }> {
  const [partitionClass = DEFAULT_CLASS, day = ''] = partition.split('_');
  const update: Document[] = [
    {
      $set: {
        v: { $max: ['$v', FORMAT] },
        class: partitionClass,
        day,
        state: { $ifNull: ['$state', 'creating'] },
        from: { $min: ['$from', from] },
        to: { $max: ['$to', to] },
        termSizes: { $setUnion: [{ $ifNull: ['$termSizes', []] }, termSizes] },
        lastStoredAt: '$$NOW',
        createdAt: { $ifNull: ['$createdAt', '$$NOW'] },
        records: { $ifNull: ['$records', 0] },
        buckets: { $ifNull: ['$buckets', 0] },
        sizeBytes: { $ifNull: ['$sizeBytes', 0] },
      },
    },
  ];
  const usable = { _id: partition, state: { $in: ['creating' as const, 'open' as const] }, ...READABLE };
  for (let attempt = 1; ; attempt++) {
    try {
      await noteFormat(store);
      const options = { upsert: true, returnDocument: 'after', includeResultMetadata: true } as const;
      const { value, lastErrorObject } = await partitionsOf(store).findOneAndUpdate(usable, update, options);
      return { isNew: lastErrorObject?.updatedExisting !== true, sizes: value?.termSizes ?? [] };
    } catch (error) {
      const isTaken = hasCode(error, 11000);
      // Two writers made the entry at once: the slower one finds it open. A second time it is there, but not open.
      if (isTaken && attempt === 1) continue;
      if (isTaken) readable('partition', await partitionsOf(store).find({ _id: partition }).toArray());
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
      // Pages of errors, which few buckets hold.
      { key: { severityNumber: 1, to: -1 }, name: 'severity' },
      { key: { batches: 1 }, name: 'batches', unique: true },
    ]);
    await partitionsOf(store).updateOne({ _id: partition, state: 'creating' }, { $set: { state: 'open' } });
  } catch (error) {
    throw new StoreUnavailableError(`cannot create partition ${partition}`, error);
  }
}

/** All partitions that readers may look at, newest ingest day first. @throws UnknownFormatError */
export async function listPartitions(store: Store): Promise<PartitionDocument[]> {
  return readable('partition', await partitionsOf(store).find({ state: 'open' }).sort({ _id: -1 }).toArray());
}
