import { foldText } from './fold-text.ts';
import { isPlainWord, wordsOf } from './words.ts';

/**
 * How words were cut for headers of format 0, which have no `v`. Folding was only lower case. A word was made of
 * letters, digits and marks of any script, underscores, and everything beyond the BMP. A word of such a header can be
 * required only if both ways agree, so that nothing is missed that was found when it was written.
 */

/** True if a text was folded then as it is now. */
export function wasFoldedAlike(text: string): boolean {
  return foldOfFormat0(text) === foldText(text);
}

/** Words of a piece of a query that are words of the text in both ways; see `wordsOfPiece`. */
export function agreedWords(piece: string, isCutAtStart: boolean, isCutAtEnd: boolean): string[] {
  const folded = foldOfFormat0(piece);
  const words: string[] = [];
  eachWordOfFormat0(folded, (start, end) => words.push(folded.slice(start, end)));
  const first = isCutAtStart && folded.startsWith(words[0] ?? '') ? 1 : 0;
  const last = isCutAtEnd && folded.endsWith(words.at(-1) ?? '') ? -1 : undefined;
  const now = new Set(wordsOf(piece).filter(isPlainWord));
  return words.slice(first, last).filter((word) => now.has(word));
}

/** A text as format 0 folded it. */
export function foldOfFormat0(text: string): string {
  const folded = text.toLowerCase();
  return folded.includes('ς') ? folded.replaceAll('ς', 'σ') : folded;
}

/**
 * Calls back with the start and end of each word of a text that `foldOfFormat0` has folded: for older readers, which
 * run beside a current build or after a return to the older one.
 */
export function eachWordOfFormat0(folded: string, onWord: (start: number, end: number) => void): void {
  let start = -1;
  for (let at = 0; at < folded.length; at++) {
    if (isWordUnit(folded.charCodeAt(at))) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      onWord(start, at);
      start = -1;
    }
  }
  if (start >= 0) onWord(start, folded.length);
}

const IN_WORD = /[\p{L}\p{N}\p{M}_]/u;
/** Class of each UTF-16 code unit seen so far: 1 for those in words, 2 for the others. */
const units = new Uint8Array(0x10000);

function isWordUnit(code: number): boolean {
  if (units[code] === 0) units[code] = (code & 0xf800) === 0xd800 || IN_WORD.test(String.fromCharCode(code)) ? 1 : 2;
  return units[code] === 1;
}
