import { countOf } from '../text/numbers.ts';
import { severalLines } from '../text/terminal-text.ts';

/** How many lines of one text are shown. */
const MAX_LINES = 15;
/** How many characters of one line are shown. */
const MAX_LINE = 2_000;

/** Splits text into lines that are safe for a terminal, with blanks for tabs. */
export function safeLines(text: string): string[] {
  return severalLines(text.replaceAll('\t', '    ')).trimEnd().split('\n');
}

/**
 * Splits a message into lines that are safe for a terminal, without blank lines at its beginning. The end of a long text is left
 * out, and a line says so.
 *
 * @param most how many lines to show
 */
export function messageLines(text: string, most = MAX_LINES): string[] {
  const safe = safeLines(text);
  const first = safe.findIndex((line) => line.trim() !== '');
  const all = safe.slice(Math.max(0, first));
  const lines = all.slice(0, most).map(shortLine);
  if (all.length > most) lines.push(`… (${countOf(all.length - most, 'more line')}; -v shows all)`);
  return lines;
}

function shortLine(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}… (${line.length - MAX_LINE} more characters; -v)` : line;
}
