import { createBatchIds, hourOf, timeSpan } from '@logwarren/contract';
import type { Binary } from 'mongodb';
import {
  type BatchPart,
  buildBucket,
  idBytes,
  idText,
  MAX_BUCKET_BYTES,
  MAX_BUCKET_RECORDS,
  type NewBucket,
} from './bucket.ts';
import { isOnlyDuplicates, StoreUnavailableError } from './errors.ts';
import { ensurePartition, listPartitions, partitionOf } from './partition.ts';
import { headersOf, recordsOf, type Store } from './store.ts';

/**
 * Storing: records first, header second, both by a majority and journalled. The header is the commit.
 *
 *     parts ─ group by partition, service, severity, hour ─> buckets
 *     insert records of all buckets ─> insert headers
 *       all inserted                     every part is stored
 *       duplicates on `batches`          parts found in committed headers were stored before; the rest is built anew
 *       anything else                    throw: nothing is known, the caller repeats with the same parts
 *
 * Repeating after an unknown outcome meets its own first attempt as a duplicate, which is the point.
 */

/** What became of a part: it is stored, either by this call or (duplicate) before it. */
export interface SavedPart {
  part: BatchPart;
  duplicate: boolean;
}

/** A header inserted later than this after its records would race with the sweeper of orphans, so it is not. */
export const COMMIT_LIMIT_MS = 10 * 60_000;
/** Each round stores every part that is not a duplicate of a committed one; more than two need a racing collector. */
const MAX_ROUNDS = 10;

const newBucketId = createBatchIds();

/**
 * Stores parts; one already stored counts as stored, so redelivery is harmless.
 *
 * @param parts in any order; a part given twice is stored once
 * @returns one outcome per part, in the order given; on return all of them are durable and can be searched
 * @throws StoreUnavailableError nothing is known to be stored; safe to repeat
 * @see docs/decisions/0002-buckets.md
 */
export async function saveParts(store: Store, parts: readonly BatchPart[]): Promise<SavedPart[]> {
  const duplicates = new Set<BatchPart>();
  const byPartition = new Map<string, Map<string, BatchPart>>();
  for (const part of parts) {
    if (part.mayBeElsewhere && (await isStoredAnywhere(store, part))) {
      duplicates.add(part);
      continue;
    }
    const partition = partitionOf(part.batchId);
    const group = byPartition.get(partition) ?? new Map<string, BatchPart>();
    byPartition.set(partition, group);
    if (group.has(part.partId)) duplicates.add(part);
    else group.set(part.partId, part);
  }
  for (const [partition, group] of byPartition) {
    for (const part of await savePartition(store, partition, [...group.values()])) duplicates.add(part);
  }
  return parts.map((part) => ({ part, duplicate: duplicates.has(part) }));
}

/** Stores parts of one partition; returns those that had been stored before. */
async function savePartition(store: Store, partition: string, parts: BatchPart[]): Promise<BatchPart[]> {
  const [fromMs, toMs] = timeRange(parts);
  const duplicates: BatchPart[] = [];
  let pending = parts;
  for (let round = 1; pending.length > 0; round++) {
    if (round > MAX_ROUNDS) throw new Error(`BUG: ${pending.length} parts neither stored nor duplicate`);
    const attempts = groupIntoBuckets(pending);
    const termSizes = attempts.map(({ bucket }) => bucket.header.termBits);
    await ensurePartition(store, partition, { fromMs, toMs, termSizes });
    const refused = await insertBuckets(store, partition, attempts);
    const before = await storedBefore(store, partition, refused);
    duplicates.push(...before);
    pending = refused.flatMap(({ parts: own }) => own).filter((part) => !before.includes(part));
  }
  return duplicates;
}

interface Attempt {
  parts: BatchPart[];
  bucket: NewBucket;
}

/** Packs parts of one stream and hour into as few buckets as the limits allow, in the order of the parts. */
function groupIntoBuckets(parts: readonly BatchPart[]): Attempt[] {
  const open = new Map<string, { parts: BatchPart[]; count: number; sizeBytes: number }>();
  const attempts: Attempt[] = [];
  const close = (group: BatchPart[]) => attempts.push({ parts: group, bucket: buildBucket(newBucketId(), group) });
  for (const part of parts) {
    const key = `${part.severity} ${hourOf(timeSpan(part.records).fromMs)} ${part.service}`;
    let group = open.get(key);
    const count = (group?.count ?? 0) + part.records.count;
    const sizeBytes = (group?.sizeBytes ?? 0) + part.sizeBytes;
    if (group !== undefined && (count > MAX_BUCKET_RECORDS || sizeBytes > MAX_BUCKET_BYTES)) {
      close(group.parts);
      group = undefined;
    }
    if (group === undefined) open.set(key, { parts: [part], count: part.records.count, sizeBytes: part.sizeBytes });
    else {
      group.parts.push(part);
      group.count = count;
      group.sizeBytes = sizeBytes;
    }
  }
  for (const group of open.values()) close(group.parts);
  return attempts;
}

/** Inserts records, then headers; returns the attempts whose header was refused as a duplicate. */
async function insertBuckets(store: Store, partition: string, attempts: Attempt[]): Promise<Attempt[]> {
  const startedAt = performance.now();
  const what = `cannot store ${attempts.length} buckets in ${partition}`;
  try {
    await recordsOf(store, partition).insertMany(
      attempts.map(({ bucket }) => bucket.records),
      { ordered: false },
    );
  } catch (error) {
    throw new StoreUnavailableError(what, error);
  }
  if (performance.now() - startedAt > COMMIT_LIMIT_MS) {
    throw new StoreUnavailableError(what, new Error('the process stood still between records and header'));
  }
  const headers = attempts.map(({ bucket }) => bucket.header);
  try {
    await headersOf(store, partition).insertMany(headers, { ordered: false });
    return [];
  } catch (error) {
    if (!isOnlyDuplicates(error, headers.length)) throw new StoreUnavailableError(what, error);
    const refused = new Set([error.writeErrors].flat().map((writeError) => writeError.index));
    return attempts.filter((_, index) => refused.has(index));
  }
}

/**
 * Parts of refused attempts that a committed header holds, and removes the records that the attempts left behind.
 *
 * A driver's silent retry can refuse our own header; its parts are then found in it and its records stay.
 */
async function storedBefore(store: Store, partition: string, refused: readonly Attempt[]): Promise<BatchPart[]> {
  if (refused.length === 0) return [];
  const headers = headersOf(store, partition);
  const parts = refused.flatMap((attempt) => attempt.parts);
  const ids = refused.map(({ bucket }) => bucket.header._id);
  try {
    const committed = await headers
      .find({ batches: { $in: parts.map((part) => idBytes(part.partId)) } }, { projection: { batches: 1 } })
      .toArray();
    const own = new Set(committed.map(({ _id }) => idText(_id)));
    const orphans = ids.filter((id) => !own.has(idText(id)));
    if (orphans.length > 0) await recordsOf(store, partition).deleteMany({ _id: { $in: orphans } });
    const stored = new Set(committed.flatMap(({ batches }) => batches.map((id: Binary) => idText(id))));
    return parts.filter((part) => stored.has(part.partId));
  } catch (error) {
    throw new StoreUnavailableError(`cannot tell which of ${parts.length} batch parts are stored`, error);
  }
}

async function isStoredAnywhere(store: Store, part: BatchPart): Promise<boolean> {
  try {
    for (const { _id } of await listPartitions(store)) {
      const found = await headersOf(store, _id).findOne({ batches: idBytes(part.partId) }, { projection: { _id: 1 } });
      if (found !== null) return true;
    }
    return false;
  } catch (error) {
    throw new StoreUnavailableError(`cannot tell whether batch part ${part.partId} is stored`, error);
  }
}

function timeRange(parts: readonly BatchPart[]): [number, number] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { records } of parts) {
    const { fromMs, toMs } = timeSpan(records);
    from = Math.min(from, fromMs);
    to = Math.max(to, toMs);
  }
  return [from, to];
}
