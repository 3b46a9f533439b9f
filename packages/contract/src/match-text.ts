import { isBoundary } from './words.ts';

/** Patterns with stars over folded text, in one pass: no regular expression, so no text can make them slow. */

/**
 * True when the whole text is the pattern, a star standing for any text.
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
 * True when the pattern stands somewhere in the text, a star standing for any text without white space. At an end that is
 * not a star, a word must begin or end there.
 *
 * @param pieces as above, and without white space
 *
 * The leftmost start in a run without white space leaves the most room, so when it fails the run fails: linear time.
 */
export function containsGlob(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const others = pieces.slice(1, -1).filter((piece) => piece !== '');
  const last = pieces.at(-1) ?? '';
  if (first === '' && others.length === 0) return last === '' || containsEnding(text, last);
  const isFirst = first !== '';
  const anchor = isFirst ? first : (others.shift() as string);
  for (let from = 0; ; ) {
    const at = text.indexOf(anchor, from);
    if (at < 0) return false;
    if (isFirst && !isBoundary(text, at)) {
      from = at + 1;
      continue;
    }
    const end = endOfRun(text, at + anchor.length);
    if (restFits(text, at + anchor.length, end, others, last)) return true;
    from = Math.max(end, at + 1);
  }
}

/** The pieces in order between two positions, the last one ending cleanly. */
function restFits(text: string, from: number, end: number, others: readonly string[], last: string): boolean {
  let at = from;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  if (last === '') return true;
  for (
    let found = text.indexOf(last, at);
    found >= 0 && found + last.length <= end;
    found = text.indexOf(last, found + 1)
  ) {
    if (isBoundary(text, found + last.length)) return true;
  }
  return false;
}

function containsEnding(text: string, last: string): boolean {
  for (let at = text.indexOf(last); at >= 0; at = text.indexOf(last, at + 1)) {
    if (isBoundary(text, at + last.length)) return true;
  }
  return false;
}

const SPACE = /\s/g;

/** Where the run without white space ends that a position is in. */
function endOfRun(text: string, from: number): number {
  SPACE.lastIndex = from;
  const found = SPACE.exec(text);
  return found === null ? text.length : found.index;
}
