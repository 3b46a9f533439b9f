import { UnknownFormatError } from '@logwarren/common';
import type { KeptLetter } from '@logwarren/contract';
import type { Filter } from 'mongodb';
import { readable, SHORT_READ_MS, type Store, StoreUnavailableError } from '../connection/index.ts';
import { chunkIds, chunksOf, type LetterDocument, type LetterState, lettersOf } from './letter-document.ts';

/** Selects dead letters; an absent field sets no limit. */
export interface LetterFilter {
  states: readonly LetterState[];
  reasons?: readonly string[] | undefined;
  /** Exact, or as a routing key spells the service. */
  services?: readonly string[] | undefined;
  /** Earliest time of the last failure, ms since the epoch, included. */
  fromMs?: number | undefined;
  /** Latest time of the last failure, ms since the epoch, excluded. */
  toMs?: number | undefined;
}

/** Place of a letter in the order of pages: last failure, newest first, then id. */
export interface LetterPosition {
  lastFailedAtMs: number;
  id: string;
}

/** A letter without its bytes. */
export type LetterSummary = Omit<LetterDocument, 'body'>;

/** A page of letters, the newest failure first. */
interface LetterPage {
  letters: LetterSummary[];
  /** Place of the last letter, if there are more. */
  next: LetterPosition | null;
}

const BOUNDED = { maxTimeMS: SHORT_READ_MS };
const WITHOUT_BODY = { body: 0 } as const;

/**
 * Returns one page of dead letters, the newest failure first. Reading removes nothing.
 *
 * @param limit 1 or more
 * @throws StoreUnavailableError
 */
export async function findLetters(
  store: Store,
  filter: LetterFilter,
  limit: number,
  after?: LetterPosition | undefined,
): Promise<LetterPage> {
  try {
    const found = await lettersOf(store)
      .find({ $and: [letterCondition(filter), after === undefined ? {} : behind(after)] }, BOUNDED)
      .project<LetterSummary>(WITHOUT_BODY)
      .sort({ lastFailedAt: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const letters = readable('dead letter', found.slice(0, limit));
    const last = found.length > limit ? letters.at(-1) : undefined;
    const next = last === undefined ? null : { lastFailedAtMs: last.lastFailedAt.getTime(), id: last._id };
    return { letters, next };
  } catch (error) {
    throw error instanceof UnknownFormatError ? error : new StoreUnavailableError('cannot find dead letters', error);
  }
}

/** Condition of a filter. */
export function letterCondition({ states, reasons, services, fromMs, toMs }: LetterFilter): Filter<LetterDocument> {
  return {
    state: { $in: [...states] },
    ...(reasons === undefined ? {} : { reason: { $in: [...reasons] } }),
    ...(services === undefined ? {} : { service: { $in: [...services] } }),
    ...(fromMs === undefined && toMs === undefined
      ? {}
      : {
          lastFailedAt: {
            ...(fromMs === undefined ? {} : { $gte: new Date(fromMs) }),
            ...(toMs === undefined ? {} : { $lt: new Date(toMs) }),
          },
        }),
  };
}

/** Condition for the letters after a place in the order of pages. */
export function behind({ lastFailedAtMs, id }: LetterPosition): Filter<LetterDocument> {
  const at = new Date(lastFailedAtMs);
  return { $or: [{ lastFailedAt: { $lt: at } }, { lastFailedAt: at, _id: { $lt: id } }] };
}

/**
 * One letter with all its bytes.
 *
 * @throws StoreUnavailableError
 */
export async function getLetter(
  store: Store,
  id: string,
): Promise<{ summary: LetterSummary; letter: KeptLetter } | undefined> {
  try {
    const document = await lettersOf(store).findOne({ _id: id }, BOUNDED);
    return document === null ? undefined : { summary: document, letter: await toLetter(store, document) };
  } catch (error) {
    throw error instanceof UnknownFormatError
      ? error
      : new StoreUnavailableError(`cannot get dead letter ${id}`, error);
  }
}

/** Reads a letter from its document and the bytes from its chunks. @throws UnknownFormatError */
export async function toLetter(store: Store, document: LetterDocument): Promise<KeptLetter> {
  readable('dead letter', [document]);
  const { _id: id, reason, explanation, lastFailedAt, count, records, service, origin, record } = document;
  const { headersJson, ...properties } = document.message;
  return {
    id,
    reason,
    explanation,
    records,
    service,
    origin,
    record,
    body: await bytesOf(store, document),
    failedAtMs: lastFailedAt.getTime(),
    attempt: count - 1,
    message: { ...properties, headers: JSON.parse(headersJson) },
  };
}

async function bytesOf(store: Store, { _id, body, sizeBytes }: LetterDocument): Promise<Buffer> {
  const first = Buffer.from(body.buffer.buffer, body.buffer.byteOffset, body.length());
  if (first.length === sizeBytes) return first;
  const ids = chunkIds(_id, sizeBytes);
  const chunks = await chunksOf(store)
    .find({ _id: { $in: ids } }, BOUNDED)
    .toArray();
  const byId = new Map(chunks.map((chunk) => [chunk._id, chunk.bytes]));
  const rest = ids.map((id) => byId.get(id)?.value() ?? Buffer.alloc(0));
  const whole = Buffer.concat([first, ...rest]);
  if (whole.length !== sizeBytes) throw new Error(`${sizeBytes - whole.length} bytes of ${_id} are missing`);
  return whole;
}

/** How many letters there are in a state, for a reason. */
export interface LetterCount {
  state: LetterState;
  reason: string;
  letters: number;
}

/**
 * Counts letters by state and reason.
 *
 * @throws StoreUnavailableError
 */
export async function countLetters(store: Store): Promise<LetterCount[]> {
  try {
    return await lettersOf(store)
      .aggregate<LetterCount>(
        [
          // Counted in the index alone, because letters are large.
          { $match: { reason: { $gt: '' } } },
          { $project: { _id: 0, state: 1, reason: 1 } },
          { $group: { _id: { state: '$state', reason: '$reason' }, letters: { $sum: 1 } } },
          { $project: { _id: 0, state: '$_id.state', reason: '$_id.reason', letters: 1 } },
        ],
        BOUNDED,
      )
      .toArray();
  } catch (error) {
    throw new StoreUnavailableError('cannot count dead letters', error);
  }
}
