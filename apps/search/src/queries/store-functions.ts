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
  saveSearch,
  serviceHistogram,
  silentServices,
  statesOfLetters,
} from '@logwarren/store';
import type { WhenOpen } from './when-open.ts';

/** Functions of the store that routes call; `whenOpen` gives them the store. All throw StoreUnavailableError. */

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
