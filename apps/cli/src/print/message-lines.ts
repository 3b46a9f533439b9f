import { countOf } from '../text/numbers.ts';
import { severalLines } from '../text/terminal-text.ts';

/** Lines of one text before the rest is left out. */
const MAX_LINES = 15;
/** Characters of one line of it. */
const MAX_LINE = 2_000;

/** A text for the terminal: its lines without what a terminal would obey, tabs as blanks. */
export function safeLines(text: string): string[] {
  return severalLines(text.replaceAll('\t', '    ')).trimEnd().split('\n');
}

/**
 * The same without blank lines at the beginning, and with the end of long texts left out, which is said.
 *
 * @param most lines
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
