/**
 * JSON without loss: whole numbers keep every digit, and texts are well-formed. All JSON that holds records is read and
 * written here, in services, on the command line and on the page; `JSON.parse` turns 1610521604143693812 into …800.
 *
 *     whole number within ±2^53        number
 *     beyond, within 64 bits           bigint, signed or unsigned
 *     beyond 64 bits                   number if that has the same digits, else a text of them
 *     half of a surrogate pair         U+FFFD, in values; the code that turns names into attributes handles names
 *
 * A body without such numbers costs one comparison per 16 characters (measured: a third of `JSON.parse` at most).
 * Otherwise the numbers are put into marked texts before parsing and taken out again afterwards, which costs as much as
 * a second parsing. A reviver, which is called for every value, costs six to ten times as much.
 */

import { endOfString, hasLongInteger, markLongIntegers } from './long-integers.ts';

/** Digits of 2^64 - 1; more are not worth a BigInt, whose cost grows faster than the number of its digits. */
const MAX_DIGITS = 20;
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * Most objects and arrays of one text from outside; as values they take a few hundred times the size of their two
 * characters.
 */
const MAX_CONTAINERS = 1_000_000;

const QUOTE = 34;
const OPENING_BRACKET = 91;
const OPENING_BRACE = 123;

/**
 * Parses JSON from outside: like `parseJson`, but bounded in memory.
 *
 * @throws SyntaxError as `JSON.parse` does, and for a text of more than a million objects and arrays
 */
export function parseForeignJson(text: string): unknown {
  if (text.length > MAX_CONTAINERS) checkContainers(text);
  return parseJson(text);
}

/**
 * Parses JSON; the top of this file lists the differences from `JSON.parse`. For our own texts and short ones; use
 * `parseForeignJson` for text from outside.
 *
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJson(text: string): unknown {
  const hasLong = hasLongInteger(text);
  if (!hasLong && !hasSurrogateEscape(text)) return JSON.parse(text);
  const mark = markOf();
  let value: unknown;
  try {
    value = JSON.parse(hasLong ? markLongIntegers(text, mark) : text);
  } catch {
    // Parse the original text, so that the error has its fault and position.
    return JSON.parse(text);
  }
  return restore({ '': value }, mark)[''];
}

function checkContainers(text: string): void {
  // Also counts brackets in strings, but far faster: few texts need more.
  if (!hasManyBrackets(text)) return;
  let left = MAX_CONTAINERS;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPENING_BRACKET || code === OPENING_BRACE) {
      left -= 1;
      if (left < 0) throw new SyntaxError(`more than ${MAX_CONTAINERS} objects and arrays (opening brackets)`);
    }
  }
}

/** True if a text has more opening brackets than it may have containers. */
function hasManyBrackets(text: string): boolean {
  let found = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      found += 1;
      if (found > MAX_CONTAINERS) return true;
    }
  }
  return false;
}

/** JSON text of a value, in which a bigint is a number with all of its digits. */
export function stringifyJson(value: unknown, indent?: number): string {
  // A bigint by itself, as the overflow of attributes needs it: the call below would throw first, which takes 40 times
  // as long.
  if (typeof value === 'bigint') return rawJSON === undefined ? `"${value}"` : String(value);
  try {
    // A replacer doubles the time, so use one only when a value needs it.
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, writeBigint, indent);
  }
}

/** TypeScript has no types for these yet. */
const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown };

function writeBigint(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  // Browsers from before 2025 have no rawJSON: there the digits become a text.
  return rawJSON === undefined ? String(value) : rawJSON(String(value));
}

/**
 * The whole number of a text of digits, exactly.
 *
 * @param digits a whole number as JSON writes it
 * @returns beyond 64 bits, a number if it has the same digits, otherwise the digits as text
 */
export function exactInteger(digits: string): number | bigint | string {
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number;
  if (digits.length > MAX_DIGITS + 1) return digits;
  const exact = BigInt(digits);
  if (exact >= MIN_INT64 && exact <= MAX_UINT64) return exact;
  return String(number) === digits ? number : digits;
}

/** From this number on every double is whole and stands for several integers. */
const MIN_UNSAFE = 2 ** 53;

/**
 * A number as it reads after a round trip through JSON, so that 1e17 stays the same record however often it is
 * forwarded.
 *
 * @returns a text when it is infinite, like 1e400
 */
export function exactNumber(number: number): number | bigint | string {
  // -0 is written as 0.
  if (Math.abs(number) < MIN_UNSAFE) return number + 0;
  const text = String(number);
  return /^-?\d+$/.test(text) ? exactInteger(text) : Number.isFinite(number) ? number : text;
}

/** The body is valid UTF-8, so half a pair can only come from an escape. */
function hasSurrogateEscape(text: string): boolean {
  for (let at = text.indexOf('\\u'); at >= 0; at = text.indexOf('\\u', at + 2)) {
    const digit = text.charCodeAt(at + 2) | 32;
    if (digit === 100) return true;
  }
  return false;
}

let processMark: string | undefined;

/** Begins a marked text. Nobody outside the process can guess it, so nobody can forge one. */
function markOf(): string {
  processMark ??= `${Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('')}:`;
  return processMark;
}

/** Restores all values in place. It keeps its own stack, because JSON can be nested to any depth. */
function restore(root: Record<string, unknown>, mark: string): Record<string, unknown> {
  const open: Record<string, unknown>[] = [root];
  for (let container = open.pop(); container !== undefined; container = open.pop()) {
    const mend = (key: string | number, value: unknown) => {
      if (typeof value === 'object' && value !== null) open.push(value as Record<string, unknown>);
      else if (typeof value === 'string') {
        const mended = value.startsWith(mark) ? exactInteger(value.slice(mark.length)) : value.toWellFormed();
        if (mended !== value) setOwn(container, key, mended);
      }
    };
    if (Array.isArray(container)) for (let i = 0; i < container.length; i++) mend(i, container[i]);
    else for (const key in container) mend(key, container[key]);
  }
  return root;
}

/** Sets a member of any name, or an element. Plain assignment to `__proto__` would change the prototype instead. */
export function setOwn<Value>(
  into: Record<string | number, Value>,
  name: string | number,
  value: NoInfer<Value>,
): void {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
}
