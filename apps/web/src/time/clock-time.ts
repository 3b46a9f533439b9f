import { parseTimeParameter, resolveTime } from '@logwarren/query/moment';
import { localDay } from '../text/format-time.ts';
import { readLocal } from './local-moment.ts';

/**
 * Times of the day without a day, `23:00` or `23.00`. People look for the past, so each means the last time that local
 * clocks showed it: at half past one, `23:00` is yesterday's.
 */

const CLOCK = /^(\d{1,2})([:.])(\d\d)(?:\2(\d\d)(?:[.,](\d{1,3}))?)?$/;
/** Clocks skip a time on one day at most, so the day before has it. */
const DAYS = 3;

/** Limits of a range as the API accepts them; '' for no limit, undefined for text that is not a time. */
export interface Limits {
  from: string | undefined;
  to: string | undefined;
}

/** Reads a time of the day alone, such as `14:30` or `14.30.15,5`; undefined for any other text. */
export function clockOf(text: string): string | undefined {
  const match = CLOCK.exec(text.trim());
  if (match === null) return undefined;
  const [, hour = '', , minute, second, fraction] = match;
  const seconds = second === undefined ? '' : `:${second}${fraction === undefined ? '' : `.${fraction}`}`;
  return `${hour.padStart(2, '0')}:${minute}${seconds}`;
}

/**
 * The last moment, not after `untilMs`, at which local clocks showed a time of the day; undefined for a time that they
 * never show.
 */
export function lastShown(clock: string, untilMs: number): Date | undefined {
  const day = new Date(untilMs);
  for (let back = 0; back < DAYS; back++) {
    const time = readLocal(`${localDay(day)} ${clock}`);
    if (time !== undefined && time.getTime() <= untilMs) return time;
    day.setDate(day.getDate() - 1);
  }
  return undefined;
}

/**
 * Chooses the days for the times of the day in a range, so that the start is before the end. An end that is still to
 * come is today's if the start is today's.
 */
export function placeClocks({ from, to }: Limits, start: string, end: string, nowMs = Date.now()): Limits {
  const placedTo = placeEnd({ from, to }, start, end, nowMs);
  const clock = clockOf(start);
  const endMs = limitMs(placedTo, 'to', nowMs);
  if (clock === undefined || from === undefined || endMs === undefined) return { from, to: placedTo };
  const placed = lastShown(clock, Math.min(nowMs, endMs - 1));
  return { from: placed?.toISOString() ?? from, to: placedTo };
}

function placeEnd({ from, to }: Limits, start: string, end: string, nowMs: number): string | undefined {
  const clock = clockOf(end);
  const [startMs, endMs] = [limitMs(from, 'from', nowMs), limitMs(to, 'to', nowMs)];
  if (clock === undefined || startMs === undefined || endMs === undefined || endMs > startMs) return to;
  const today = localDay(new Date(nowMs));
  const todays = readLocal(`${today} ${clock}`);
  const isOfToday = clockOf(start) === undefined || localDay(new Date(startMs)) === today;
  return isOfToday && todays !== undefined && todays.getTime() > startMs ? todays.toISOString() : to;
}

/** A limit as the API accepts it, ms since the epoch; undefined for no limit and for text that is not a time. */
export function limitMs(limit: string | undefined, end: 'from' | 'to', nowMs = Date.now()): number | undefined {
  const moment = limit === undefined ? undefined : parseTimeParameter(limit, end);
  return moment === undefined ? undefined : resolveTime(moment, nowMs);
}
