import { stringifyJson } from '@logwarren/contract/exact-json';

/** C0 and C1 controls, DEL, and the marks that turn the direction of writing round. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Text of a stranger for a terminal: one line, without what would move the cursor, change colours or reorder letters.
 * Such characters are shown as escapes.
 */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, (unsafe) => {
    const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[unsafe];
    return named ?? escaped(unsafe);
  });
}

/** As JSON writes it, which changes nothing of what a program reads. */
function escaped(unsafe: string): string {
  return `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A value as one line of JSON that does nothing to a terminal either. */
export function jsonLine(value: unknown): string {
  return `${safeJson(stringifyJson(value))}\n`;
}

/** The same of text that is JSON already, without its line end. */
export function safeJson(json: string): string {
  return json.replace(UNSAFE, escaped);
}

/** The same for text of several lines, which stay lines. */
export function severalLines(text: string): string {
  return text.split(/\r?\n/).map(oneLine).join('\n');
}
