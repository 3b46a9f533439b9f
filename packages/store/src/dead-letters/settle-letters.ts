import type { UpdateFilter } from 'mongodb';
import { SHORT_READ_MS, type Store, StoreUnavailableError } from '../connection/index.ts';
import { behind, type LetterFilter, type LetterPosition, letterCondition } from './find-letters.ts';
import { LETTER_STATES, type LetterDocument, type LetterState, lettersOf } from './letter-document.ts';

/**
 * Decisions of people about dead letters. This file only asks for a replay, by a state; a service with a connection to
 * RabbitMQ carries it out. So a request survives the end of every process that takes part:
 *
 *     asked for ─> state `replaying`, attempts n ─> published as attempt n ─> confirmed ─> state `replayed`
 *
 * If a process is killed between publishing and the last step, the next one publishes attempt n again, and the
 * collector knows its records. If attempt n fails and its letter arrives before the last step, the state is `kept` by
 * then and stays so.
 */

/** Letters that are changed together: each slice is one short command. */
const SLICE = 500;
const BOUNDED = { maxTimeMS: SHORT_READ_MS };

/** Selects letters by id, or all that a filter matches after the place where an earlier call ended. */
export type LetterSelection =
  | { ids: readonly string[] }
  | { filter: Omit<LetterFilter, 'states'>; after?: LetterPosition | undefined };

/** How far a decision about letters got. */
export interface Settled {
  /** How many were changed. */
  letters: number;
  /** False if the time was up first: continue after `next`. */
  complete: boolean;
  /** Only when not complete. A second call without it would also change letters that have failed again meanwhile. */
  next?: LetterPosition;
}

/** A replay selects kept letters and, by id, letters that were settled before. */
const REPLAYABLE: readonly LetterState[] = ['kept', 'replayed', 'discarded'];

/**
 * Asks for letters to be sent again.
 *
 * @param budgetMs time after which it leaves the rest
 * @param clock monotonic, ms; an argument so that tests decide how time passes
 * @throws StoreUnavailableError some may have been asked for; asking again is harmless
 */
export function requestReplay(
  store: Store,
  selection: LetterSelection,
  budgetMs: number,
  clock?: () => number,
): Promise<Settled> {
  const states = 'ids' in selection ? REPLAYABLE : (['kept'] as const);
  const update: UpdateFilter<LetterDocument> = {
    $set: { state: 'replaying' },
    $inc: { attempts: 1 },
    $currentDate: { requestedAt: true },
    $unset: { settledAt: 1 },
  };
  return changeStates(store, selection, { states, update, budgetMs, clock });
}

/**
 * Discards letters. They can still be read, and replayed by id.
 *
 * @param budgetMs time after which it leaves the rest
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
  clock?: (() => number) | undefined;
}

async function changeStates(store: Store, selection: LetterSelection, change: Change): Promise<Settled> {
  try {
    return 'ids' in selection
      ? await changeNamed(store, selection.ids, change)
      : await changeMatching(store, selection, change);
  } catch (error) {
    throw new StoreUnavailableError('cannot change dead letters', error);
  }
}

async function changeNamed(store: Store, named: readonly string[], { states, update }: Change): Promise<Settled> {
  // A letter named twice must not be asked for twice.
  const ids = [...new Set(named)];
  let letters = 0;
  for (let i = 0; i < ids.length; i += SLICE) {
    letters += await changeSlice(store, ids.slice(i, i + SLICE), states, update);
  }
  return { letters, complete: true };
}

/**
 * Visits each letter that matches once, the newest failure first. A letter that fails again meanwhile sorts before the
 * letters already visited, so it is not visited again.
 */
async function changeMatching(
  store: Store,
  { after, filter }: Extract<LetterSelection, { filter: unknown }>,
  { budgetMs, clock = () => performance.now(), states, update }: Change,
): Promise<Settled> {
  const deadline = clock() + budgetMs;
  let letters = 0;
  for (let position = after; ; ) {
    const slice = await lettersOf(store)
      .find({ $and: [letterCondition({ ...filter, states }), position === undefined ? {} : behind(position)] }, BOUNDED)
      .project<Pick<LetterDocument, '_id' | 'lastFailedAt'>>({ lastFailedAt: 1 })
      .sort({ lastFailedAt: -1, _id: -1 })
      .limit(SLICE)
      .toArray();
    const last = slice.at(-1);
    if (last === undefined) return { letters, complete: true };
    const ids = slice.map(({ _id }) => _id);
    letters += await changeSlice(store, ids, states, update);
    position = { lastFailedAtMs: last.lastFailedAt.getTime(), id: last._id };
    if (slice.length < SLICE) return { letters, complete: true };
    // Checked after a slice, so that every call makes progress, even with little time.
    if (clock() > deadline) return { letters, complete: false, next: position };
  }
}

async function changeSlice(
  store: Store,
  ids: string[],
  states: readonly LetterState[],
  update: UpdateFilter<LetterDocument>,
): Promise<number> {
  const { modifiedCount } = await lettersOf(store).updateMany(
    { _id: { $in: ids }, state: { $in: [...states] } },
    update,
  );
  return modifiedCount;
}

/**
 * Counts the named letters in each state; letters that do not exist are not counted.
 *
 * @throws StoreUnavailableError
 */
export async function statesOfLetters(store: Store, ids: readonly string[]): Promise<Map<string, LetterState>> {
  try {
    const found = await lettersOf(store)
      .find({ _id: { $in: [...ids] }, state: { $in: [...LETTER_STATES] } }, { ...BOUNDED, projection: { state: 1 } })
      .toArray();
    return new Map(found.map(({ _id, state }) => [_id, state]));
  } catch (error) {
    throw new StoreUnavailableError('cannot look up dead letters', error);
  }
}
