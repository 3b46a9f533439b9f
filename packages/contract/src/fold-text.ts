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

/**
 * Folds a text; twice is the same as once, and a part of a text on the edges of characters folds to a part of the folded
 * text. Linear time.
 */
export function foldText(text: string): string {
  // ASCII without escapes, which is nearly everything: as fast as lower case alone.
  if (Buffer.byteLength(text) === text.length && !text.includes('\u001b')) return text.toLowerCase();
  return foldAny(text);
}

function foldAny(text: string): string {
  const visible = text.toWellFormed().replace(ESCAPES, '').replace(BROKEN_ESCAPES, ' ').replace(INVISIBLE, '');
  const folded = visible.replace(LONG_MARKS, INTERRUPTION).normalize('NFKC').toLowerCase().normalize('NFKC');
  // The final form of sigma depends on what follows; the part of a text must not.
  return folded.replaceAll('ς', 'σ');
}
