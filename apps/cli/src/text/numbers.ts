import type { CountJson, Older } from '@logwarren/api';
import { intervalText } from '@logwarren/contract/interval-text';

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

/**
 * The sentence below numbers that are estimates.
 *
 * @param what the things that were counted, in the plural, with a capital letter
 * @param mayMiss records that something needs to have in order to be listed for certain; 0 or null when nothing is missing
 * @returns a line with its line end
 */
export function estimateNote(what: string, mayMiss: number | null | undefined): string {
  const missing = mayMiss ? ` ${what} with fewer than about ${grouped(mayMiss)} records may be missing.` : '';
  return `Estimated from a sample: in 95 of 100 cases the truth lies within the ±.${missing} --exact counts all.\n`;
}
