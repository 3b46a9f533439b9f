import { withoutCommands, withoutEscapes } from '@logwarren/query/terminal-commands';

/**
 * Log text that is safe to look at: anything that would move the cursor, or colour, hide or reorder letters, becomes a
 * visible symbol. Line breaks and tabs stay.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ANSI = /\u001b\[[0-9;:?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
/** Marks that change the writing direction, and zero-width spaces: they make one text look like another. */
const DECEIVING = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** The text without terminal colours and with symbols for other invisible characters: U+0007 as ␇, U+202E as [U+202E]. */
export function visibleText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(ANSI, '')
    .replace(CONTROL, (letter) => (letter === '\u007f' ? '␡' : String.fromCharCode(0x2400 + letter.charCodeAt(0))))
    .replace(DECEIVING, (letter) => `[${codeOf(letter)}]`);
}

/** The code of a letter: `U+202E`. */
export function codeOf(letter: string): string {
  return `U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The beginning of a text, with a sign if it was cut. */
export function shortened(text: string, maxLetters: number): string {
  return text.length > maxLetters ? `${text.slice(0, maxLetters)}…` : text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNCOPIED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * The text for copying: without terminal commands, and without control characters other than tabs and line breaks,
 * which are \n. Otherwise it is unchanged.
 */
export function copiedText(text: string): string {
  return withoutEscapes(withoutCommands(text), '').replaceAll('\r\n', '\n').replace(UNCOPIED, '');
}

/** The text without the blank lines before its first line with text; the indentation of that line stays. */
export function withoutBlankStart(text: string): string {
  const blank = text.length - text.trimStart().length;
  return blank === 0 ? text : text.slice(text.lastIndexOf('\n', blank - 1) + 1);
}

/** The first line, and how many follow. */
export function firstLine(text: string): { line: string; more: number } {
  const end = text.indexOf('\n');
  if (end === -1) return { line: text, more: 0 };
  const rest = text.slice(end + 1).trimEnd();
  return { line: text.slice(0, end), more: rest === '' ? 0 : rest.split('\n').length };
}

/** A message for places with room for one line and nothing else about the record. */
export function briefLine(message: string): string {
  const { line } = firstLine(visibleText(withoutBlankStart(message)));
  return line.trim() === '' ? 'no message' : line;
}
