import { withoutCommands, withoutEscapes } from './terminal-commands.ts';

/**
 * The one form in which texts are compared: by the terms filter when it is built, by the predicate, and by the texts of
 * a query. A text becomes well-formed, loses terminal escapes and invisible characters, and becomes NFKC without
 * differences of case: ß is ss, ς is σ, and İ and ı are i. Points and signs that Arabic and Hebrew usually omit are
 * left out (docs/decisions/0007-searching-text.md).
 */

/** Soft hyphens, joiners, marks of direction, variation selectors: `⚠️Deploy` has one between its two parts. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/**
 * Sorting a run of marks takes time quadratic in its length (64 Ki of them: 20 s), so a long run is interrupted, as in
 * Unicode's stream-safe format (UAX #15).
 */
const LONG_MARKS = /[\p{M}--\u034f]{30}(?=[\p{M}--\u034f])/gv;
const INTERRUPTION = '$&\u034f';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\u001b\u009b]/u;
/** Characters that join the one before them: marks, and vowels and final consonants of Korean or of Kirat Rai. */
const JOINS = /[\p{M}\u1100-\u11ff\u{16d40}-\u{16d7f}]/u;

/** Letters that lower case leaves different: ß, ς, ᾳ, and Cherokee, which maps in both directions. */
const CASED = /\p{Changes_When_Casefolded}/gu;
/** An i without its dot, or with one too many: the four letters i of Turkish count as one. */
const TURKISH = /[ıi]\u0307*/g;
/**
 * Vowel points, signs for reading aloud, and the tatweel that stretches words; not hamza and madda, which make
 * letters.
 */
const POINTS =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\ufb1e]/g;
const UNITES = /ı|\u0307|\p{Changes_When_Casefolded}/u;

/** The work that a character needs besides lower case; the needs of a text add up. */
const NOTHING = 1;
const NORMALISING = 2;
const CLEANING = 4;
const UNITING = 8;

/** The needs of each code point seen so far; 0 for the others. */
const needs = new Uint8Array(0x110000);

/**
 * Folds a text, in linear time. Folding twice changes nothing more, and a part of a text, cut between characters, folds
 * to a part of the folded text.
 */
export function foldText(text: string): string {
  const shown = withoutCommands(text);
  if (isAscii(shown)) return foldAscii(shown);
  const need = needOf(shown);
  const folded = foldAny(shown, need);
  return (need & UNITING) === 0 ? folded : united(folded);
}

/** Folds a text as for headers without a version of their words: without `united` and `withoutCommands`. */
export function foldOfFormat1(text: string): string {
  return isAscii(text) ? foldAscii(text) : foldAny(text, needOf(text));
}

const NOT_ASCII = /[^\0-\x7f]/;

/** Buffer is faster, but the page folds texts too, and browsers have no Buffer. */
function isAscii(text: string): boolean {
  if (typeof Buffer === 'undefined') return !NOT_ASCII.test(text);
  return Buffer.byteLength(text) === text.length;
}

/** Folds ASCII, which is nearly everything: as fast as lower case alone. */
function foldAscii(text: string): string {
  return (text.includes('\u001b') ? withoutEscapes(text) : text).toLowerCase();
}

function foldAny(text: string, need: number): string {
  // Most texts of any language need nothing else: a tenth of the cost.
  if ((need & (NORMALISING | CLEANING)) === 0) return withoutFinalSigma(text.toLowerCase());
  const clean = (need & CLEANING) === 0 ? text : visible(text);
  return withoutFinalSigma(clean.normalize('NFKC').toLowerCase().normalize('NFKC'));
}

/** Removes the differences that lower case and NFKC leave. */
function united(folded: string): string {
  const cased = folded.replace(POINTS, '').replace(CASED, (character) => character.toUpperCase().toLowerCase());
  const dotted = cased.replace(TURKISH, 'i').replaceAll('\u034f', '');
  return withoutFinalSigma(dotted.replace(LONG_MARKS, INTERRUPTION).normalize('NFKC'));
}

function needOf(text: string): number {
  let need = NOTHING;
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at);
    if (code >= 0xd800 && code <= 0xdbff) {
      code = text.codePointAt(at) as number;
      if (code > 0xffff) at += 1;
    }
    let own = needs[code] as number;
    if (own === 0) needs[code] = own = needOfCharacter(String.fromCodePoint(code));
    need |= own;
  }
  return need;
}

function needOfCharacter(character: string): number {
  return baseNeedOf(character) | (isUnited(character) ? UNITING : 0);
}

function isUnited(character: string): boolean {
  const folded = withoutFinalSigma(character.normalize('NFKC').toLowerCase().normalize('NFKC'));
  return UNITES.test(folded) || folded.search(POINTS) >= 0;
}

function baseNeedOf(character: string): number {
  if (HIDDEN.test(character) || !character.isWellFormed()) return CLEANING;
  const lower = character.toLowerCase();
  const isSame = character.normalize('NFKC') === character && lower.normalize('NFKC') === lower;
  if (isSame && lower.length === character.length && !JOINS.test(character) && !JOINS.test(lower)) return NOTHING;
  // A long run of marks is interrupted, and every text that may become such a run has a mark.
  return /\p{M}/u.test(character.normalize('NFKD')) ? CLEANING : NORMALISING;
}

function visible(text: string): string {
  return withoutEscapes(text.toWellFormed()).replace(INVISIBLE, '').replace(LONG_MARKS, INTERRUPTION);
}

/** The final form of sigma depends on what follows it; the folded part of a text must not. */
function withoutFinalSigma(folded: string): string {
  return folded.includes('ς') ? folded.replaceAll('ς', 'σ') : folded;
}
