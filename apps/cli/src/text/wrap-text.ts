import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** With less room for it, text is not set under its beginning but further left. */
const LEAST_ROOM = 36;
const NARROW_INDENT = 4;
/** A longer line is left to the terminal: wrapping letters of many parts takes the square of their number. */
const MAX_WRAPPED = 10_000;
/** One character a column, and no colours: most of all text. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Columns that text takes on a terminal; wide and combined letters and colours are counted as what is seen. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** Text in a column of its own, at one side of it; longer text stays as it is. */
export function padded(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const room = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? text + room : room + text;
}

/** Text of at most so many columns; what is longer ends with `…`. */
export function shortened(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += widthOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * Puts lines behind a beginning, wrapped at the width of the terminal and set below the first of them.
 *
 * @param beginning of the first line
 * @param columns Infinity wraps nothing
 * @returns text without a line end
 */
export function hang(beginning: string, lines: readonly string[], columns: number): string {
  const start = widthOf(beginning);
  const isWide = columns - start >= LEAST_ROOM;
  const indent = isWide ? start : NARROW_INDENT;
  const rows = lines.flatMap((line, index) => {
    const taken = index === 0 && !isWide ? start - indent : 0;
    return wrapLine(line, columns - indent, taken);
  });
  return beginning + rows.join(`\n${' '.repeat(indent)}`);
}

/** A line in rows; further ones begin where its own text begins. `taken` columns of the first row are not free. */
function wrapLine(line: string, columns: number, taken: number): string[] {
  if (line.length > MAX_WRAPPED || taken + widthOf(line) <= columns) return [line];
  const text = line.trimStart();
  const own = Math.min(line.length - text.length, Math.floor(columns / 2));
  // Letters stand for what is taken: blanks would be trimmed.
  const filler = 'x'.repeat(taken);
  const [first = '', ...others] = wrapAnsi(filler + text, columns - own, { hard: true }).split('\n');
  return [first.slice(taken), ...others].map((row) => ' '.repeat(own) + row);
}
