/** Dead letters at rest: kept once, found without being taken, sent again or given up by people. */
export {
  countLetters,
  findLetters,
  getLetter,
  type LetterCount,
  type LetterFilter,
  type LetterPage,
  type LetterPosition,
  type LetterSummary,
} from './find-letters.ts';
export * from './keep-letters.ts';
export { ensureLetterIndexes, LETTER_STATES, type LetterState, SETTLED_DAYS } from './letter-document.ts';
export * from './settle-letters.ts';
