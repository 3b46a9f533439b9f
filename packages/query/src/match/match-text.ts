import { findText } from '../text/find-text.ts';
import { isBoundary } from '../text/words.ts';

/**
 * Matches patterns with stars against folded text, in one pass. It uses no regular expression, so no text can make it
 * slow.
 */

/**
 * True if the pattern matches the whole text; a star stands for any text.
 *
 * @param pieces the texts between the stars, at least two; all folded
 */
export function isWholeMatch(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/**
 * True if the pattern appears anywhere in the text; a star stands for any text without white space. At an end without a
 * star, a word must begin or end.
 *
 * @param pieces as above, and without white space
 *
 * In a run without white space, the leftmost start leaves the most room. If it fails, the whole run fails, and each run
 * is searched up to its own end: linear time.
 */
export function containsGlob(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const others = pieces.slice(1, -1).filter((piece) => piece !== '');
  const last = pieces.at(-1) ?? '';
  if (first === '' && others.length === 0) return last === '' || findEnding(text, last, 0) >= 0;
  const isFirst = first !== '';
  const anchor = isFirst ? first : (others.shift() as string);
  const mayStart = (at: number) => !isFirst || isBoundary(text, at);
  for (let from = 0; ; ) {
    const at = findText(text, anchor, mayStart, from);
    if (at < 0) return false;
    const end = endOfRun(text, at + anchor.length);
    if (restFits(text.slice(0, end), at + anchor.length, others, last, text)) return true;
    from = Math.max(end, at + 1);
  }
}

/** True if the pieces follow in order from a position on, and the last one ends cleanly. */
function restFits(run: string, from: number, others: readonly string[], last: string, text: string): boolean {
  let at = from;
  for (const piece of others) {
    const found = run.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return last === '' || findEnding(run, last, at, text) >= 0;
}

/** The position of a text that ends on a word boundary of the whole text, or -1. */
function findEnding(run: string, last: string, from: number, text = run): number {
  return findText(run, last, (at) => isBoundary(text, at + last.length), from);
}

const SPACE = /\s/g;

/** The end of the run without white space that contains a position. */
function endOfRun(text: string, from: number): number {
  SPACE.lastIndex = from;
  const found = SPACE.exec(text);
  return found === null ? text.length : found.index;
}
