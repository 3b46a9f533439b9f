import { foldText } from './fold-text.ts';
import { commandsLast } from './terminal-commands.ts';

/**
 * The text in which words are looked for. Arrays, and objects that are nested too deeply, rest as JSON text, where an escape
 * runs into the word behind it: of `["first\nsecond"]` that would be `nsecond`. So the texts in it are searched as they
 * were before they became JSON.
 */

const BRACKETS = '[{';
const ESCAPED = /[\\\u009b]/;
/** A text of JSON; that of a JSON text that was cut may be left open. */
const JSON_STRING = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)/gs;
const ESCAPED_CHARACTER = /\\./gs;
const JSON_ESCAPE = /\\(?:u([0-9a-f]{4})|(.))/gis;
const JSON_START = /^(?:\[\s*["{[\]\d-]|\{\s*")/;
const CUT_AT_END = /… \[cut, \d+ bytes\]$/;
const CUT_INSIDE = /… \[cut, \d+ bytes\] …/;
const SHORT_ESCAPES: Readonly<Record<string, string>> = Object.freeze({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' });

/**
 * The text itself, unless it is JSON with escapes: then with its texts as they were, each folded on its own. The targets of
 * links stand behind the text that they are in.
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

/** The end of JSON that was cut in a text begins with the rest of that text: it has an odd number of quotation marks. */
function withOpening(end: string): string {
  const quotes = end.replace(ESCAPED_CHARACTER, '').split('"').length - 1;
  return quotes % 2 === 1 ? `"${end}` : end;
}

function searchedJson(text: string): string {
  // A terminal escape that one text leaves open must not swallow the beginning of the next.
  return text.replace(JSON_STRING, (string) => `"${foldText(commandsLast(unescaped(string.slice(1, -1))))}"`);
}

/** True when a phrase or pattern may stand in JSON text as that is written, which is how pages show it. */
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
