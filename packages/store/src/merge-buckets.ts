import { AppError } from '@logwarren/common';
import { createBatchIds, hourOf, SEVERITY_BASE, toColumns, type WireRecord } from '@logwarren/contract';
import { type Binary, MongoServerError } from 'mongodb';
import {
  assembleBucket,
  type HeaderDocument,
  idText,
  MAX_BUCKET_BYTES,
  MAX_BUCKET_RECORDS,
  type NewBucket,
} from './bucket.ts';
import { isDocumentRefused, StoreUnavailableError } from './errors.ts';
import { readable } from './format.ts';
import { uniteEntries } from './ledger/ledger-entry.ts';
import { coverTermSizes, eachPartition } from './partition.ts';
import { comparePlaces, PlaceList } from './record-places.ts';
import { openBucket, type RecordsDocument, type StoredRecord } from './records-document.ts';
import { headersOf, partitionsOf, recordsOf, type Store } from './store.ts';
import { isStorable, MAX_STORED_BYTES } from './stored-size.ts';

/**
 * Merging: small buckets of one stream and hour become full ones, so that quiet services cost as little as busy ones.
 *
 *     insert the new records document                          (an orphan until the next step)
 *     transaction: delete the old headers, insert the new one  (the commit; batches united, so dedupe still holds)
 *     a minute later: delete the old records documents         (readers in flight may still open them)
 *
 * A transaction whose old headers are no longer all there is given up: somebody else merged them. Ids never change.
 */

/** Buckets below half of both limits are small; two of them always fit into one. */
const SMALL_RECORDS = MAX_BUCKET_RECORDS / 2;
const SMALL_BYTES = MAX_BUCKET_BYTES / 2;
/** Buckets merged into one at most: bounds the memory and the time of a transaction. */
const MAX_SOURCES = 500;
/** Headers of small buckets that are looked at together, and that are read at a time. */
const MAX_HEADERS = 2_000;
const HEADERS_PER_READ = 500;
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

type SmallHeader = Pick<
  HeaderDocument,
  '_id' | 'v' | 'service' | 'severity' | 'from' | 'count' | 'sizeBytes' | 'storedBytes' | 'batches' | 'ledger'
>;

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

/**
 * Small buckets that belong together, each group within the limits of one bucket, neighbours in time.
 *
 * Found stream by stream, in the order of the index: an outage leaves tens of thousands of them, and no more than
 * MAX_HEADERS are in memory at a time.
 */
async function* mergeableGroups(store: Store, partition: string): AsyncGenerator<SmallHeader[]> {
  const small = headersOf(store, partition).find<SmallHeader>(
    { count: { $gt: 0, $lt: SMALL_RECORDS }, sizeBytes: { $lt: SMALL_BYTES } },
    // The index tells the count, so that of full buckets no header is read.
    {
      projection: {
        v: 1,
        service: 1,
        severity: 1,
        from: 1,
        count: 1,
        sizeBytes: 1,
        storedBytes: 1,
        batches: 1,
        ledger: 1,
      },
      hint: 'stream',
      batchSize: HEADERS_PER_READ,
    },
  );
  let stream: SmallHeader[] = [];
  for await (const header of small) {
    const [first] = stream;
    const isOther = first !== undefined && (first.service !== header.service || first.severity !== header.severity);
    if (isOther || stream.length >= MAX_HEADERS) {
      yield* packHours(stream);
      stream = [];
    }
    stream.push(header);
  }
  yield* packHours(stream);
}

/** Packs the buckets of one stream, hour by hour. */
function packHours(headers: SmallHeader[]): SmallHeader[][] {
  const hours = Map.groupBy(headers, ({ from }) => hourOf(from.getTime()));
  return [...hours.values()].flatMap(packStream);
}

/** Packs the buckets of one stream and hour, in order of time, into groups that fit one bucket. */
export function packStream(headers: SmallHeader[]): SmallHeader[][] {
  const groups: SmallHeader[][] = [];
  let group: SmallHeader[] = [];
  let count = 0;
  let sizeBytes = 0;
  let storedBytes = 0;
  for (const header of headers.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    count += header.count;
    sizeBytes += header.sizeBytes;
    storedBytes += header.storedBytes ?? 0;
    const isTooLarge = sizeBytes > MAX_BUCKET_BYTES || storedBytes > MAX_STORED_BYTES;
    if (count > MAX_BUCKET_RECORDS || isTooLarge || group.length >= MAX_SOURCES) {
      groups.push(group);
      group = [];
      count = header.count;
      sizeBytes = header.sizeBytes;
      storedBytes = header.storedBytes ?? 0;
    }
    group.push(header);
  }
  groups.push(group);
  return groups.filter((each) => each.length > 1);
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
