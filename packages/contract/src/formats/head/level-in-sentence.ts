import type { Piece } from './pieces.ts';

/**
 * Fixed terms that begin with the name of a severity. `error path not found` and `error rate limit exceeded` report
 * errors.
 */
const TERMS = new Set([
  'critical section',
  'critical sections',
  'critical path',
  'critical region',
  'debug level',
  'debug mode',
  'debug symbols',
  'info level',
  'trace level',
  'error budget',
  'error handling',
  'error level',
  'error reporting',
  'error threshold',
  'warning level',
  'warning levels',
  'warning threshold',
]);

/** Words after which a sentence continues: `set to ERROR`, `was ERROR`. */
const GOES_ON = new Set('to from was were is are as of than became become becomes be been not'.split(' '));

/**
 * True for the name of a severity that is a word of a sentence: `critical section entered`, `set log level to ERROR`,
 * `log level: ERROR -> INFO`, `now playing: Fatal: the movie`. Call it only for a word that would otherwise be the
 * severity.
 */
export function isInSentence(pieces: readonly Piece[], index: number): boolean {
  const piece = pieces[index] as Piece;
  if (piece.gap === ' ' && TERMS.has(`${piece.text} ${pieces[index + 1]?.text}`)) return true;
  const before = pieces[index - 1];
  if (before === undefined || before.kind !== 'word') return false;
  if (GOES_ON.has(before.text)) return true;
  const beforeThat = pieces[index - 2];
  if (beforeThat === undefined || beforeThat.kind !== 'word') return false;
  if (before.text === 'level') return true;
  return before.gap.startsWith(':') && isTitle(piece.text) && isSmall(before.text) && isSmall(beforeThat.text);
}

/** True for `Fatal` but not `Error`: the text after an error often begins with another one's. */
function isTitle(text: string): boolean {
  return text !== 'Error' && /^[A-Z][a-z]{1,12}$/.test(text);
}

function isSmall(text: string): boolean {
  return /^[a-z]{1,32}$/.test(text);
}
