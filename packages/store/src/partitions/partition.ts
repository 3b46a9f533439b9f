import { type Collection, MongoServerError } from 'mongodb';
import { headersOf, recordsOf } from '../bucket/index.ts';
import {
  FORMAT,
  hasCode,
  noteFormat,
  readable,
  type Store,
  StoreUnavailableError,
  type Versioned,
} from '../connection/index.ts';

/**
 * Partitions: one pair of collections for each retention class and day of receipt, and a catalogue entry that describes
 * the contents.
 *
 * One partition of a class is written to at a time (placement.ts). It is sealed before the next one is opened, so there
 * is at most one a day, whatever clients send, and nothing can keep a past day alive.
 *
 *     creating ── collections and indexes made ──> open ── sealed ──> nothing stored for the retention time ──> dropping ──> (gone)
 *
 * A sealed partition keeps the state `open`, because readers of format 0 list that state. `lastStoredAt` (MongoDB's
 * clock) decides when it may be dropped; its name never does. A writer must have renewed `lastStoredAt` in the last
 * REFRESH_MS before it inserts, and the step to `dropping` requires it to be old. So nothing is inserted into a
 * partition that is being dropped.
 */

/** The only retention class so far. */
export const DEFAULT_CLASS = 'default';

/** Catalogue entry of a partition. */
export interface PartitionDocument extends Versioned {
  /** `<class>_<yyyymmdd>`, or that with `_<n>`; the names of its two collections end with it. */
  _id: string;
  class: string;
  /** UTC day of receipt by MongoDB's clock, yyyymmdd. Format 0: the day in the ids of its batches. */
  day: string;
  /** Readers read open partitions only. */
  state: 'creating' | 'open' | 'dropping';
  /**
   * UTC days, yyyymmdd, in the ids of batches that may be in it; widened before a batch is inserted. Absent in entries
   * that format 0 has written: there it is the partition's own day.
   */
  days?: string[];
  /** When it was sealed: nothing has been inserted since, and nothing can be. */
  sealedAt?: Date;
  /** No record in it is older than `from` or newer than `to`; widened to whole hours before records are inserted. */
  from: Date;
  to: Date;
  createdAt: Date;
  lastStoredAt: Date;
  /**
   * Sizes of the terms filters in its headers, `termBits`. A size is added before a header is inserted, so none is
   * missing.
   */
  termSizes: number[];
  /** As `refreshPartitions` last counted them; both are 0 before. */
  records: number;
  buckets: number;
  /** Size on disk with indexes, bytes, as last counted. */
  sizeBytes: number;
  countedAt?: Date;
  /** When retention first saw that it had expired. */
  dueAt?: Date;
  /** Orphans whose bucket id is older than this have been swept. */
  sweptTo?: Date;
}

/** The catalogue of partitions. */
export function partitionsOf(store: Store): Collection<PartitionDocument> {
  return store.db.collection<PartitionDocument>('partitions');
}

/** Days in the ids of batches that may be in a partition; see `mayHoldDay`. */
export function daysOf({ day, days }: Pick<PartitionDocument, 'day' | 'days'>): readonly string[] {
  return days ?? [day];
}

/** Stands in `days` for every day, once a client has dated its ids by more than MAX_DAYS days. */
export const ANY_DAY = '*';
/**
 * Most days that a catalogue entry lists: every query reads the entry. An ordinary partition lists two or three days,
 * but a client may date its message ids as it likes.
 */
export const MAX_DAYS = 1_000;

/** True if batches with this day in their id may be in a partition that lists these days. */
export function mayHoldDay(days: ReadonlySet<string> | readonly string[], day: string): boolean {
  const lists = (each: string) => ('has' in days ? days.has(each) : days.includes(each));
  return lists(day) || lists(ANY_DAY);
}

/**
 * Adds sizes of terms filters and changes nothing else: a merge stores nothing new, so it must not keep a partition
 * alive.
 */
export async function coverTermSizes(store: Store, partition: string, termSizes: number[]): Promise<void> {
  await noteFormat(store);
  const update = { $addToSet: { termSizes: { $each: termSizes } }, $max: { v: FORMAT } };
  await partitionsOf(store).updateOne({ _id: partition }, update);
}

const NAMESPACE_EXISTS = 48;

/**
 * Makes the collections and indexes of a partition, then opens it; harmless if they exist.
 *
 * Every process does so before its first write to a partition: the one that made the catalogue entry may have died.
 *
 * @throws StoreUnavailableError
 */
export async function createCollections(store: Store, partition: string): Promise<void> {
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
      // `from` and `count` let the index alone count a range.
      { key: { service: 1, severityNumber: 1, to: -1, from: 1, count: 1 }, name: 'stream' },
      // For pages of errors, which few buckets hold.
      { key: { severityNumber: 1, to: -1 }, name: 'severity' },
      { key: { batches: 1 }, name: 'batches', unique: true },
    ]);
    await partitionsOf(store).updateOne({ _id: partition, state: 'creating' }, { $set: { state: 'open' } });
  } catch (error) {
    throw new StoreUnavailableError(`cannot create partition ${partition}`, error);
  }
}

/**
 * Works on every partition, newest day first. An error of MongoDB in one partition does not stop the others.
 *
 * @param what the failed operation, for the error
 * @throws StoreUnavailableError after all partitions, with the first failure as cause; at once when MongoDB is away
 * @throws any other error, at once
 */
export async function eachPartition(
  store: Store,
  what: string,
  work: (partition: PartitionDocument) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  try {
    for (const partition of await listPartitions(store)) {
      await work(partition).catch((error: unknown) => {
        if (!(error instanceof MongoServerError)) throw error;
        failures.push(error);
      });
    }
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Mongo')) throw new StoreUnavailableError(what, error);
    throw error;
  }
  if (failures.length > 0) throw new StoreUnavailableError(what, failures[0]);
}

/** All partitions that readers may read, newest day first. @throws UnknownFormatError */
export async function listPartitions(store: Store): Promise<PartitionDocument[]> {
  return readable('partition', await partitionsOf(store).find({ state: 'open' }).sort({ _id: -1 }).toArray());
}
