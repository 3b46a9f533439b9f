/**
 * What a word is, for the terms filter that is stored and for the search that asks it. Both must agree, so both use this.
 *
 * A word is a longest run of letters, digits and underscores of any script, lower-cased: `GET /api/v2` holds get, api, v2.
 */

/** 1 for code units below 128 that belong to a word. */
const ASCII_WORD = new Uint8Array(128);
for (let code = 0; code < 128; code++) ASCII_WORD[code] = /\w/.test(String.fromCharCode(code)) ? 1 : 0;

const UNICODE_WORD = /[\p{L}\p{N}\p{M}]/u;
/** Answers for code units from 128 up: 0 unknown, 1 no, 2 yes. Surrogates count as word, so astral letters stay whole. */
const unicodeWord = new Uint8Array(65_536);

/** True when the UTF-16 code unit belongs to a word. */
export function isWordCode(code: number): boolean {
  if (code < 128) return ASCII_WORD[code] === 1;
  let known = unicodeWord[code];
  if (known === 0) {
    const isWord = (code >= 0xd800 && code <= 0xdfff) || UNICODE_WORD.test(String.fromCharCode(code));
    known = unicodeWord[code] = isWord ? 2 : 1;
  }
  return known === 2;
}

/**
 * Lower case as words and phrases are compared. The final form of sigma, which depends on what follows, becomes the
 * plain one, so that folding a part of a text gives the part of the folded text.
 */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  return folded.includes('ς') ? folded.replaceAll('ς', 'σ') : folded;
}

/** The words of a text, lower-cased, in order, with repetitions. */
export function wordsOf(text: string): string[] {
  const folded = foldCase(text);
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i <= folded.length; i++) {
    const inWord = i < folded.length && isWordCode(folded.charCodeAt(i));
    if (inWord && start < 0) start = i;
    if (!inWord && start >= 0) {
      words.push(folded.slice(start, i));
      start = -1;
    }
  }
  return words;
}

/**
 * True when the phrase stands in the text with a word boundary at either end that is a word character.
 *
 * @param folded text after `foldCase`
 * @param phrase after `foldCase`, not empty
 */
export function containsPhrase(folded: string, phrase: string): boolean {
  const checkStart = isWordCode(phrase.charCodeAt(0));
  const checkEnd = isWordCode(phrase.charCodeAt(phrase.length - 1));
  for (let at = folded.indexOf(phrase); at >= 0; at = folded.indexOf(phrase, at + 1)) {
    const end = at + phrase.length;
    const startsClean = !checkStart || at === 0 || !isWordCode(folded.charCodeAt(at - 1));
    const endsClean = !checkEnd || end === folded.length || !isWordCode(folded.charCodeAt(end));
    if (startsClean && endsClean) return true;
  }
  return false;
}
