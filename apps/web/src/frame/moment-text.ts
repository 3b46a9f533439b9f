import { parseTimeParameter, resolveTime } from '@logwarren/contract/moment';
import { localDay, localTime } from '../record/format-time.ts';

/**
 * Moments as people write and read them: local time on a clock of 24 hours, or whatever else the API takes. In the hour that
 * comes twice when summer time ends, the distance from UTC stands behind it.
 */

const HOUR_MS = 3_600_000;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?)?$/;
const CLOCK = /^(\d{1,2})(:\d\d(?::\d\d(?:[.,]\d{1,3})?)?)$/;

/** `2026-11-21 10:15:30`; in the hour that comes twice `2026-10-25 02:15:30 +02:00`. */
export function momentText(time: Date): string {
  return isRepeated(time) ? `${localTime(time)} ${offsetText(time)}` : localTime(time);
}

/**
 * A limit of a range, as the address has it, for a person to change: read back by `readMoment`, it is the same to the
 * millisecond.
 */
export function toInput(text: string): string {
  const moment = parseTimeParameter(text, 'from');
  // An age, or what is finer or no moment at all, is best left as it was written.
  if (moment?.kind !== 'at' || moment.nanos !== undefined) return text;
  const time = new Date(moment.ms);
  const ms = moment.ms % 1000 === 0 ? '' : `.${String(time.getMilliseconds()).padStart(3, '0')}`;
  const local = `${localTime(time)}${ms}${isRepeated(time) ? ` ${offsetText(time)}` : ''}`;
  const isSame = readMoment(local, 'from') === time.toISOString();
  return isSame ? local : time.toISOString();
}

/**
 * Reads what a person wrote for a limit of a range: local time unless a zone stands behind it, today's where it is `14:30`
 * alone, and every other form of the API.
 *
 * @returns what the API takes; undefined when it takes nothing like it, or when the clocks skip that time
 */
export function readMoment(text: string, end: 'from' | 'to'): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const local = LOCAL.exec(withDay(trimmed));
  if (local !== null) return readLocal(local)?.toISOString();
  const moment = parseTimeParameter(trimmed, end);
  if (moment?.kind !== 'at' || moment.nanos !== undefined) return moment === undefined ? undefined : trimmed;
  return new Date(moment.ms).toISOString();
}

/** Whether a text is a time of the day alone, which is read as today's. */
export function isOfToday(text: string): boolean {
  return CLOCK.test(text.trim());
}

/** A time of the day alone with the present day before it; any other text as it is. */
function withDay(text: string): string {
  const clock = CLOCK.exec(text);
  return clock === null ? text : `${localDay(new Date())} ${clock[1]?.padStart(2, '0')}${clock[2]}`;
}

/** Ms since the epoch of what `readMoment` returned; undefined for no limit. */
export function momentMs(text: string, end: 'from' | 'to'): number | undefined {
  const moment = parseTimeParameter(text, end);
  return moment === undefined ? undefined : resolveTime(moment, Date.now());
}

/** The two moments that have this time on local clocks, as texts; undefined unless there are two. */
export function bothMoments(text: string): [first: string, second: string] | undefined {
  const local = LOCAL.exec(withDay(text.trim()));
  const first = local === null ? undefined : readLocal(local);
  const second = first === undefined ? undefined : otherOf(first);
  return first === undefined || second === undefined ? undefined : [momentText(first), momentText(second)];
}

/** The first of two where clocks are set back; undefined where they skip it, and for days that do not exist. */
function readLocal([, year, month, day, hour = '0', minute = '0', second = '0', fraction = '']: string[]):
  | Date
  | undefined {
  const parts = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const time = new Date(2000, 0, 1);
  time.setFullYear(parts[0], parts[1] - 1, parts[2]);
  time.setHours(parts[3], parts[4], parts[5], Number(fraction.padEnd(3, '0')));
  const read = [time.getFullYear(), time.getMonth() + 1, time.getDate(), time.getHours(), time.getMinutes()];
  return read.every((value, index) => value === parts[index]) && parts[5] < 60 ? time : undefined;
}

function isRepeated(time: Date): boolean {
  return otherOf(time) !== undefined;
}

/** The other moment with the same time on local clocks; clocks are set back by an hour, rarely by something else. */
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
