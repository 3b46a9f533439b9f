const BARS = '▁▂▃▄▅▆▇█';

/**
 * Draws numbers as a row of bars, one character each. Zero is a blank, so that a single record stands out.
 *
 * @param most number that a full bar stands for; the largest if not given
 */
export function sparkline(numbers: readonly number[], most = Math.max(0, ...numbers)): string {
  return numbers
    .map((number) => (number <= 0 ? ' ' : (BARS[Math.min(7, Math.ceil((number / most) * 8) - 1)] ?? '█')))
    .join('');
}

/** Draws a horizontal bar. @param share 0 to 1, drawn in eighths of a character @param columns width of a full bar */
export function bar(share: number, columns: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(share * columns * 8));
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return '█'.repeat(Math.floor(eighths / 8)) + rest;
}

/** Adds up neighbours until there are at most `most` numbers. */
export function condensed(numbers: readonly number[], most: number): number[] {
  const step = Math.max(1, Math.ceil(numbers.length / most));
  return Array.from({ length: Math.ceil(numbers.length / step) }, (_, index) =>
    numbers.slice(index * step, (index + 1) * step).reduce((sum, number) => sum + number, 0),
  );
}
