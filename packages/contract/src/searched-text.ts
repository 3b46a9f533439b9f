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
const JSON_ESCAPE = /\\(?:u([0-9a-f]{4})|(.))/gis;
const CUT_JSON = /^(?:\[\s*["{[\]\d-]|\{\s*").*… \[cut, \d+ bytes\]$/s;
const SHORT_ESCAPES: Readonly<Record<string, string>> = Object.freeze({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' });

/**
 * The text itself, unless it is JSON with escapes: then with its texts as they were, each folded on its own. The targets of
 * links stand behind the text that they are in.
 */
export function searchedText(text: string): string {
  if (!BRACKETS.includes(text.charAt(0)) || !ESCAPED.test(text) || !isJson(text)) return commandsLast(text);
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
    return CUT_JSON.test(text);
  }
}

function unescaped(text: string): string {
  return text.replace(JSON_ESCAPE, (_, code: string | undefined, character: string) =>
    code === undefined ? (SHORT_ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
