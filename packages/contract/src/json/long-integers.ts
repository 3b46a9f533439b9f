/**
 * Finds whole numbers in JSON text that may not fit into a number, before parsing, and puts them into marked texts, so
 * that `JSON.parse` leaves their digits alone.
 */

/** Fewer digits always fit into a number. */
const MIN_DIGITS = 16;

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const UPPER_E = 69;
const OPENING_BRACKET = 91;
const BACKSLASH = 92;
const LOWER_E = 101;

/**
 * True if the text may hold a whole number that does not fit into a number. It checks every 16th character, so it skips
 * most of a text; digits inside a longer word (a trace id) do not count.
 */
export function hasLongInteger(text: string): boolean {
  for (let at = MIN_DIGITS - 1; at < text.length; at += MIN_DIGITS) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start -= 1;
    const end = endOfDigits(text, at);
    if (isLong(text, start, end) && mayStartNumber(text, start)) return true;
    at = end;
  }
  return false;
}

/** False for 16 digits that begin below 9, such as microseconds since 1970: they fit. */
function isLong(text: string, start: number, end: number): boolean {
  const digits = end - start;
  return digits > MIN_DIGITS || (digits === MIN_DIGITS && text.charCodeAt(start) === 57);
}

/** A JSON number follows a colon, comma, bracket or white space. */
function mayStartNumber(text: string, start: number): boolean {
  const at = text.charCodeAt(start - 1) === MINUS ? start - 2 : start - 1;
  if (at < 0) return true;
  const before = text.charCodeAt(at);
  return before === COLON || before === COMMA || before === OPENING_BRACKET || before <= 32;
}

/** Puts the long whole numbers of a JSON text into marked texts, in one pass. */
export function markLongIntegers(text: string, mark: string): string {
  let marked = '';
  let done = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    if (!isDigit(code)) continue;
    const end = endOfDigits(text, at);
    if (isLong(text, at, end) && mayStartNumber(text, at) && isWholeNumber(text, at, end)) {
      const start = text.charCodeAt(at - 1) === MINUS ? at - 1 : at;
      marked += `${text.slice(done, start)}"${mark}${text.slice(start, end)}"`;
      done = end;
    }
    at = end - 1;
  }
  return marked + text.slice(done);
}

/**
 * False for digits before a point or an exponent, and for text that is not a JSON number: marking a number with a
 * leading zero, or one in place of a name, would turn invalid JSON into valid JSON.
 */
function isWholeNumber(text: string, start: number, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) <= 32) at += 1;
  const next = text.charCodeAt(at);
  const goesOn = next === POINT || next === LOWER_E || next === UPPER_E || next === COLON;
  return !goesOn && text.charCodeAt(start) !== ZERO;
}

/**
 * Position of the closing quotation mark of the string of JSON that opens at `start`; the text's length if it never
 * closes.
 */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}

function endOfDigits(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
