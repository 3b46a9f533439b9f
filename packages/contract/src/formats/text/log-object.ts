import { endOfString, parseForeignJson } from '../../json/index.ts';
import { withoutEscapedColours } from './terminal-codes.ts';

/** A parsed JSON object or the pairs of a logfmt line. */
export type LogObject = Record<string, unknown>;

const QUOTE = 34;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/**
 * JSON that is deeper is not a log. It could overflow the stack when it is written back, at a depth that depends on the
 * caller.
 */
const MAX_DEPTH = 500;

/**
 * Parses a JSON object, with every digit of its numbers (see `parseJson`). If a key occurs twice, the last value stays,
 * as everywhere in JSON. Terminal codes are removed.
 *
 * @returns undefined when the text is not JSON, not an object, or nested more than 500 levels deep
 */
export function parseLogObject(text: string): LogObject | undefined {
  if (isNestedDeeply(text)) return undefined;
  try {
    const value = parseForeignJson(withoutEscapedColours(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LogObject) : undefined;
  } catch {
    return undefined;
  }
}

/** True for JSON of more than 500 levels; such a text is the message of its record, as it is. */
export function isNestedDeeply(text: string): boolean {
  if (text.length <= MAX_DEPTH * 2) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPENING_BRACKET || code === OPENING_BRACE) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) depth -= 1;
  }
  return false;
}
