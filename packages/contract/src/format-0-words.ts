import { foldText } from './fold-text.ts';
import { isPlainWord, wordsOf } from './words.ts';

/**
 * How words were cut for headers of format 0, which have no `v`: lower case was all that was folded; letters, digits and
 * marks of any script, underscores and everything beyond the BMP ran on to one word. What such a header holds can be
 * required only where both ways agree, so that nothing is missed that was found when it was written.
 */

/** True when a text was folded then as it is now. */
export function wasFoldedAlike(text: string): boolean {
  return foldOfFormat0(text) === foldText(text);
}

/** Words of a piece of a query that are words of the text by both ways; see `wordsOfPiece`. */
export function agreedWords(piece: string, isCutAtStart: boolean, isCutAtEnd: boolean): string[] {
  const folded = foldOfFormat0(piece);
  const words = folded.match(WORD) ?? [];
  const first = isCutAtStart && folded.startsWith(words[0] ?? '') ? 1 : 0;
  const last = isCutAtEnd && folded.endsWith(words.at(-1) ?? '') ? -1 : undefined;
  const now = new Set(wordsOf(piece).filter(isPlainWord));
  return words.slice(first, last).filter((word) => now.has(word));
}

const WORD = /[\p{L}\p{N}\p{M}_\u{10000}-\u{10ffff}\ud800-\udfff]+/gu;

function foldOfFormat0(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
