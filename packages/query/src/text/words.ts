import { findText } from './find-text.ts';
import { foldText } from './fold-text.ts';

/**
 * Splits text into words, for the terms filter that is stored and for the search that queries it. Both must agree.
 *
 *     letters, digits, marks and `_`        a word is a longest run of them: `get /api/v2` has get, api, v2
 *     characters of scripts without spaces  each is a word, and each pair of neighbours: 错误 has 错, 误, 错误
 *     symbols (🚀 ✅ ℃)                      each is a word
 *     everything else                       separates words
 *
 * Korean has spaces, but its words carry particles (오류 in 오류가 발생), so it counts among the scripts without spaces.
 */

const SEPARATOR = 1;
const LETTER = 2;
const DENSE = 3;
const SYMBOL = 4;

/** Kind of each code point by number; 0 if it has not been seen yet. */
const kinds = new Uint8Array(0x110000);
for (let code = 0; code < 128; code++) kinds[code] = /\w/.test(String.fromCharCode(code)) ? LETTER : SEPARATOR;

const IN_WORD = /[\p{L}\p{N}\p{M}_]/u;
const IN_DENSE_SCRIPT =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Yi}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
/** Enclosing marks count as symbols too: in `1️⃣Deploy` the frame remains after the 1. */
const IS_SYMBOL = /[\p{So}\p{Me}]/u;

function kindOf(code: number): number {
  const known = kinds[code] as number;
  if (known !== 0) return known;
  const kind = classify(String.fromCodePoint(code));
  kinds[code] = kind;
  return kind;
}

function classify(character: string): number {
  if (IS_SYMBOL.test(character)) return SYMBOL;
  if (!IN_WORD.test(character)) return SEPARATOR;
  return IN_DENSE_SCRIPT.test(character) ? DENSE : LETTER;
}

/** True if an ASCII character, given by its code, belongs to a word. */
export function isAsciiWordCode(code: number): boolean {
  return kinds[code] === LETTER;
}

/** True unless the position is within a word: between two letters, digits, marks or underscores. */
export function isBoundary(folded: string, at: number): boolean {
  if (at <= 0 || at >= folded.length) return true;
  const after = folded.codePointAt(at) as number;
  if (kindOf(after) !== LETTER) return true;
  const before = folded.charCodeAt(at - 1);
  const isLow = before >= 0xdc00 && before <= 0xdfff && at > 1;
  return kindOf(isLow ? (folded.codePointAt(at - 2) as number) : before) !== LETTER;
}

/**
 * True for a word of letters, digits, marks and underscores; false for a symbol and for a word of a script without
 * spaces.
 */
export function isPlainWord(word: string): boolean {
  return kindOf(word.codePointAt(0) as number) === LETTER;
}

/**
 * Calls back with the start and end of each word of a folded text.
 *
 * @returns true if all words are plain, and no character is one that headers of format 0 took for a letter
 */
export function eachWord(folded: string, onWord: (start: number, end: number) => void): boolean {
  let isPlain = true;
  let wordStart = -1;
  let denseStart = -1;
  for (let at = 0, next = 0; at < folded.length; at = next) {
    let code = folded.charCodeAt(at);
    next = at + 1;
    if (code >= 0xd800 && code <= 0xdbff) {
      code = folded.codePointAt(at) as number;
      if (code > 0xffff) next += 1;
      isPlain = false;
    }
    const kind = kindOf(code);
    if (kind === LETTER) {
      if (wordStart < 0) wordStart = at;
      denseStart = -1;
      continue;
    }
    if (wordStart >= 0) onWord(wordStart, at);
    wordStart = -1;
    if (kind === DENSE || kind === SYMBOL) {
      isPlain = false;
      onWord(at, next);
    }
    if (kind === DENSE && denseStart >= 0) onWord(denseStart, next);
    denseStart = kind === DENSE ? at : -1;
  }
  if (wordStart >= 0) onWord(wordStart, folded.length);
  return isPlain;
}

/** The words of a text, folded, in order, with repetitions. */
export function wordsOf(text: string): string[] {
  const folded = foldText(text);
  const words: string[] = [];
  eachWord(folded, (start, end) => words.push(folded.slice(start, end)));
  return words;
}

/** Folds a phrase for `containsPhrase`; empty if nothing in it is visible. */
export function foldPhrase(phrase: string): string {
  return foldText(phrase).trim();
}

/**
 * True if the text contains the phrase, and the phrase does not begin or end within a word.
 *
 * @param folded text after `foldText`
 * @param phrase after `foldPhrase`; every text contains an empty phrase
 */
export function containsPhrase(folded: string, phrase: string): boolean {
  if (phrase === '') return true;
  const stands = (at: number) => isBoundary(folded, at) && isBoundary(folded, at + phrase.length);
  return findText(folded, phrase, stands) >= 0;
}
