/**
 * Stored dead letters: each is kept once and can be read without being removed; people send them again or discard them.
 */
export {
  countLetters,
  findLetters,
  getLetter,
  type LetterCount,
  type LetterFilter,
  type LetterPosition,
  type LetterSummary,
} from './find-letters.ts';
export { keepLetters, sweepChunks } from './keep-letters.ts';
export { ensureLetterIndexes, LEDGER_FIELDS, LETTER_STATES, lettersOf } from './letter-document.ts';
export { markReplayed, type RequestedReplay, requestedReplays } from './replay-letters.ts';
export {
  discardLetters,
  type LetterSelection,
  requestReplay,
  type Settled,
  statesOfLetters,
} from './settle-letters.ts';
