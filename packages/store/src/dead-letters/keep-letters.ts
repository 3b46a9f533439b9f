import type { KeptLetter } from '@logwarren/contract';
import { type AnyBulkWriteOperation, Binary, type Document } from 'mongodb';
import { FORMAT, noteFormat, READABLE, readable, type Store, StoreUnavailableError } from '../connection/index.ts';
import {
  chunkIds,
  chunksOf,
  INLINE_BYTES,
  type LetterChunk,
  type LetterDocument,
  lettersOf,
} from './letter-document.ts';

/**
 * Keeps dead letters. A letter that is kept already changes only if it failed again, so redelivery is harmless.
 *
 * @param letters 1 to about 100, any order
 * @throws StoreUnavailableError nothing is known to be kept; safe to repeat
 * @throws UnknownFormatError a newer build has kept one of them
 * @see docs/decisions/0008-dead-letters.md
 */
export async function keepLetters(store: Store, letters: readonly KeptLetter[]): Promise<void> {
  try {
    await noteFormat(store);
    // Chunks first: the letter itself is the commit.
    const chunks = letters.flatMap(chunkWrites);
    if (chunks.length > 0) await chunksOf(store).bulkWrite(chunks, { ordered: false });
    await lettersOf(store).bulkWrite(letters.map(letterWrite), { ordered: false });
  } catch (error) {
    if ((error as { code?: unknown }).code === DUPLICATE_KEY) await refuseNewer(store, letters);
    throw new StoreUnavailableError(`cannot keep ${letters.length} dead letters`, error);
  }
}

const DUPLICATE_KEY = 11_000;

/**
 * Refuses letters of a newer build: the condition of the update skips such a letter, and the upsert then collides with
 * its id. @throws UnknownFormatError
 */
async function refuseNewer(store: Store, letters: readonly KeptLetter[]): Promise<void> {
  const ids = letters.map(({ id }) => id);
  const found = lettersOf(store).find({ _id: { $in: ids }, v: { $gt: FORMAT } }, { projection: { v: 1 } });
  readable('dead letter', await found.toArray().catch(() => []));
}

function chunkWrites({ id, body }: KeptLetter): AnyBulkWriteOperation<LetterChunk>[] {
  return chunkIds(id, body.length).map((_id, index) => {
    const start = (index + 1) * INLINE_BYTES;
    const bytes = new Binary(body.subarray(start, start + INLINE_BYTES));
    const update = { $set: { letter: id, bytes }, $currentDate: { writtenAt: true as const } };
    return { updateOne: { filter: { _id }, update, upsert: true } };
  });
}

/** One conditional update. The server compares, so collectors that keep letters at the same time cannot disagree. */
function letterWrite(letter: KeptLetter): AnyBulkWriteOperation<LetterDocument> {
  const { attempt, body, failedAtMs, id, reason, explanation, message, ...rest } = letter;
  const { headers, ...properties } = message;
  const failedAt = new Date(failedAtMs);
  const isNew = { $lte: [{ $ifNull: ['$count', 0] }, attempt] };
  const ifNew = (value: unknown, field: string) => ({ $cond: [isNew, literal(value), field] });
  const once = {
    ...definedOnly({ ...rest, message: { ...properties, headersJson: JSON.stringify(headers) } }),
    body: new Binary(body.subarray(0, INLINE_BYTES)),
    sizeBytes: body.length,
  };
  const update: Document = {
    ...Object.fromEntries(
      Object.entries(once).map(([name, value]) => [name, { $ifNull: [`$${name}`, literal(value)] }]),
    ),
    v: FORMAT,
    state: ifNew('kept', '$state'),
    reason: ifNew(reason, '$reason'),
    explanation: ifNew(explanation, '$explanation'),
    settledAt: { $cond: [isNew, '$$REMOVE', '$settledAt'] },
    firstFailedAt: { $min: ['$firstFailedAt', failedAt] },
    lastFailedAt: { $cond: [isNew, { $max: ['$lastFailedAt', failedAt] }, '$lastFailedAt'] },
    count: { $max: ['$count', attempt + 1] },
    attempts: { $max: ['$attempts', attempt] },
  };
  // A letter of a newer format is not overwritten: the upsert collides with its id, and the message stays in its queue.
  return { updateOne: { filter: { _id: id, ...READABLE }, update: [{ $set: update }], upsert: true } };
}

/** MongoDB must not read values from outside as expressions. */
function literal(value: unknown): Document {
  return { $literal: value };
}

/** Also in nested objects, where undefined would become null. */
function definedOnly<T extends object>(value: T): T {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const isPlain = (member: unknown): member is object =>
    typeof member === 'object' && member !== null && Object.getPrototypeOf(member) === Object.prototype;
  return Object.fromEntries(
    entries.map(([name, member]) => [name, isPlain(member) ? definedOnly(member) : member]),
  ) as T;
}

/** Longer than any write of a letter takes. */
const CHUNK_GRACE_MS = 3_600_000;

/**
 * Removes chunks whose letter has expired, or was never written.
 *
 * @returns how many
 * @throws StoreUnavailableError
 */
export async function sweepChunks(store: Store): Promise<number> {
  try {
    const orphans = await chunksOf(store)
      .aggregate<Pick<LetterChunk, '_id' | 'writtenAt'>>([
        { $match: { $expr: { $lt: ['$writtenAt', { $subtract: ['$$NOW', CHUNK_GRACE_MS] }] } } },
        { $project: { letter: 1, writtenAt: 1 } },
        { $lookup: { from: lettersOf(store).collectionName, localField: 'letter', foreignField: '_id', as: 'found' } },
        { $match: { found: [] } },
      ])
      .toArray();
    for (const { _id, writtenAt } of orphans) await chunksOf(store).deleteOne({ _id, writtenAt });
    return orphans.length;
  } catch (error) {
    throw new StoreUnavailableError('cannot sweep the bytes of dead letters', error);
  }
}
