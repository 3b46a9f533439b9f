import type { CountJson, Older } from '@logwarren/api';
import { intervalText } from '@logwarren/contract/interval-text';

const BARS = '▁▂▃▄▅▆▇█';

/**
 * Numbers as a row of bars, one character each; nothing is a blank, so that a single one can be seen.
 *
 * @param most number that a full bar stands for; the largest if not given
 */
export function sparkline(numbers: readonly number[], most = Math.max(0, ...numbers)): string {
  return numbers
    .map((number) => (number <= 0 ? ' ' : (BARS[Math.min(7, Math.ceil((number / most) * 8) - 1)] ?? '█')))
    .join('');
}

/** A bar across for a share of one, in eighths of a character. */
export function bar(share: number, columns: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(share * columns * 8));
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return '█'.repeat(Math.floor(eighths / 8)) + rest;
}

/** Adds neighbours up until there are at most so many numbers. */
export function condensed(numbers: readonly number[], most: number): number[] {
  const step = Math.max(1, Math.ceil(numbers.length / most));
  return Array.from({ length: Math.ceil(numbers.length / step) }, (_, index) =>
    numbers.slice(index * step, (index + 1) * step).reduce((sum, number) => sum + number, 0),
  );
}

/** `12.3%`; what is there but little is `<0.1%`. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '-';
  const share = (part / whole) * 100;
  return part > 0 && share < 0.05 ? '<0.1%' : `${share.toFixed(1)}%`;
}

/** A number with its noun: `1 record`, `1,204 records`. */
export function countOf(number: number, noun: string): string {
  return `${grouped(number)} ${number === 1 ? noun : `${noun}s`}`;
}

/** `1,234,567` */
export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

/**
 * `1,234`, also where a build before did not answer an error; an estimate as `1,234 ±56`, one that may be off to one side far more than to the other as `1,234 (17–4,400)`,
 * and what was seen when the time was up as `≥1,234`.
 */
export function counted(estimate: Older<CountJson, 'error'>): string {
  const { count, error } = estimate;
  if (error === null) return `≥${grouped(count)}`;
  if (error === undefined || error === 0) return grouped(count);
  return `${grouped(count)} ${intervalText(estimate, error, grouped)}`;
}
