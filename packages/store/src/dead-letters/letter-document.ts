import type { KeptLetter, LetterMessage } from '@logwarren/contract';
import type { Binary, Collection } from 'mongodb';
import { type Store, StoreUnavailableError, type Versioned } from '../connection/index.ts';

/**
 * Dead letters in MongoDB:
 *
 *     dead_letters         one document for each letter; the bytes in it up to INLINE_BYTES
 *     dead_letter_chunks   the rest of longer ones, which MongoDB's 16 MiB would not hold
 *
 *     (failed) ──► kept ── replay asked for ──► replaying ── the broker has it ──► replayed
 *                   ▲ │                             │                                 │
 *                   │ └── discarded (stays, can be replayed)                          │
 *                   └─────────────── failed again: attempt n comes back ◄─────────────┘
 *
 * `count` is the number of attempts that have failed. An incoming letter changes something only if its attempt has not
 * been counted, so a redelivery neither counts twice nor reopens a settled letter.
 */

/** State of a letter; drawn above. */
export type LetterState = 'kept' | 'replaying' | 'replayed' | 'discarded';

/** All states; those that wait for a person come first. */
export const LETTER_STATES = ['kept', 'replaying', 'replayed', 'discarded'] as const satisfies readonly LetterState[];

/** A dead letter as it rests. */
export interface LetterDocument
  extends Omit<KeptLetter, 'id' | 'body' | 'failedAtMs' | 'attempt' | 'message'>,
    Versioned {
  _id: string;
  /** Headers as JSON, because a publisher may use names that have a meaning in MongoDB. */
  message: Omit<LetterMessage, 'headers'> & { headersJson: string };
  state: LetterState;
  firstFailedAt: Date;
  lastFailedAt: Date;
  /** Attempts that failed. */
  count: number;
  /** Replays that people asked for; also the number of the attempt that a replay is sent as. */
  attempts: number;
  /** The first INLINE_BYTES. */
  body: Binary;
  /** Size of the whole body, bytes. */
  sizeBytes: number;
  requestedAt?: Date;
  /** When it was replayed or discarded; a replayed letter is removed SETTLED_DAYS later. */
  settledAt?: Date;
}

/** A chunk of a letter's bytes; `_id` is the letter's id and the chunk's number from 1. */
export interface LetterChunk {
  _id: string;
  /** Id of the letter. */
  letter: string;
  bytes: Binary;
  /** When it was last written. A chunk without a letter is removed an hour later. */
  writtenAt: Date;
}

/** Bytes of a letter that its own document holds; the others are in chunks of this size. */
export const INLINE_BYTES = 4 * 1024 * 1024;
/** How many days a replayed letter can still be read. */
const SETTLED_DAYS = 7;

/** The letters. */
export function lettersOf(store: Store): Collection<LetterDocument> {
  return store.db.collection<LetterDocument>('dead_letters');
}

/** The chunks of large letters. */
export function chunksOf(store: Store): Collection<LetterChunk> {
  return store.db.collection<LetterChunk>('dead_letter_chunks');
}

/** Ids of the chunks that a letter of this size has. */
export function chunkIds(id: string, bodyBytes: number): string[] {
  const chunks = Math.max(0, Math.ceil(bodyBytes / INLINE_BYTES) - 1);
  return Array.from({ length: chunks }, (_, index) => `${id}/${index + 1}`);
}

/**
 * Makes the indexes; harmless when they are there.
 *
 * @throws StoreUnavailableError
 */
export async function ensureLetterIndexes(store: Store): Promise<void> {
  try {
    await createIndexes(store);
  } catch (error) {
    throw new StoreUnavailableError('cannot make the indexes of dead letters', error);
  }
}

/** Fields of a letter that the ledger reads, beside its state. */
export const LEDGER_FIELDS = {
  service: 1,
  'origin.source': 1,
  'origin.run': 1,
  'origin.from': 1,
  'origin.to': 1,
  records: 1,
  'message.timestampMs': 1,
} as const;

async function createIndexes(store: Store): Promise<void> {
  const newest = { lastFailedAt: -1, _id: -1 } as const;
  await lettersOf(store).createIndexes([
    { key: { state: 1, ...newest }, name: 'newest' },
    { key: { reason: 1, state: 1, ...newest }, name: 'reason' },
    { key: { service: 1, state: 1, ...newest }, name: 'service' },
    // Everything that the ledger asks for, so that it reads no letter.
    { key: { state: 1, ...LEDGER_FIELDS }, name: 'ledger' },
    {
      key: { settledAt: 1 },
      name: 'settled',
      expireAfterSeconds: SETTLED_DAYS * 86_400,
      // A discarded letter exists nowhere else, so it stays.
      partialFilterExpression: { state: 'replayed' },
    },
  ]);
}
