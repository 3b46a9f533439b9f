import { setOwn } from '../../json/index.ts';

/**
 * Codes that a terminal obeys and does not show: colours, movements of the cursor, links and titles. The text of a link
 * stays.
 */
const TERMINAL_CODES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\u009b[0-?]{0,64}[ -/]{0,8}[@-~]|\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|[()][A-Z0-9]|[\]P^_X][^\u0007\u001b\n]{0,4096}(?:\u0007|\u001b\\)|[=>78])/g;

/** The text without its terminal codes. */
export function withoutColours(text: string): string {
  const shown = text.includes('\u001b') || text.includes('\u009b') ? text.replace(TERMINAL_CODES, '') : text;
  return shown.charCodeAt(0) === OPENING_BRACKET && BARE_COLOUR.test(shown) ? shown.replace(BARE_COLOURS, '') : shown;
}

const OPENING_BRACKET = 91;
/**
 * Colours without their escape character, which something has removed, such as `[31mERROR[0m`; only if a text begins
 * with one.
 */
const BARE_COLOUR = /^\[(?:\d{1,3}(?:;\d{1,3}){0,4})?m/;
const BARE_COLOURS = /\[(?:\d{1,3}(?:;\d{1,3}){0,4})?m/g;

/**
 * The same codes as JSON writes them, without the two characters that end a string; any other escape is taken as a
 * whole.
 */
const ESCAPED_CODES =
  /\\u001[bB](?:\[[0-?]{0,64}[ !#-/]{0,8}[@-[\]-~]|[()][A-Z0-9]|[\]P^_X](?:[^"\\]|\\["\\/]){0,4096}(?:\\u0007|\\u001[bB]\\\\)|[=>78])|\\./gs;

/** The text of JSON without the terminal codes in its strings. */
export function withoutEscapedColours(json: string): string {
  if (!json.includes('\\u001b') && !json.includes('\\u001B')) return json;
  return json.replace(ESCAPED_CODES, (found) => (found.length > 2 ? '' : found));
}

/** The same for a value of JSON; the value itself when there is nothing to remove. */
export function withoutColoursInside(value: unknown): unknown {
  return holdsEscape(value, 0) ? plainValue(value, 0) : value;
}

/** Deeper values are kept as their JSON text, in which an escape sequence does nothing. */
const MAX_DEPTH = 32;

function holdsEscape(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.includes('\u001b');
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  // In place: lists of hundreds of thousands of members take several times as long.
  for (const name in value) {
    if (name.includes('\u001b') || holdsEscape((value as Record<string, unknown>)[name], depth + 1)) return true;
  }
  return false;
}

function plainValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutColours(value);
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((element) => plainValue(element, depth + 1));
  const plain: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value))
    setOwn(plain, withoutColours(name), plainValue(member, depth + 1));
  return plain;
}
