import { quoted } from '../../fields/field-name.ts';
import { resolveField } from '../../fields/fields.ts';
import { isMinus, short } from '../negation.ts';

/** Names and values as other languages write them, and how they are written here. */

/** The beginning of a note, and the query to write instead, if there is one. */
export interface Advice {
  about: string;
  instead?: string;
  /** True if the part is negated. */
  isNegated?: boolean;
}

/** One habit: its form, and the advice for it. Every run in a form is bounded, or ends where another one begins. */
export interface Habit {
  form: RegExp;
  say: (match: RegExpMatchArray) => Advice | undefined;
}

/** A name before a sign; `AND`, `OR`, `NOT` and `TO` are not names. */
export const NAME = String.raw`(?!(?:AND|OR|NOT|TO|IN|and|or|not|in)\b)[\p{L}_@$][\p{L}\p{N}_.@-]{0,100}`;
/** A value after a sign, in any quotation marks or without. */
export const VALUE = String.raw`"(?:[^"\\]|\\.){0,500}"|'[^']{0,500}'|\x60[^\x60]{0,500}\x60|[^\s"'()|,{}=<>]+`;
/** The start of a term. */
export const START = String.raw`(?<![^\s({,])`;
/** A negation before a term, as one group. */
export const NEGATION = String.raw`(-|!|(?:NOT|not)\s+)?`;

/** The advised query, negated if an odd number of these texts are negations. */
export function negatedBy(negations: readonly (string | undefined)[], instead: string): string {
  if (negations.filter((negation) => negation !== undefined && negation !== '').length % 2 === 0) return instead;
  if (/^-(?!-)/.test(instead)) return instead.slice(1);
  return isMinus(`-${instead}`, 0) ? `-${instead}` : `NOT ${instead}`;
}

/** Advice for a part that was searched as a text; undefined if nothing can be written instead. */
export function asText(written: string, instead: string | undefined): Advice | undefined {
  return instead === undefined ? undefined : { about: `${short(written)} was searched as a text`, instead };
}

const OWN_NAMES: Readonly<Record<string, string>> = Object.freeze({
  _msg: 'message',
  _message: 'message',
  _time: 'timestamp',
});

/** The name that another system's field has here: without `@`, and without `.keyword`. */
export function ownName(name: string): string {
  const plain = name.replace(/^@/, '').replace(/\.keyword$/, '');
  return Object.hasOwn(OWN_NAMES, plain) ? (OWN_NAMES[plain] as string) : plain;
}

/**
 * The condition for a name and a value with a sign between them; undefined for an expression that stars cannot express.
 */
export function termOf(name: string, sign: string, value: string): string | undefined {
  const isNegated = sign.startsWith('!') || sign === '<>';
  const expression = sign.endsWith('~') ? bare(value) : /^\/(.+)\/i?$/.exec(value)?.[1];
  const written = expression === undefined ? writtenValue(value) : starred(expression);
  return written === undefined ? undefined : negatedBy([isNegated ? '-' : ''], `${ownName(name)}:${written}`);
}

/** True for a name that means the message. */
export function isMessage(name: string): boolean {
  const field = resolveField(name);
  return field.kind === 'record' && field.field === 'message';
}

const EACH_VALUE = new RegExp(VALUE, 'gu');

/** The values of a list, as written. */
export function valuesIn(list: string): string[] {
  return [...list.matchAll(EACH_VALUE)].map(([value]) => value);
}

/** A value as it is written after a colon. */
export function writtenValue(value: string): string {
  const text = bare(value);
  const range = classRange(value);
  if (range !== undefined) return range;
  // In most languages, a star outside of quotation marks is a star.
  if (/^[\p{L}\p{N}_./@*-]+$/u.test(value)) return value;
  return /^[\p{L}\p{N}_./@-]+$/u.test(text) ? text : quoted(text);
}

const CLASS = /^([1-9]\d?)([xX]{1,2})$/;

/** The range that `5xx` or `50x` stands for, as status codes are classed; undefined for anything else. */
export function classRange(value: string): string | undefined {
  const [, digits = '', open = ''] = CLASS.exec(value) ?? [];
  if (digits.length + open.length !== 3) return undefined;
  return `[${digits.padEnd(3, '0')} TO ${digits.padEnd(3, '9')}]`;
}

/** A value without its quotation marks. */
export function bare(value: string): string {
  const [mark = ''] = value;
  const isMarked = value.length > 1 && '"\'`'.includes(mark) && value.endsWith(mark);
  return isMarked ? value.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : value;
}

/** Stands for any text in `glob`. */
const ANY = '*';

/** A pattern with stars, of texts between them; a backslash keeps white space and signs as they are. */
export function glob(pieces: readonly string[]): string {
  return pieces.map((piece) => piece.replaceAll(/[\s"():\\]/g, '\\$&')).join(ANY);
}

/** A condition that any of the words meets. */
export function anyOf(words: readonly string[]): string {
  return words.length === 1 ? (words[0] as string) : `(${words.join(' OR ')})`;
}

const WORDS = /^\(?([\p{L}\p{N}_.-]+(?:\|[\p{L}\p{N}_.-]+)+)\)?$/u;

/** A regular expression as a pattern with stars or OR; undefined if neither can express it. */
export function starred(expression: string): string | undefined {
  const plain = expression.replace(/^\(\?[ims]{1,3}\)/, '');
  const [, words] = WORDS.exec(plain) ?? [];
  if (words !== undefined && !words.includes('.')) return anyOf(words.split('|'));
  const pieces = plain
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .split(/\.[*+]\??/)
    .map((piece) => piece.replaceAll(/\\([^\p{L}\p{N}])/gu, '$1'));
  if (pieces.some((piece) => /[\\^$?+*()[\]{}|]/.test(piece))) return undefined;
  const inner = pieces.filter((piece) => piece !== '');
  return inner.length === 0 ? undefined : `${ANY}${glob(inner)}${ANY}`;
}
