import type { KeptLetter } from '@logwarren/contract';
import type { UpdateFilter } from 'mongodb';
import { StoreUnavailableError } from '../errors.ts';
import type { Store } from '../store.ts';
import { type LetterFilter, letterCondition, toLetter } from './find-letters.ts';
import { LETTER_STATES, type LetterDocument, type LetterState, lettersOf } from './letter-document.ts';

/**
 * What people decide about dead letters. A replay is only asked for here, by a state; whoever has a connection to
 * RabbitMQ carries it out. So it survives the end of everybody who takes part:
 *
 *     asked for ─> state `replaying`, attempts n ─> published as attempt n ─> confirmed ─> state `replayed`
 *
 * Killed between publishing and the last step, the next one publishes attempt n again, and the collector knows its
 * records. When attempt n fails and its letter is faster than the last step, the state is `kept` by then and stays so.
 */

/** Letters that are changed together; each slice is one short command. */
const SLICE = 500;

/** Which letters: those named, or all that a filter matches. */
export type LetterSelection = { ids: readonly string[] } | { filter: Omit<LetterFilter, 'states'> };

export interface Settled {
  /** How many were changed. */
  letters: number;
  /** False when the time was up first: ask again for the rest. */
  complete: boolean;
}

/** Replays ask for what was kept, and by name for what was settled before. */
const REPLAYABLE: readonly LetterState[] = ['kept', 'replayed', 'discarded'];

/**
 * Asks for letters to be sent again.
 *
 * @param budgetMs time after which the rest is left
 * @throws StoreUnavailableError some may have been asked for; asking again is harmless
 */
export function requestReplay(store: Store, selection: LetterSelection, budgetMs: number): Promise<Settled> {
  const states = 'ids' in selection ? REPLAYABLE : (['kept'] as const);
  const update: UpdateFilter<LetterDocument> = {
    $set: { state: 'replaying' },
    $inc: { attempts: 1 },
    $currentDate: { requestedAt: true },
    $unset: { settledAt: 1 },
  };
  return changeStates(store, selection, { states, update, budgetMs });
}

/**
 * Gives letters up; they can still be looked at, and replayed by id.
 *
 * @param budgetMs time after which the rest is left
 * @throws StoreUnavailableError some may have been discarded; asking again is harmless
 */
export function discardLetters(store: Store, selection: LetterSelection, budgetMs: number): Promise<Settled> {
  const update: UpdateFilter<LetterDocument> = { $set: { state: 'discarded' }, $currentDate: { settledAt: true } };
  return changeStates(store, selection, { states: ['kept'], update, budgetMs });
}

interface Change {
  states: readonly LetterState[];
  update: UpdateFilter<LetterDocument>;
  budgetMs: number;
}

async function changeStates(store: Store, selection: LetterSelection, change: Change): Promise<Settled> {
  const { states, update, budgetMs } = change;
  const deadline = performance.now() + budgetMs;
  const letters = lettersOf(store);
  let changed = 0;
  try {
    for (const condition of conditionsOf(selection, states)) {
      for (;;) {
        if (performance.now() > deadline) return { letters: changed, complete: false };
        const slice = await letters.find(condition, { projection: { _id: 1 }, limit: SLICE }).toArray();
        if (slice.length === 0) break;
        const ids = slice.map(({ _id }) => _id);
        const { modifiedCount } = await letters.updateMany({ _id: { $in: ids }, state: { $in: [...states] } }, update);
        changed += modifiedCount;
        // A letter named twice must not be asked for twice: with ids, one pass is all.
        if ('ids' in selection) break;
      }
    }
    return { letters: changed, complete: true };
  } catch (error) {
    throw new StoreUnavailableError('cannot change dead letters', error);
  }
}

/** A changed letter leaves the states that are asked for, so a filter's slices come to an end. */
function conditionsOf(selection: LetterSelection, states: readonly LetterState[]) {
  if ('filter' in selection) return [letterCondition({ ...selection.filter, states })];
  const slices: string[][] = [];
  for (let i = 0; i < selection.ids.length; i += SLICE) slices.push(selection.ids.slice(i, i + SLICE));
  return slices.map((ids) => ({ _id: { $in: ids }, state: { $in: [...states] } }));
}

/** A letter on its way back, and the attempt it is sent as. */
export interface RequestedReplay {
  letter: KeptLetter;
  attempt: number;
}

/** Bytes of the letters that are read together. */
const MAX_READ_BYTES = 32 * 1024 * 1024;

/**
 * Letters that somebody asked to be sent again: at most `limit`, and about 32 MiB.
 *
 * @throws StoreUnavailableError
 */
export async function requestedReplays(store: Store, limit: number): Promise<RequestedReplay[]> {
  try {
    const asked = await lettersOf(store)
      .find({ state: 'replaying' }, { projection: { sizeBytes: 1 }, limit })
      .toArray();
    const few = withinBytes(asked);
    const documents = await lettersOf(store)
      .find({ _id: { $in: few.map(({ _id }) => _id) }, state: 'replaying' })
      .toArray();
    const letters = documents.map(async (each) => ({ letter: await toLetter(store, each), attempt: each.attempts }));
    return await Promise.all(letters);
  } catch (error) {
    throw new StoreUnavailableError('cannot read the replays asked for', error);
  }
}

/** The first of them whose bytes fit together, at least one. */
function withinBytes<T extends { sizeBytes: number }>(letters: readonly T[]): T[] {
  let sizeBytes = 0;
  const fitting = letters.findIndex((letter) => {
    sizeBytes += letter.sizeBytes;
    return sizeBytes > MAX_READ_BYTES;
  });
  return fitting < 0 ? [...letters] : letters.slice(0, Math.max(1, fitting));
}

/**
 * Says that the broker has taken letters over; those that have failed again meanwhile, or were asked for once more, are
 * left as they are.
 *
 * @throws StoreUnavailableError they will be sent again, which is harmless
 */
export async function markReplayed(store: Store, replays: readonly RequestedReplay[]): Promise<void> {
  try {
    await lettersOf(store).bulkWrite(
      replays.map(({ letter, attempt }) => ({
        updateOne: {
          filter: { _id: letter.id, state: 'replaying', attempts: attempt },
          update: { $set: { state: 'replayed' as const }, $currentDate: { settledAt: true as const } },
        },
      })),
      { ordered: false },
    );
  } catch (error) {
    throw new StoreUnavailableError(`cannot mark ${replays.length} dead letters as replayed`, error);
  }
}

/**
 * How many of the letters named are in each state; a letter that does not exist is in none.
 *
 * @throws StoreUnavailableError
 */
export async function statesOfLetters(store: Store, ids: readonly string[]): Promise<Map<string, LetterState>> {
  try {
    const found = await lettersOf(store)
      .find({ _id: { $in: [...ids] }, state: { $in: [...LETTER_STATES] } }, { projection: { state: 1 } })
      .toArray();
    return new Map(found.map(({ _id, state }) => [_id, state]));
  } catch (error) {
    throw new StoreUnavailableError('cannot look dead letters up', error);
  }
}
