import { padded, widthOf } from './wrap-text.ts';

/** A column of a table. */
interface Column {
  title: string;
  /** The side at which its cells stand, `left` by default; numbers stand at the right. */
  side?: 'left' | 'right';
}

/**
 * Lays out rows in columns, each as wide as its widest cell.
 *
 * @param rows cells without line ends; they may be coloured
 * @param columns titles and sides; without them there is no line of titles, and every cell stands at the left
 * @param paintTitle colours a title
 * @returns lines with line ends and without blanks at their ends; `''` for no rows and no columns
 */
export function table(
  rows: readonly (readonly string[])[],
  columns: readonly Column[] = [],
  paintTitle = (title: string) => title,
): string {
  const titles = columns.map(({ title }) => title);
  const widths: number[] = [];
  for (const row of [titles, ...rows]) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  }
  const line = (cells: readonly string[], paint = (cell: string) => cell) => {
    const shown = cells.map((cell, index) => paint(padded(cell, widths[index] ?? 0, columns[index]?.side)));
    return `${shown.join('  ').trimEnd()}\n`;
  };
  const heading = columns.length === 0 ? '' : line(titles, paintTitle);
  return heading + rows.map((row) => line(row)).join('');
}
