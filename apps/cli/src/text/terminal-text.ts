import { stringifyJson } from '@logwarren/contract/exact-json';

/** C0 and C1 controls, DEL, and the marks that change the direction of writing. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Makes foreign text safe for a terminal: one line, in which characters that would move the cursor, change colours or
 * reorder letters are shown as escapes.
 */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, (unsafe) => {
    const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[unsafe];
    return named ?? escaped(unsafe);
  });
}

/** Escapes a character as JSON does, so that a program reads the same. */
function escaped(unsafe: string): string {
  return `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Formats a value as one line of JSON, with its line end, that is safe for a terminal. */
export function jsonLine(value: unknown): string {
  return `${safeJson(stringifyJson(value))}\n`;
}

/** Makes JSON safe for a terminal; programs read the same from it. @param json without line ends */
export function safeJson(json: string): string {
  return json.replace(UNSAFE, escaped);
}

/** Makes foreign text of several lines safe for a terminal; the lines stay. */
export function severalLines(text: string): string {
  return text.split(/\r?\n/).map(oneLine).join('\n');
}
