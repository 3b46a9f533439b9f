import { foldText } from './fold-text.ts';
import { commandsLast } from './terminal-commands.ts';

/**
 * The text in which a search looks for words. Arrays, and objects that are nested too deeply, are stored as JSON text,
 * where an escape runs into the next word: `["first\nsecond"]` would have the word `nsecond`. So the texts in it are
 * searched as they were before they became JSON.
 */

const BRACKETS = '[{';
const ESCAPED = /[\\\u009b]/;
/** A string of JSON; if the JSON was cut, it may be left open. */
const JSON_STRING = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)/gs;
const ESCAPED_CHARACTER = /\\./gs;
const JSON_ESCAPE = /\\(?:u([0-9a-f]{4})|(.))/gis;
const JSON_START = /^(?:\[\s*["{[\]\d-]|\{\s*")/;
const CUT_AT_END = /… \[cut, \d+ bytes\]$/;
const CUT_INSIDE = /… \[cut, \d+ bytes\] …/;
const SHORT_ESCAPES: Readonly<Record<string, string>> = Object.freeze({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' });

/**
 * The text itself, unless it is JSON with escapes: then the JSON with its original texts, each folded separately. The
 * targets of links follow the text that contains them.
 */
export function searchedText(text: string): string {
  if (!BRACKETS.includes(text.charAt(0)) || !ESCAPED.test(text)) return commandsLast(text);
  if (isJson(text)) return searchedJson(text);
  if (!JSON_START.test(text)) return commandsLast(text);
  if (CUT_AT_END.test(text)) return searchedJson(text);
  const mark = CUT_INSIDE.exec(text);
  if (mark === null) return commandsLast(text);
  const tailStart = mark.index + mark[0].length;
  return searchedJson(text.slice(0, tailStart)) + searchedJson(withOpening(text.slice(tailStart)));
}

/**
 * If JSON was cut inside a text, its end begins with the rest of that text and has an odd number of quotation marks.
 */
function withOpening(end: string): string {
  const quotes = end.replace(ESCAPED_CHARACTER, '').split('"').length - 1;
  return quotes % 2 === 1 ? `"${end}` : end;
}

function searchedJson(text: string): string {
  // A terminal escape that one text leaves open must not swallow the beginning of the next text.
  return text.replace(JSON_STRING, (string) => `"${foldText(commandsLast(unescaped(string.slice(1, -1))))}"`);
}

/** True if a phrase or pattern may appear in JSON text as written, which is how pages show it. */
export function hasEscape(pieces: readonly string[]): boolean {
  return pieces.some((piece) => piece.includes('\\'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function unescaped(text: string): string {
  return text.replace(JSON_ESCAPE, (_, code: string | undefined, character: string) =>
    code === undefined ? (SHORT_ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
