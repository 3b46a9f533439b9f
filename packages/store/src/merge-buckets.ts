import { AppError } from '@logwarren/common';
import { createBatchIds, SEVERITY_BASE, toColumns, type WireRecord } from '@logwarren/contract';
import { type Binary, MongoServerError } from 'mongodb';
import { assembleBucket, idText, type NewBucket } from './bucket.ts';
import { isDocumentRefused, StoreUnavailableError } from './errors.ts';
import { readable } from './format.ts';
import { uniteEntries } from './ledger/ledger-entry.ts';
import { mergeableGroups, type SmallHeader } from './mergeable-groups.ts';
import { coverTermSizes, eachPartition } from './partition.ts';
import { comparePlaces, PlaceList } from './record-places.ts';
import { openBucket, type RecordsDocument, type StoredRecord } from './records-document.ts';
import { headersOf, partitionsOf, recordsOf, type Store } from './store.ts';
import { isStorable } from './stored-size.ts';

/**
 * Merging: small buckets of one stream and hour become full ones, so that quiet services cost as little as busy ones.
 *
 *     insert the new records document                          (an orphan until the next step)
 *     transaction: delete the old headers, insert the new one  (the commit; batches united, so dedupe still holds)
 *     a minute later: delete the old records documents         (readers in flight may still open them)
 *
 * A transaction whose old headers are no longer all there is given up: somebody else merged them. Ids never change.
 */

/** How long old records documents outlive their header; longer than a query takes. */
const REMOVE_AFTER_MS = 60_000;

/** Records documents whose headers were merged away. */
interface RemovalDocument {
  _id: Binary;
  partition: string;
  at: Date;
}

export interface MergeReport {
  /** Small buckets that are gone, and the buckets that they became. */
  merged: number;
  into: number;
  records: number;
  /** Old records documents removed. */
  removed: number;
  /** Groups that could not be merged; the rest was. */
  failed: number;
}

export interface MergeOptions {
  signal: AbortSignal;
  /** How long old records documents stay for readers in flight, ms; shorter only in tests. */
  removeAfterMs?: number;
  /** Told of each group that cannot be merged, each time. @param group the same text for the same group */
  onFailure?: (error: unknown, group: string) => void;
}

const newBucketId = createBatchIds();

/**
 * Joins small buckets in every partition and removes what earlier merges left for readers in flight.
 *
 * Safe beside collectors, readers and another merger.
 *
 * @throws StoreUnavailableError what was merged so far stays merged
 */
export async function mergeBuckets(store: Store, options: MergeOptions): Promise<MergeReport> {
  const report: MergeReport = { merged: 0, into: 0, records: 0, removed: 0, failed: 0 };
  try {
    report.removed = await removeMerged(store, options.removeAfterMs ?? REMOVE_AFTER_MS);
  } catch (error) {
    throw new StoreUnavailableError('cannot merge', error);
  }
  await eachPartition(store, 'cannot merge', async ({ _id: partition }) => {
    try {
      await mergePartition(store, partition, options, report);
    } catch (error) {
      // Otherwise it has been dropped meanwhile.
      if (!(error instanceof MongoServerError) || (await isOpen(store, partition))) throw error;
    }
  });
  return report;
}

async function mergePartition(
  store: Store,
  partition: string,
  { signal, onFailure }: MergeOptions,
  report: MergeReport,
): Promise<void> {
  for await (const group of mergeableGroups(store, partition)) {
    signal.throwIfAborted();
    try {
      await mergeGroup(store, partition, group, report);
    } catch (error) {
      if (stopsMerging(error)) throw error;
      report.failed += 1;
      onFailure?.(error, `${partition} ${idText((group[0] as SmallHeader)._id)}`);
    }
  }
}

async function isOpen(store: Store, partition: string): Promise<boolean> {
  return (await partitionsOf(store).findOne({ _id: partition, state: 'open' })) !== null;
}

/** True for what the next group would meet as well: MongoDB is away or refuses, or a newer build writes here. */
function stopsMerging(error: unknown): boolean {
  if (error instanceof AppError) return true;
  return error instanceof Error && error.name.startsWith('Mongo') && !isDocumentRefused(error);
}

/**
 * Merges one group into one bucket, or into several when its records are too large as BSON for one; into none when
 * somebody else was faster.
 */
async function mergeGroup(store: Store, partition: string, group: SmallHeader[], report: MergeReport): Promise<void> {
  const sources = readable('bucket', group).map(({ _id }) => _id);
  const old = await recordsOf(store, partition)
    .find({ _id: { $in: sources } })
    .toArray();
  if (old.length !== sources.length) return;
  const bucket = unite(group, old);
  if (!isStorable(bucket.records, bucket.header.storedBytes ?? 0)) {
    const half = Math.ceil(group.length / 2);
    // Two that do not fit one bucket stay as they are.
    if (half < 2) return;
    await mergeGroup(store, partition, group.slice(0, half), report);
    if (group.length - half > 1) await mergeGroup(store, partition, group.slice(half), report);
    return;
  }
  await recordsOf(store, partition).insertOne(bucket.records);
  await coverTermSizes(store, partition, [bucket.header.termBits]);
  const committed = await commitMerge(store, partition, sources, bucket);
  if (!committed) {
    await recordsOf(store, partition).deleteOne({ _id: bucket.header._id });
    return;
  }
  report.merged += group.length;
  report.into += 1;
  report.records += bucket.header.count;
}

/** One bucket of all records, in the order of search. */
function unite(group: SmallHeader[], old: RecordsDocument[]): NewBucket {
  const [first] = group as [SmallHeader, ...SmallHeader[]];
  const records = old.flatMap((document) => openBucket(document).records).sort(byPosition);
  const places = new PlaceList();
  for (const { place } of records) places.add(place);
  return assembleBucket(newBucketId(), first, toColumns(records.map(wireRecord)), {
    places: places.build(),
    batches: group.flatMap(({ batches }) => batches),
    sizeBytes: group.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ledger: uniteEntries(group.flatMap(({ ledger = [] }) => ledger)),
  });
}

function byPosition(a: StoredRecord, b: StoredRecord): number {
  return a.timestamp - b.timestamp || (a.nanos ?? 0) - (b.nanos ?? 0) || comparePlaces(a.place, b.place);
}

/** What a bucket says for all of its records is left out again. */
function wireRecord({ severity, severityNumber, ...record }: StoredRecord): WireRecord {
  return severityNumber === SEVERITY_BASE[severity] ? record : { ...record, severityNumber };
}

/** True when the old headers gave way to the new one; false when they were no longer all there. */
async function commitMerge(store: Store, partition: string, sources: Binary[], bucket: NewBucket): Promise<boolean> {
  const headers = headersOf(store, partition);
  return await store.client.withSession(async (session) =>
    session.withTransaction(async () => {
      const { deletedCount } = await headers.deleteMany({ _id: { $in: sources } }, { session });
      if (deletedCount !== sources.length) {
        await session.abortTransaction();
        return false;
      }
      await headers.insertOne(bucket.header, { session, bypassDocumentValidation: true });
      const at = new Date();
      await removalsOf(store).insertMany(
        sources.map((_id) => ({ _id, partition, at })),
        { session },
      );
      return true;
    }),
  );
}

function removalsOf(store: Store) {
  return store.db.collection<RemovalDocument>('removals');
}

/** Deletes records documents that were merged away long enough ago. */
async function removeMerged(store: Store, removeAfterMs: number): Promise<number> {
  const due = await removalsOf(store)
    .find({ $expr: { $lte: ['$at', { $subtract: ['$$NOW', removeAfterMs] }] } })
    .toArray();
  const existing = new Set((await partitionsOf(store).find({ state: 'open' }).toArray()).map(({ _id }) => _id));
  const seen = new Set<string>();
  for (const [partition, removals] of Map.groupBy(due, (removal) => removal.partition)) {
    const ids = removals.map(({ _id }) => _id);
    if (existing.has(partition)) await recordsOf(store, partition).deleteMany({ _id: { $in: ids } });
    await removalsOf(store).deleteMany({ _id: { $in: ids } });
    for (const id of ids) seen.add(idText(id));
  }
  return seen.size;
}
