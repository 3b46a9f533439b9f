import { parseTimeParameter } from '@logwarren/query/moment';
import { localDay, localTime } from '../text/format-time.ts';
import { clockOf, lastShown } from './clock-time.ts';
import { isLocalForm, readLocal } from './local-moment.ts';

/**
 * Moments as people write and read them: local time on a 24-hour clock, or anything else that the API accepts. In the
 * hour that comes twice when summer time ends, the offset from UTC follows.
 */

const HOUR_MS = 3_600_000;
/** A number with fewer digits is not seconds since 1970 but a slip: `8` was meant as a time of the day. */
const EPOCH = /^\d{9,}(\.\d+)?$/;
const NUMBER = /^[\d.]+$/;

/** `2026-11-21 10:15:30`; in the hour that comes twice, `2026-10-25 02:15:30 +02:00`. */
export function momentText(time: Date): string {
  return isRepeated(time) ? `${localTime(time)} ${offsetText(time)}` : localTime(time);
}

/** Formats a limit of a range from the address for a person to edit; `readMoment` reads it back to the millisecond. */
export function toInput(text: string): string {
  const moment = parseTimeParameter(text, 'from');
  // Leave ages, finer times and texts that are not times as they were written.
  if (moment?.kind !== 'at' || moment.nanos !== undefined) return text;
  const time = new Date(moment.ms);
  const ms = moment.ms % 1000 === 0 ? '' : `.${String(time.getMilliseconds()).padStart(3, '0')}`;
  const local = `${localTime(time)}${ms}${isRepeated(time) ? ` ${offsetText(time)}` : ''}`;
  const isSame = readMoment(local, 'from') === time.toISOString();
  return isSame ? local : time.toISOString();
}

/**
 * Reads a limit of a range that a person wrote: local time unless a zone follows, the last `14:30` for a time of the
 * day alone, and every other form that the API accepts except small numbers.
 *
 * @returns a text for the API; undefined when the API accepts nothing like it, or when the clocks skip that time
 */
export function readMoment(text: string, end: 'from' | 'to'): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  if (isLocalForm(trimmed) || clockOf(trimmed) !== undefined) return localMoment(trimmed)?.toISOString();
  if (NUMBER.test(trimmed) && !EPOCH.test(trimmed)) return undefined;
  const moment = parseTimeParameter(trimmed, end);
  if (moment?.kind !== 'at' || moment.nanos !== undefined) return moment === undefined ? undefined : trimmed;
  return new Date(moment.ms).toISOString();
}

function localMoment(text: string): Date | undefined {
  const clock = clockOf(text);
  return clock === undefined ? readLocal(text) : lastShown(clock, Date.now());
}

/** A limit with the name of its day, if that is today or yesterday: `Yesterday, 2026-11-20 23:00:00.` */
export function dayText(iso: string): string {
  const time = new Date(iso);
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  const names = new Map([
    [localDay(new Date()), 'Today, '],
    [localDay(yesterday), 'Yesterday, '],
  ]);
  return `${names.get(localDay(time)) ?? ''}${momentText(time)}${time.getTime() > Date.now() ? ', which is still to come' : ''}.`;
}

/** The two moments at which local clocks show this time, as texts; undefined unless there are two. */
export function bothMoments(text: string): [first: string, second: string] | undefined {
  const first = localMoment(text.trim());
  const second = first === undefined ? undefined : otherOf(first);
  return first === undefined || second === undefined ? undefined : [momentText(first), momentText(second)];
}

function isRepeated(time: Date): boolean {
  return otherOf(time) !== undefined;
}

/** The other moment with the same local time; clocks are set back by an hour, rarely by something else. */
function otherOf(time: Date): Date | undefined {
  const minutesAt = (ms: number) => new Date(ms).getTimezoneOffset();
  const back = minutesAt(time.getTime() + 12 * HOUR_MS) - minutesAt(time.getTime() - 12 * HOUR_MS);
  if (back <= 0) return undefined;
  return [back, -back]
    .map((minutes) => new Date(time.getTime() + minutes * 60_000))
    .find((other) => localTime(other) === localTime(time));
}

function offsetText(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  const pad = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${pad(Math.abs(minutes) / 60)}:${pad(Math.abs(minutes) % 60)}`;
}
