import type { CountJson, Older } from '@logwarren/api';
import { intervalText } from '@logwarren/contract/interval-text';

/** Formats a share: `12.3%`, `<0.1%` for a tiny one that is not zero, `-` for a share of nothing. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '-';
  const share = (part / whole) * 100;
  return part > 0 && share < 0.05 ? '<0.1%' : `${share.toFixed(1)}%`;
}

/** Formats a number with its noun: `1 record`, `1,204 records`. */
export function countOf(number: number, noun: string): string {
  return `${grouped(number)} ${number === 1 ? noun : `${noun}s`}`;
}

/** Formats a number with separators: `1,234,567`. */
export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

/**
 * Formats a count that may be an estimate:
 *
 *     1,234              exact, or from an older build, which sends no error
 *     1,234 ±56          an estimate
 *     1,234 (17–4,400)   an estimate that may be off far more to one side than to the other
 *     ≥1,234             counted until time ran out
 */
export function counted(estimate: Older<CountJson, 'error'>): string {
  const { count, error } = estimate;
  if (error === null) return `≥${grouped(count)}`;
  if (error === undefined || error === 0) return grouped(count);
  return `${grouped(count)} ${intervalText(estimate, error, grouped)}`;
}

/**
 * Makes the sentence below numbers that are estimates.
 *
 * @param what the things that were counted, in the plural, with a capital letter
 * @param mayMiss records that something needs to have in order to be listed for certain; 0 or null when nothing is missing
 * @returns a line with its line end
 */
export function estimateNote(what: string, mayMiss: number | null | undefined): string {
  const missing = mayMiss ? ` ${what} with fewer than about ${grouped(mayMiss)} records may be missing.` : '';
  return `Estimated from a sample: in 95 of 100 cases the true number is within the ±.${missing} --exact counts every record.\n`;
}
