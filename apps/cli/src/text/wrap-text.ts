import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** With less room than this, further rows begin at the narrow indent instead of below the first row. */
const LEAST_ROOM = 36;
const NARROW_INDENT = 4;
/** The terminal wraps longer lines: our wrapping takes quadratic time for characters made of many code points. */
const MAX_WRAPPED = 10_000;
/** Text with one character per column and no colours, as most text is. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Columns that text takes on a terminal: wide characters count twice, colours and combining marks not at all. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** Pads text to a width; longer text stays as it is. @param side where the text stands */
export function padded(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const room = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? text + room : room + text;
}

/** Shortens text to a number of columns; shortened text ends with `…`. */
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
 * Puts lines behind a beginning. Lines wrap at the width of the terminal, and all rows begin in the same column.
 *
 * @param beginning of the first line
 * @param columns Infinity wraps nothing
 * @returns text without a line end
 */
export function wrapAfter(beginning: string, lines: readonly string[], columns: number): string {
  const start = widthOf(beginning);
  const isWide = columns - start >= LEAST_ROOM;
  const indent = isWide ? start : NARROW_INDENT;
  const rows = lines.flatMap((line, index) => {
    const taken = index === 0 && !isWide ? start - indent : 0;
    return wrapLine(line, columns - indent, taken);
  });
  return beginning + rows.join(`\n${' '.repeat(indent)}`);
}

/** Wraps a line; all rows keep the indent of the line. @param taken columns of the first row that are not free */
function wrapLine(line: string, columns: number, taken: number): string[] {
  if (line.length > MAX_WRAPPED || taken + widthOf(line) <= columns) return [line];
  const text = line.trimStart();
  const own = Math.min(line.length - text.length, Math.floor(columns / 2));
  // Letters fill the columns that are taken, because blanks would be trimmed.
  const filler = 'x'.repeat(taken);
  const [first = '', ...others] = wrapAnsi(filler + text, columns - own, { hard: true }).split('\n');
  return [first.slice(taken), ...others].map((row) => ' '.repeat(own) + row);
}
