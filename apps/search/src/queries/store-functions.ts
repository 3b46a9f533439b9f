import {
  countLogs,
  deleteSearch,
  discardLetters,
  facets,
  findLetters,
  findLogs,
  getLetter,
  getLog,
  getSearch,
  histogram,
  listFields,
  listSearches,
  logContext,
  logsSince,
  newestMoment,
  patterns,
  requestReplay,
  type Store,
  StoreUnavailableError,
  saveSearch,
  serviceHistogram,
  silentServices,
  statesOfLetters,
} from '@logwarren/store';

/** Store functions that routes call; `whenOpen` gives them the store. All throw StoreUnavailableError. */

/** Reads records. */
export const LOG_FUNCTIONS = {
  moment: newestMoment,
  find: findLogs,
  get: getLog,
  count: countLogs,
  histogram,
  serviceHistogram,
  silent: silentServices,
  facets,
  fields: listFields,
  patterns,
  context: logContext,
  since: logsSince,
};
/** Reads records and counts them. */
export type LogReader = WhenOpen<typeof LOG_FUNCTIONS>;

/** Reads, replays and discards dead letters; collectors carry the replays out. */
export const LETTER_FUNCTIONS = {
  find: findLetters,
  get: getLetter,
  states: statesOfLetters,
  requestReplay,
  discard: discardLetters,
};
/** Reads, replays and discards dead letters. */
export type LetterStore = WhenOpen<typeof LETTER_FUNCTIONS>;

/** Reads and writes saved searches. */
export const SEARCH_FUNCTIONS = { save: saveSearch, list: listSearches, get: getSearch, delete: deleteSearch };
/** Reads and writes saved searches. */
export type SavedSearchStore = WhenOpen<typeof SEARCH_FUNCTIONS>;

type StoreFunction = (store: Store, ...rest: never[]) => Promise<unknown>;

type WithoutStore<Act> = Act extends (store: Store, ...rest: infer Rest) => infer Answer
  ? (...rest: Rest) => Answer
  : never;

/** Store functions, called without the store. */
type WhenOpen<Acts> = { [Name in keyof Acts]: WithoutStore<Acts[Name]> };

/**
 * Makes store functions callable before the store has been reached.
 *
 * @param current the store; undefined until it has been reached
 * @returns the same functions without the store; until it has been reached they throw StoreUnavailableError, as if it
 * were away
 */
export function whenOpen<Acts extends Readonly<Record<string, StoreFunction>>>(
  current: () => Store | undefined,
  acts: Acts,
): WhenOpen<Acts> {
  const entries = Object.entries(acts).map(([name, act]) => {
    const call = async (...rest: never[]) => {
      const store = current();
      if (store === undefined) throw new StoreUnavailableError('no answer', 'MongoDB has not been reached yet');
      return await act(store, ...rest);
    };
    return [name, call];
  });
  return Object.fromEntries(entries);
}
