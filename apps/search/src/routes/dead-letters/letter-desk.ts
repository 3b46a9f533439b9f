import { forecastReplay, type ReplayForecast } from '@logwarren/broker';
import type { KeptLetter } from '@logwarren/contract';
import {
  discardLetters,
  findLetters,
  getLetter,
  type LetterFilter,
  type LetterPage,
  type LetterPosition,
  type LetterSelection,
  type LetterState,
  type LetterSummary,
  requestReplay,
  type Settled,
  type Store,
  StoreUnavailableError,
  statesOfLetters,
} from '@logwarren/store';

/** Actions on dead letters. All throw StoreUnavailableError when MongoDB is away. */
export interface LetterDesk {
  find(filter: LetterFilter, limit: number, after?: LetterPosition): Promise<LetterPage>;
  get(id: string): Promise<{ summary: LetterSummary; letter: KeptLetter } | undefined>;
  /** State of each of the letters named that exists. */
  states(ids: readonly string[]): Promise<Map<string, LetterState>>;
  /** Says what would become of a letter now. */
  forecast(letter: KeptLetter, nowMs: number): Promise<ReplayForecast>;
  requestReplay(selection: LetterSelection, budgetMs: number): Promise<Settled>;
  discard(selection: LetterSelection, budgetMs: number): Promise<Settled>;
}

/** The store. @throws StoreUnavailableError as long as it has not been reached */
export function opened(store: Store | undefined): Store {
  if (store === undefined) throw new StoreUnavailableError('no answer', 'MongoDB has not been reached yet');
  return store;
}

/**
 * The desk over MongoDB; collectors carry the replays out.
 *
 * @param current the store, or undefined as long as it has not been reached
 */
export function deskOf(current: () => Store | undefined): LetterDesk {
  const store = () => opened(current());
  return {
    find: async (filter, limit, after) => await findLetters(store(), filter, limit, after),
    get: async (id) => await getLetter(store(), id),
    states: async (ids) => await statesOfLetters(store(), ids),
    forecast: forecastReplay,
    requestReplay: async (selection, budgetMs) => await requestReplay(store(), selection, budgetMs),
    discard: async (selection, budgetMs) => await discardLetters(store(), selection, budgetMs),
  };
}
