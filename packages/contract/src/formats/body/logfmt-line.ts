import { exactInteger } from '../../json/index.ts';
import { type JsonKeys, recordFromJson } from '../../record/index.ts';
import { FreeNames } from '../format/free-names.ts';
import type { LineFormat } from '../format/line-format.ts';
import type { LogObject } from '../text/log-object.ts';
import { adaptObject } from './json/loggers/adapt-object.ts';

/*
 * logfmt, as logrus, go-kit, slog and Heroku write it: `level=info msg="a \"quoted\" text" status=200 debug`. It uses
 * the same keys as JSON. Other values become numbers, true or false if they can be written back without a difference. A
 * repeated key gets `.2`.
 */

const SPACE = 32;
const QUOTE = 34;
const EQUALS = 61;
const BACKSLASH = 92;
/** A line with more tokens than this is not a program's log; the limit bounds the work for a hostile line. */
const MAX_TOKENS = 1000;

/**
 * Makes the reader of logfmt lines.
 *
 * @param strict for detection: at least two pairs and no word without a value, so that prose does not count as logfmt
 */
export function createLogfmtFormat(keys: JsonKeys, strict: boolean): LineFormat {
  const ownKeys = new Set(Object.values(keys as unknown as Record<string, readonly string[]>).flat());
  return (line, context) => {
    const pairs = scanPairs(line, strict);
    if (pairs === undefined) return undefined;
    for (const key of Object.keys(pairs)) {
      if (!ownKeys.has(key)) pairs[key] = typedValue(pairs[key]);
    }
    const read = recordFromJson(adaptObject(pairs, keys, true), context, keys, () => line);
    return 'record' in read ? read.record : undefined;
  };
}

/** @returns undefined when the line is malformed (an open quotation mark, a token without a key) or has no pair */
function scanPairs(line: string, strict: boolean): LogObject | undefined {
  // The prototype stays null, so `__proto__` is a key like any other.
  const pairs: LogObject = Object.create(null);
  const names = new FreeNames();
  let tokens = 0;
  let count = 0;
  for (let at = skipSpace(line, 0); at < line.length; at = skipSpace(line, at)) {
    const keyEnd = endOfKey(line, at);
    if (keyEnd === at || ++tokens > MAX_TOKENS) return undefined;
    const key = names.find(pairs, line.slice(at, keyEnd));
    if (line.charCodeAt(keyEnd) !== EQUALS) {
      if (strict || line.charCodeAt(keyEnd) === QUOTE) return undefined;
      pairs[key] = true;
      at = keyEnd;
      continue;
    }
    const valueEnd = endOfValue(line, keyEnd + 1);
    if (valueEnd < 0) return undefined;
    pairs[key] = valueText(line, keyEnd + 1, valueEnd);
    count += 1;
    at = valueEnd;
  }
  return count >= (strict ? 2 : 1) ? pairs : undefined;
}

function skipSpace(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) <= SPACE) at += 1;
  return at;
}

function endOfKey(line: string, from: number): number {
  let at = from;
  while (at < line.length && line.charCodeAt(at) > SPACE) {
    const code = line.charCodeAt(at);
    if (code === EQUALS || code === QUOTE) break;
    at += 1;
  }
  return at;
}

/** @returns position after the value; -1 when its quotation mark is never closed or text is glued to the closing one */
function endOfValue(line: string, from: number): number {
  let at = from;
  if (line.charCodeAt(from) !== QUOTE) {
    while (at < line.length && line.charCodeAt(at) > SPACE) {
      if (line.charCodeAt(at) === QUOTE) return -1;
      at += 1;
    }
    return at;
  }
  for (at = from + 1; at < line.length && line.charCodeAt(at) !== QUOTE; at++) {
    if (line.charCodeAt(at) === BACKSLASH) at += 1;
  }
  if (at >= line.length) return -1;
  return at + 1 === line.length || line.charCodeAt(at + 1) <= SPACE ? at + 1 : -1;
}

function valueText(line: string, start: number, end: number): string {
  if (line.charCodeAt(start) !== QUOTE) return line.slice(start, end);
  const inner = line.slice(start + 1, end - 1);
  return inner.includes('\\') ? unescaped(inner) : inner;
}

const ESCAPES: Readonly<Record<string, string>> = Object.freeze({ n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' });

/** Go's and JSON's escapes; any other stays as it is. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs, (whole, unicode, hex, letter) => {
    const code = unicode ?? hex;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return Object.hasOwn(ESCAPES, letter) ? (ESCAPES[letter] as string) : whole;
  });
}

function typedValue(value: unknown): unknown {
  if (value === 'true') return true;
  if (value === 'false') return false;
  if (typeof value !== 'string' || !/^-?\d+(?:\.\d+)?$/.test(value)) return value;
  const number = value.includes('.') ? Number(value) : exactInteger(value);
  return String(number) === value ? number : value;
}
