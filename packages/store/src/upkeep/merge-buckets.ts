import { AppError } from '@logwarren/common';
import { type Binary, MongoServerError } from 'mongodb';
import { headersOf, idText, isStorable, type NewBucket, type RecordsDocument, recordsOf } from '../bucket/index.ts';
import { concernsOneWrite, readable, type Store, StoreUnavailableError } from '../connection/index.ts';
import { coverTermSizes, eachPartition, partitionsOf } from '../partitions/index.ts';
import { mergeableGroups, packStream, type SmallHeader } from './mergeable-groups.ts';
import { boundOf, uniteBuckets } from './merged-bucket.ts';
import { removalsOf, removeMerged } from './remove-merged.ts';

/**
 * Merging: small buckets of one stream and hour become full ones, so that quiet services cost as little as busy ones.
 *
 *     insert the new records document                          (an orphan until the next step)
 *     transaction: delete the old headers, insert the new one  (the commit; batches united, so dedupe still holds)
 *     a minute later: delete the old records documents         (readers in flight may still open them)
 *
 * If the old headers are no longer all there, somebody else has merged them, and the transaction is given up. Ids never
 * change.
 */

/** Numbers of one pass of merging. */
export interface MergeReport {
  /** Small buckets that are gone, and the buckets that they became. */
  merged: number;
  into: number;
  records: number;
  /** Groups whose records were read and put together, whether or not they became a bucket. */
  united: number;
  /** Old records documents removed. */
  removed: number;
  /** Groups that could not be merged; the others were. */
  failed: number;
}

interface MergeOptions {
  signal: AbortSignal;
  /** How long old records documents stay for readers in flight, ms; shorter only in tests. */
  removeAfterMs?: number;
  /** Called for each group that cannot be merged, each time. @param group the same text for the same group */
  onFailure?: (error: unknown, group: string) => void;
}

/**
 * Joins small buckets in every partition, and removes what earlier merges left for readers in flight.
 *
 * Safe beside collectors, readers and another merger.
 *
 * @throws StoreUnavailableError what was merged so far stays merged
 */
export async function mergeBuckets(store: Store, options: MergeOptions): Promise<MergeReport> {
  const report: MergeReport = { merged: 0, into: 0, records: 0, united: 0, removed: 0, failed: 0 };
  const onFailure = (error: unknown, partition: string) => {
    report.failed += 1;
    options.onFailure?.(error, `${partition} removals`);
  };
  try {
    report.removed = await removeMerged(store, { ...options, onFailure });
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

/** True for a failure that the next group would meet too: MongoDB is away or refuses, or a newer build writes here. */
function stopsMerging(error: unknown): boolean {
  return error instanceof AppError || !concernsOneWrite(error);
}

/**
 * Merges one group into one bucket. It makes several buckets if the records are too large as BSON for one, and none if
 * somebody else was faster.
 */
async function mergeGroup(store: Store, partition: string, group: SmallHeader[], report: MergeReport): Promise<void> {
  const sources = readable('bucket', group).map(({ _id }) => _id);
  const old = await recordsOf(store, partition)
    .find({ _id: { $in: sources } })
    .toArray();
  if (old.length !== sources.length) return;
  report.united += 1;
  const bucket = uniteBuckets(group, old);
  if (!isStorable(bucket.records, bucket.header.storedBytes ?? 0)) {
    if (group.every(({ storedBytes }) => storedBytes !== undefined)) throw new Error('BUG: sizes do not add up');
    const sized = await noteSizes(store, partition, group, old);
    for (const smaller of packStream(sized)) await mergeGroup(store, partition, smaller, report);
    return;
  }
  if (!(await replaceBuckets(store, partition, sources, bucket))) return;
  report.merged += group.length;
  report.into += 1;
  report.records += bucket.header.count;
}

/**
 * Writes the size of records as BSON into headers of format 0, which lack it. Otherwise each pass would read and unite
 * the same records again, only to find that they are too large for one bucket.
 */
async function noteSizes(
  store: Store,
  partition: string,
  group: SmallHeader[],
  old: RecordsDocument[],
): Promise<SmallHeader[]> {
  const documents = new Map(old.map((document) => [idText(document._id), document]));
  const sized = group.map((header) => {
    if (header.storedBytes !== undefined) return header;
    const document = documents.get(idText(header._id)) as RecordsDocument;
    return { ...header, storedBytes: boundOf(document, header.sizeBytes) };
  });
  await headersOf(store, partition).bulkWrite(
    sized.map(({ _id, storedBytes }) => ({ updateOne: { filter: { _id }, update: { $set: { storedBytes } } } })),
    { ordered: false, bypassDocumentValidation: true },
  );
  return sized;
}

/** Replaces buckets by one; false if somebody else was faster. */
async function replaceBuckets(store: Store, partition: string, sources: Binary[], bucket: NewBucket): Promise<boolean> {
  const { _id } = bucket.header;
  await recordsOf(store, partition).insertOne(bucket.records);
  const remove = () => recordsOf(store, partition).deleteOne({ _id });
  try {
    await coverTermSizes(store, partition, [bucket.header.termBits]);
    const committed = await commitMerge(store, partition, sources, bucket);
    if (!committed) await remove();
    return committed;
  } catch (error) {
    // A failing group fails each minute, and its orphans are swept only after an hour.
    if (!stopsMerging(error) && (await headersOf(store, partition).findOne({ _id })) === null) await remove();
    throw error;
  }
}

/** True if the new header replaced the old ones; false if they were no longer all there. */
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
