import { UnknownFormatError } from '@logwarren/common';
import { createBatchIds } from '@logwarren/contract';
import type { Binary } from 'mongodb';
import { type BatchPart, buildBucket, headersOf, idBytes, idText, recordsOf } from '../bucket/index.ts';
import { idDay, type Store, StoreUnavailableError } from '../connection/index.ts';
import { coverExtent, type Extent, noteRefusal, type WriterView, writerView } from '../partitions/index.ts';
import { findStored } from './find-stored.ts';
import { groupParts } from './group-parts.ts';
import { type Attempt, type InsertResult, insertBuckets } from './insert-buckets.ts';

/**
 * Storing: records first, header second, both by a majority and journalled. The header is the commit.
 *
 *     parts ─ those that a sealed partition holds are stored ─ group by service, severity, hour ─> buckets
 *     insert records of all buckets ─> insert headers, each bucket by itself
 *       inserted                         its parts are stored
 *       duplicate on `batches`           parts found in committed headers were stored before; the rest is built anew
 *       refused by the seal              the partition is no longer written to: all anew in the next one
 *       refused as a document            its parts are tried alone; one that is refused alone can never be stored
 *       anything else                    nothing is known, the caller repeats with the same parts
 *
 * A retry after an unknown outcome meets its own first attempt as a duplicate, which is the point.
 */

/** Outcome of storing a part. */
export type PartOutcome =
  /** Stored by this call, durable, and visible to search. */
  | { part: BatchPart; kind: 'stored' }
  /** Stored before, or given twice. */
  | { part: BatchPart; kind: 'duplicate' }
  /** Nothing is known. Repeating is safe and necessary. */
  | { part: BatchPart; kind: 'failed'; error: StoreUnavailableError }
  /** Can never be stored, however often it is repeated. */
  | { part: BatchPart; kind: 'refused'; explanation: string };

/** Each round stores every part that is not a duplicate of a committed one; a third round needs a racing collector. */
const MAX_ROUNDS = 10;

const newBucketId = createBatchIds();

/**
 * Stores parts. A part that is already stored counts as stored, so redelivery is harmless. A part that fails stops no
 * other.
 *
 * @param parts in any order; a part given twice is stored once
 * @returns one outcome per part, in the order given
 * @throws UnknownFormatError a newer build writes to the database
 * @see docs/decisions/0002-buckets.md, docs/decisions/0016-placement.md
 */
export async function saveParts(store: Store, parts: readonly BatchPart[]): Promise<PartOutcome[]> {
  const saving: Saving = { outcomes: new Map(), alone: new Set() };
  const unique = new Map<string, BatchPart>();
  for (const part of parts) if (!unique.has(part.partId)) unique.set(part.partId, part);
  let pending = [...unique.values()];
  for (let round = 1; pending.length > 0 && round <= MAX_ROUNDS; round++) {
    pending = await saveRound(store, pending, saving);
  }
  if (pending.length > 0) fail(saving, pending, new Error(`neither stored nor duplicate after ${MAX_ROUNDS} rounds`));
  return parts.map((part) => {
    const first = unique.get(part.partId) as BatchPart;
    const outcome = saving.outcomes.get(first) as PartOutcome;
    if (part === first) return outcome;
    return outcome.kind === 'stored' ? { part, kind: 'duplicate' } : { ...outcome, part };
  });
}

/** Results of a call so far. */
interface Saving {
  outcomes: Map<BatchPart, PartOutcome>;
  /** Parts that get a bucket of their own, because a bucket that they shared was refused. */
  alone: Set<BatchPart>;
}

function fail({ outcomes }: Saving, parts: readonly BatchPart[], cause: unknown): void {
  const records = parts.reduce((sum, part) => sum + part.records.count, 0);
  const what = `cannot store ${parts.length} batch parts (${records} records)`;
  const error = cause instanceof StoreUnavailableError ? cause : new StoreUnavailableError(what, cause);
  for (const part of parts) outcomes.set(part, { part, kind: 'failed', error });
}

/** Tries to store parts; returns those to try again at once. */
async function saveRound(store: Store, parts: BatchPart[], saving: Saving): Promise<BatchPart[]> {
  try {
    const view = await writerView(store, new Set(parts.map(({ batchId }) => idDay(batchId))));
    const { stored, failed } = await findStored(store, view, parts);
    for (const part of stored) saving.outcomes.set(part, { part, kind: 'duplicate' });
    for (const [part, error] of failed) if (!stored.has(part)) fail(saving, [part], error);
    const rest = parts.filter((part) => !saving.outcomes.has(part));
    return await savePending(store, view, rest, saving);
  } catch (error) {
    if (error instanceof UnknownFormatError) throw error;
    const unsettled = parts.filter((part) => !saving.outcomes.has(part));
    fail(saving, unsettled, error);
    return [];
  }
}

/** Stores parts that no sealed partition holds; returns those to try again. */
async function savePending(store: Store, view: WriterView, parts: BatchPart[], saving: Saving): Promise<BatchPart[]> {
  const { built, again } = buildAll(parts, saving);
  if (built.length === 0) return again;
  if (!(await coverExtent(store, view, extentOf(built)))) return parts;
  const results = await insertBuckets(store, view, built);
  const { stored, duplicate, sealed, refused } = sortOut(results, saving);
  for (const attempt of stored) {
    for (const part of attempt.parts) saving.outcomes.set(part, { part, kind: 'stored' });
  }
  if (sealed.length > 0) noteRefusal(store, view);
  const before = await storedBefore(store, view.partition, [...duplicate, ...sealed, ...refused]);
  for (const part of before) saving.outcomes.set(part, { part, kind: 'duplicate' });
  const unsettled = [...duplicate, ...sealed].flatMap((attempt) => attempt.parts).filter((part) => !before.has(part));
  return [...again, ...unsettled, ...refused.flatMap((attempt) => setAlone(attempt.parts, saving))];
}

/** Settles parts that need no read from the store, and sorts the rest. */
function sortOut(results: readonly InsertResult[], saving: Saving) {
  const sorted = {
    stored: [] as Attempt[],
    duplicate: [] as Attempt[],
    sealed: [] as Attempt[],
    refused: [] as Attempt[],
  };
  for (const { attempt, kind, error } of results) {
    if (kind === 'failed') fail(saving, attempt.parts, error);
    else if (kind === 'refused' && attempt.parts.length === 1) refuse(saving, attempt.parts, error);
    else sorted[kind].push(attempt);
  }
  return sorted;
}

function refuse({ outcomes }: Saving, parts: readonly BatchPart[], error: unknown): void {
  const explanation = error instanceof Error ? error.message : String(error);
  for (const part of parts) outcomes.set(part, { part, kind: 'refused', explanation });
}

function setAlone(parts: readonly BatchPart[], { alone, outcomes }: Saving): BatchPart[] {
  const open = parts.filter((part) => !outcomes.has(part));
  for (const part of open) alone.add(part);
  return open;
}

/** Builds buckets. One that cannot be built is taken apart, and a part that cannot be built alone is refused. */
function buildAll(parts: readonly BatchPart[], saving: Saving): { built: Attempt[]; again: BatchPart[] } {
  const built: Attempt[] = [];
  const again: BatchPart[] = [];
  for (const group of groupParts(parts, saving.alone)) {
    try {
      built.push({ parts: group, bucket: buildBucket(newBucketId(), group) });
    } catch (error) {
      if (group.length === 1) refuse(saving, group, error);
      else again.push(...setAlone(group, saving));
    }
  }
  return { built, again };
}

/**
 * Returns the parts of attempts without an inserted header that a committed header holds, and removes the records that
 * the attempts left behind.
 *
 * A driver's silent retry can refuse our own header; its parts are then found in it, and its records stay.
 */
async function storedBefore(store: Store, partition: string, attempts: readonly Attempt[]): Promise<Set<BatchPart>> {
  if (attempts.length === 0) return new Set();
  const parts = attempts.flatMap((attempt) => attempt.parts);
  const ids = attempts.map(({ bucket }) => bucket.header._id);
  try {
    const committed = await headersOf(store, partition)
      .find({ batches: { $in: parts.map((part) => idBytes(part.partId)) } }, { projection: { batches: 1 } })
      .toArray();
    const own = new Set(committed.map(({ _id }) => idText(_id)));
    const orphans = ids.filter((id) => !own.has(idText(id)));
    if (orphans.length > 0) await recordsOf(store, partition).deleteMany({ _id: { $in: orphans } });
    const stored = new Set(committed.flatMap(({ batches }) => batches.map((id: Binary) => idText(id))));
    return new Set(parts.filter((part) => stored.has(part.partId)));
  } catch (error) {
    throw new StoreUnavailableError(`cannot find out which of ${parts.length} batch parts are stored`, error);
  }
}

function extentOf(attempts: readonly Attempt[]): Extent {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const { bucket } of attempts) {
    fromMs = Math.min(fromMs, bucket.header.from.getTime());
    toMs = Math.max(toMs, bucket.header.to.getTime());
  }
  const days = new Set(attempts.flatMap(({ parts }) => parts.map(({ batchId }) => idDay(batchId))));
  return { fromMs, toMs, termSizes: attempts.map(({ bucket }) => bucket.header.termBits), days };
}
