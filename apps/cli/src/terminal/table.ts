import { padded, widthOf } from './wrap-text.ts';

/** A column of a table. */
export interface Column {
  title: string;
  /** Numbers stand at the right. */
  side?: 'left' | 'right';
}

/**
 * Rows in columns as wide as their widest cell, with titles.
 *
 * @param rows cells, which may be coloured
 * @returns lines with line ends
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  title: (text: string) => string,
): string {
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => padded(cell, widths[index] ?? 0, columns[index]?.side))
      .join('  ')
      .trimEnd();
  const titles = columns.map(({ title: text, side }, index) => title(padded(text, widths[index] ?? 0, side)));
  return [titles.join('  ').trimEnd(), ...rows.map(line)].map((text) => `${text}\n`).join('');
}
