import { timeOfId } from '@logwarren/contract';

/** Length of a UTC day, ms. */
export const DAY_MS = 86_400_000;

/** UTC day of a moment, yyyymmdd. */
export function utcDay(moment: Date): string {
  return moment.toISOString().slice(0, 10).replaceAll('-', '');
}

/** UTC day in the id of a batch or record, yyyymmdd. */
export function idDay(id: string): string {
  return utcDay(new Date(timeOfId(id)));
}

/**
 * First moment of a day, ms since the epoch.
 *
 * @param day yyyymmdd
 */
export function dayStart(day: string): number {
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
}
