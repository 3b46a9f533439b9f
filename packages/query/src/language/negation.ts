import { quoted, startsWithField } from '../fields/field-name.ts';

/**
 * Decides where `-` excludes, and notes where a text may have been meant. Log lines are full of `-1`, `->`, `--flag`
 * and `!ok`, and a pasted line must not hide its own record (docs/decisions/0019-pasted-text.md).
 */

/** How a part of a query was read, for people. */
export interface QueryNote {
  text: string;
  /** True if the note matters only when nothing was found. */
  isForNothing: boolean;
}

const MAX_REPEATED = 80;

/** A text as a note repeats it: cut if it is long. */
export function short(written: string): string {
  const text = written.trim();
  return text.length > MAX_REPEATED ? `${text.slice(0, MAX_REPEATED).toWellFormed()}…` : text;
}

/**
 * A text that a minus can exclude: a word that begins with a letter, a path or a pattern of such words, a quotation
 * mark or a parenthesis.
 */
const EXCLUDABLE = /^(?:["(]|[*/]{0,2}[\p{L}_@])/u;
const BEFORE_CONDITION = /[\s(]/;

/**
 * True if there is a minus at this position, at the beginning of a condition and directly before something that it can
 * exclude.
 */
export function isMinus(query: string, at: number): boolean {
  if (query[at] !== '-' || (at > 0 && !BEFORE_CONDITION.test(query.charAt(at - 1)))) return false;
  const rest = query.slice(at + 1);
  return EXCLUDABLE.test(rest) || startsWithField(rest);
}

const BARE_WORD = /^(?:-|NOT\s+)([^\s"():]+)$/;
const MINUS_OF_TEXT = /^-([\p{N}\p{So}$#.][^\s"()]*)$/u;
const EXCLAMATION = /^!(?=[("]|[\p{L}_@$#.])/u;

/**
 * Notes on a condition.
 *
 * @param at position where it begins, its negation included
 * @param end the position after it
 */
export function notesOfCondition(query: string, at: number, end: number): QueryNote[] {
  const written = query.slice(at, end);
  const [, left] = BARE_WORD.exec(written) ?? [];
  if (left !== undefined && (written.startsWith('NOT') || isMinus(query, at))) {
    const text = `${short(written)} leaves out the records with ${short(left)}; ${short(quoted(written))} searches for the text.`;
    return [{ text, isForNothing: true }];
  }
  const [, number] = MINUS_OF_TEXT.exec(written) ?? [];
  if (number !== undefined && !isMinus(query, at)) {
    const text = `${short(written)} was searched as a text; NOT ${short(number)} leaves out the records with ${short(number)}.`;
    return [{ text, isForNothing: false }];
  }
  if (EXCLAMATION.test(query.slice(at, at + 3))) return exclamationNotes(query, at, written);
  return nameNotes(written);
}

/** Nobody means a negation by a mark before a plain word: `!important`. */
function exclamationNotes(query: string, at: number, written: string): QueryNote[] {
  const isForNothing = written !== '!' && !startsWithField(query.slice(at + 1));
  return [
    {
      text: `The ! of ${written === '!' ? query.slice(at, at + 2) : short(written)} was searched as a text; NOT leaves out records.`,
      isForNothing,
    },
  ];
}

/** A name with a star in it, or words with colons between them (`xml:lang:en`), and a value. */
const UNUSUAL_NAME =
  /^((?=[^:]*\p{L})[^\s"():*]*\*[^\s"():]*|\p{L}[\p{L}\p{N}_.-]*(?::\p{L}[\p{L}\p{N}_.-]*)+):(?!\/\/)([^\s"():]+)$/u;
const LOOSE_COMPARISON = /^(\p{N}(?=[^:]*\p{L})[^\s"():]*):([<>[{].*)$/u;

const PATTERN = /^(?:-|NOT\s+)?pattern:/;

function nameNotes(written: string): QueryNote[] {
  if (PATTERN.test(written)) {
    const text =
      'pattern: compares the pattern of a message as a whole, as GET /logs/patterns lists it; attributes.pattern: asks the ' +
      'attribute of this name.';
    return [{ text, isForNothing: true }];
  }
  const [, name, value] = UNUSUAL_NAME.exec(written) ?? LOOSE_COMPARISON.exec(written) ?? [];
  if (name === undefined) return [];
  const text = `${short(written)} was not searched as the field ${short(name)}; its name stands in quotation marks then: ${short(`${quoted(name)}:${value}`)}`;
  return [{ text, isForNothing: true }];
}

/** The time at the start of a line or inside it, in the forms of most loggers; not the value of a field. */
const TIME_OF_LINE =
  /(?:^|(?<!TO|[<>=])\s)["'[]{0,2}(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\d\d\/\p{L}{3}\/\d{4}:\d\d:\d\d|\p{Lu}\p{Ll}{2} {1,2}\d{1,2} \d\d:\d\d:\d\d)/u;
const MESSAGE_OF_LINE = /(?:^|\s)(?:msg|message)=\S/;

/** `NOT found`, `-old line`: a negation followed by nothing but words. */
const NEGATED_PROSE = /^\s*((NOT|-)(?:(?<=-)\p{Ll}[\p{L}\p{N}'’.,-]*)?(?:\s+\p{Ll}[\p{L}\p{N}'’.,-]*)+)\s*$/u;

/** Notes on a query as a whole: a sentence such as `NOT found`, or a line with its time. */
export function notesOfQuery(query: string): QueryNote[] {
  const [, prose, negation] = NEGATED_PROSE.exec(query) ?? [];
  if (TIME_OF_LINE.test(query) || MESSAGE_OF_LINE.test(query)) {
    const text =
      'If this is a whole line of a log: its time, severity and fields rest beside its message; search for the message alone.';
    return [{ text, isForNothing: true }];
  }
  if (prose === undefined || prose.startsWith('- ')) return [];
  return [
    {
      text: `${negation} excludes the word behind it; ${short(quoted(prose))} searches for the text.`,
      isForNothing: false,
    },
  ];
}
