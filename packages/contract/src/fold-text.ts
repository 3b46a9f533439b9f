/**
 * The one form in which texts are compared: by the terms filter when it is built, by the predicate, and by the texts of a
 * query. A text is made well-formed, loses terminal escapes and characters that nobody sees, and becomes NFKC in lower case.
 */

/** Colours, moves and character sets of terminals, as bytes ESC and CSI begin them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]+[0-~]|\u001b[0-OQ-WYZ\\`-~]/g;
/**
 * What is left: the start of a text for the terminal itself, such as a link, which is searched like any other, or of an
 * escape that was cut off. Kept, it could join with what follows to a new escape.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BROKEN_ESCAPES = /[\u001b\u009b]/g;
/** Soft hyphens, joiners, marks of direction, variation selectors: `⚠️Deploy` has one between its two parts. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/**
 * Sorting a run of marks takes the square of its length (64 Ki of them: 20 s), so a long one is interrupted, as Unicode's
 * stream-safe format does it (UAX #15).
 */
const LONG_MARKS = /[\p{M}--\u034f]{30}(?=[\p{M}--\u034f])/gv;
const INTERRUPTION = '$&\u034f';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\u001b\u009b]/u;
/** What joins with the character before it: marks, and vowels and ends of Korean, or of Kirat Rai. */
const JOINS = /[\p{M}\u1100-\u11ff\u{16d40}-\u{16d7f}]/u;

/** The work that a character needs besides lower case; the needs of a text add up. */
const NOTHING = 1;
const NORMALISING = 2;
const CLEANING = 4;

/** Of each code point that was met, what it asks for; 0 for the others. */
const needs = new Uint8Array(0x110000);

/**
 * Folds a text; twice is the same as once, and a part of a text on the edges of characters folds to a part of the folded
 * text. Linear time.
 */
export function foldText(text: string): string {
  // ASCII, which is nearly everything: as fast as lower case alone.
  if (Buffer.byteLength(text) === text.length) {
    return (text.includes('\u001b') ? withoutEscapes(text) : text).toLowerCase();
  }
  const need = needOf(text);
  // Most texts of any language need nothing else: a tenth of the cost.
  if (need === NOTHING) return withoutFinalSigma(text.toLowerCase());
  const clean = (need & CLEANING) === 0 ? text : visible(text);
  return withoutFinalSigma(clean.normalize('NFKC').toLowerCase().normalize('NFKC'));
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
  if (HIDDEN.test(character) || !character.isWellFormed()) return CLEANING;
  const lower = character.toLowerCase();
  const isSame = character.normalize('NFKC') === character && lower.normalize('NFKC') === lower;
  if (isSame && lower.length === character.length && !JOINS.test(character) && !JOINS.test(lower)) return NOTHING;
  // A long run of marks is interrupted; what may become one has a mark in it.
  return /\p{M}/u.test(character.normalize('NFKD')) ? CLEANING : NORMALISING;
}

function visible(text: string): string {
  return withoutEscapes(text.toWellFormed()).replace(INVISIBLE, '').replace(LONG_MARKS, INTERRUPTION);
}

function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, '').replace(BROKEN_ESCAPES, ' ');
}

/** The final form of sigma depends on what follows; the part of a text must not. */
function withoutFinalSigma(folded: string): string {
  return folded.includes('ς') ? folded.replaceAll('ς', 'σ') : folded;
}
