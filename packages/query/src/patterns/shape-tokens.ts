import { beginningOf } from './beginning-of.ts';

/**
 * Cuts a message into tokens, and replaces everything that certainly varies (numbers, ids, addresses, times) by a mask.
 *
 * A token is either a run of separators or a run of anything else, so the tokens together are the shape of the message.
 * A shape is a fixed point: cutting it again gives the same tokens, whether `<n>` was a number or was in the message.
 */

/** Stands for a value that varied from one message to the next. */
export const ANY = '<*>';
/** Stands for mixed letters and digits, as in an id, and for a missing value. */
const TOKEN_MASK = '<token>';

const MASKS = '<(?:n|id|ip|hex|uuid|time|email|token|\\*)>';
/** Characters between tokens. */
const SEPARATORS = '\\s=:,;()[\\]{}"\'|<>';
const SEPARATOR_RUN = `[${SEPARATORS}]`;
/** A mask stands for a whole token, except for a full stop after it. */
const END = `\\.?(?=$|(?!${MASKS})${SEPARATOR_RUN})`;
/** Characters that end a path; a colon or `=` ends it only as its last character. */
const PATH_END = '\\s"\'<>()[\\]{},;|';
const DAY = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? {1,3})?';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
const DAY_OR_MONTH = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const CLOCK = '\\d\\d?:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?';
const IP_4 = '(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d{1,5}(?!\\.?\\d))?';
const HEX_8 = '[0-9a-fA-F]{8}';
const HEX_4 = '[0-9a-fA-F]{4}';

/**
 * Kinds of tokens, in the order in which they are tried where a token begins. The most common come first and need no
 * closer look.
 */
const TOKEN = new RegExp(
  [
    `((?!${DAY_OR_MONTH})[A-Za-z_-]+)(?=[ =,;()[\\]{}"'|]|$)|(\\d+)(?=[ =;()[\\]{}"'|]|$)|( )(?=[A-Za-z\\d])|`,
    `(${DAY}${MONTH} {1,3}(?:\\d{1,2}|<n>)(?:,? {1,3}\\d{4})?(?: {1,3}(?:${CLOCK}|<time>))?(?: {1,3}[A-Z]{3,4}\\b)?(?: {1,3}(?:\\d{4}|<n>))?${END}`,
    `|\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:[T :]${CLOCK}(?:Z|[+-]\\d\\d:?\\d\\d)?)?${END}|(?:<time>|<n>[-/.]<n>[-/.]<n>) <time>${END}|\\d\\d:\\d\\d:\\d\\d(?:[.,:]\\d{3,9})?(?!:[\\da-fA-F]{2}\\b)${END})`,
    `|(${HEX_8}-${HEX_4}-${HEX_4}-${HEX_4}-${HEX_4}${HEX_8}${END})`,
    `|(${IP_4}${END}|(?=[a-fA-F:]{0,30}\\d|(?:[a-fA-F]{1,2}:){5})(?:(?<![^\\s=,;([{"'|]):|[0-9a-fA-F]{1,4}:)(?:[0-9a-fA-F]{0,4}:){1,9}[0-9a-fA-F]{0,4}(?:%\\w{1,15})?${END})`,
    `|(0[xX][0-9a-fA-F]+${END})`,
    `|([\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,8}${END})`,
    `|([-+]?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?${END})`,
    `|((?:[a-z]{2,8}://|/(?=[\\w.~%<-]))(?:${MASKS}|[^:=${PATH_END}]|[:=](?=${MASKS}|[^${PATH_END}]))*)`,
    `|((?:${MASKS}|${IP_4}|[^${SEPARATORS}])+)`,
    `|((?:(?!${MASKS})${SEPARATOR_RUN})+)`,
  ].join(''),
  'g',
);

/** Masks that are parts of a time, as in a former pattern. Rarely, a text that is not a time leaves them too. */
const MASKS_OF_TIME = new RegExp(`(?:${DAY_OR_MONTH})[a-z]{0,6} <n>|<time> <|<n>[-/.]<n>`);

/** The shape of a message, as tokens. */
export function shapeOf(message: string): string[] {
  const line = beginningOf(message).replaceAll(ANY, TOKEN_MASK);
  let tokens = tokensOf(line);
  for (let text = tokens.join(''); MASKS_OF_TIME.test(text); ) {
    tokens = tokensOf(text);
    const again = tokens.join('');
    if (again === text) break;
    text = again;
  }
  return tokens;
}

/** The tokens of a shape or of a template; joined, they are its text. */
export function tokensOf(line: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(line); match !== null; match = TOKEN.exec(line)) {
    const text = match[0];
    if (match[SPACE] !== undefined) tokens.push(text);
    else if (match[LETTERS] !== undefined) tokens.push(text);
    else if (match[WHOLE_NUMBER] !== undefined) tokens.push(line.startsWith('()', TOKEN.lastIndex) ? text : '<n>');
    else if (match[SEPARATOR_GROUP] !== undefined) addSeparators(tokens, text);
    else tokens.push(tokenOf(text, match, line.startsWith('()', TOKEN.lastIndex)));
  }
  return withoutLists(tokens);
}

/** Groups of `TOKEN`. */
const [LETTERS, WHOLE_NUMBER, SPACE, FIRST_NAMED, PATH, VALUE, SEPARATOR_GROUP] = [1, 2, 3, 4, 10, 11, 12];
const NAMED = ['<time>', '<uuid>', '<ip>', '<hex>', '<email>', '<n>'];

function tokenOf(text: string, match: RegExpExecArray, isCalled: boolean): string {
  if (match[VALUE] !== undefined) return isCalled ? text.replace(FORMER_MASK, TOKEN_MASK) : maskedValue(text);
  if (match[PATH] !== undefined) return maskedPath(text);
  const mask = NAMED.find((_, i) => match[FIRST_NAMED + i] !== undefined) ?? text;
  return text.endsWith('.') ? `${mask}.` : mask;
}

const NUMBER = /^[-+]?\d+(?:\.\d+)*([A-Za-z%µ]{0,3}\.?)$/;
const HEX = /^(?=[a-fA-F-]*\d)(?=[\d-]*[a-fA-F])(?:[0-9a-fA-F]{5,}|[0-9a-fA-F]{4,}(?:-[0-9a-fA-F]{4,})+)$/;
const MIXED = /^[A-Za-z]*\d+[A-Za-z]+\d[A-Za-z\d]*$/;
/** `eth0`, `v2`: the number is part of the name. */
export const SHORT_NAME = /^[A-Za-z]+\d{1,2}$/;
const HEX_PART = /(?<![\w>])(?:0[xX][0-9a-fA-F]+|(?=[a-fA-F]{0,40}\d)(?=\d{0,40}[a-fA-F])[0-9a-fA-F]{8,})(?!\w)/g;
const DIGITS = /(?<![A-Za-z\d])[-+]\d+|\d+/g;
/** Numbers with nothing but signs between them. */
const NUMBERS = /<n>(?:[._-]?<n>)+/g;

/** An address within a text, with its port. */
const ADDRESS = new RegExp(IP_4, 'g');
/** The former mask for names with numbers. Such names now keep the text between their numbers. */
const FORMER_MASK = /<id>/g;

function maskedValue(written: string): string {
  const text = written.replace(FORMER_MASK, TOKEN_MASK);
  if (!/\d/.test(text)) return text.replace(NUMBERS, '<n>');
  if (HEX.test(text) && (text.length >= 8 || !NUMBER.test(text))) return '<hex>';
  const number = NUMBER.exec(text);
  if (number !== null) return `<n>${number[1]}`;
  if (text.length >= 6 && MIXED.test(text)) return TOKEN_MASK;
  if (SHORT_NAME.test(text)) return text;
  return text.replace(ADDRESS, '<ip>').replace(HEX_PART, '<hex>').replace(DIGITS, '<n>').replace(NUMBERS, '<n>');
}

const PATH_PART =
  /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}|(?<![\w>])[0-9a-fA-F]{8,}(?!\w)|(?<![A-Za-z\d])\d+|\d{3,}/g;

function maskedPath(text: string): string {
  return text
    .replace(FORMER_MASK, TOKEN_MASK)
    .replace(ADDRESS, '<ip>')
    .replace(PATH_PART, maskOfPart)
    .replace(NUMBERS, '<n>');
}

function maskOfPart(part: string): string {
  if (/^\d+$/.test(part)) return '<n>';
  if (part.length === 36) return '<uuid>';
  return /\d/.test(part) ? '<hex>' : part;
}

/**
 * Adds separators. A run of white space becomes one space; empty brackets hold a missing value, unless they belong to a
 * call.
 */
function addSeparators(tokens: string[], text: string): void {
  const spaced = text.replace(/\s+/g, ' ');
  const empty = tokens.length > 0 ? spaced.indexOf(' ()') : -1;
  if (empty < 0) {
    tokens.push(spaced);
    return;
  }
  tokens.push(spaced.slice(0, empty + 2), TOKEN_MASK);
  addSeparators(tokens, spaced.slice(empty + 2));
}

/**
 * Keeps one token of a list whose tokens look alike, such as numbers. Two tokens with a space between them are not a
 * list, nor are neighbouring values of a template.
 */
function withoutLists(tokens: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    kept.push(token);
    if (!token.includes('<') || token === ANY) continue;
    let last = i;
    let hasComma = false;
    while (tokens[last + 2] === token && BETWEEN.includes(tokens[last + 1] as string)) {
      hasComma ||= tokens[last + 1] !== ' ';
      last += 2;
    }
    if (hasComma || last - i >= 4) i = last;
  }
  return kept;
}

const BETWEEN = [' ', ', ', ','];

const MASK = new RegExp(`^${MASKS}\\.?$`);
const SEPARATOR = new RegExp(`^${SEPARATOR_RUN}`);

/** True for a token that is a mask as a whole. */
export function isMask(token: string): boolean {
  return token.charCodeAt(0) === LESS_THAN && MASK.test(token);
}

/** True for a token between values. */
export function isSeparator(token: string): boolean {
  if (isLetterOrDigit(token.charCodeAt(0))) return false;
  return SEPARATOR.test(token) && (token.charCodeAt(0) !== LESS_THAN || !STARTS_WITH_MASK.test(token));
}

/** True for ASCII letters and digits: most tokens begin with one and need no closer look. */
function isLetterOrDigit(code: number): boolean {
  return (code > 0x60 && code <= 0x7a) || (code > 0x40 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

const LESS_THAN = 60;
const STARTS_WITH_MASK = new RegExp(`^${MASKS}`);
