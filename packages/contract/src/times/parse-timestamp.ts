import { dayStart } from './calendar.ts';
import type { DayChoice } from './day-order.ts';
import { offsetMinutes } from './zones.ts';

/** A moment: whole milliseconds since the epoch and the nanoseconds (0 to 999,999) within the millisecond. */
export interface Instant {
  ms: number;
  nanos: number;
  /** True if the text names no zone: `ms` is the local time as if it were UTC. */
  isLocal?: boolean | undefined;
  /** Set if it is local and its zone's letters stand for several zones: `IST`. */
  zoneName?: string | undefined;
  /** Local times that an ambiguous day such as `05-11-26` may mean; `ms` is one of them. */
  days?: DayChoice | undefined;
}

/** Largest |ms| that a JavaScript Date can hold. */
const MAX_MS = 8.64e15;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?(?: ?(Z|UTC|[+-]\d\d(?::?\d\d)?))?$/i;

/**
 * Reads a moment in the forms of log formats.
 *
 * - ISO 8601 and its relatives: `T` or a space, `.` or `,` before the fraction, up to nanoseconds; UTC and `isLocal`
 *   without a zone
 * - a number or a string of digits since the epoch: seconds below 1e11, then ms, µs from 1e14, ns from 1e17
 * - a Date
 *
 * @returns undefined for anything else, including days that do not exist
 */
export function parseTimestamp(value: unknown): Instant | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value === 'bigint') return value < 0n ? undefined : fromEpochDigits(String(value));
  if (value instanceof Date) return instant(value.getTime(), 0);
  if (typeof value !== 'string') return undefined;
  const inUtc = fromUtc(value);
  if (inUtc !== undefined) return inUtc;
  const text = value.trim();
  if (/^\d+$/.test(text)) return fromEpochDigits(text);
  if (/^\d+\.\d+$/.test(text)) return fromEpoch(Number(text));
  return fromIso(text);
}

/** ISO 8601 in UTC with milliseconds, and with nanoseconds if there are any. */
export function formatTimestamp(ms: number, nanos = 0): string {
  const iso = new Date(ms).toISOString();
  return nanos === 0 ? iso : `${iso.slice(0, -1)}${String(nanos).padStart(6, '0')}Z`;
}

function fromEpoch(value: number): Instant | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  if (value < 1e11) {
    const micros = Math.round(value * 1e6);
    return instant(Math.floor(micros / 1000), (micros % 1000) * 1000);
  }
  if (value < 1e14) {
    const ms = Math.floor(value);
    return instant(ms, Math.round((value - ms) * 1e3) * 1e3);
  }
  if (value < 1e17) return instant(Math.floor(value / 1e3), Math.floor(value % 1e3) * 1e3);
  return instant(Math.floor(value / 1e6), Math.floor(value % 1e6));
}

/** Reads digits as text, to keep the nanoseconds that a JavaScript number would round away. */
function fromEpochDigits(text: string): Instant | undefined {
  if (text.length <= 17) return fromEpoch(Number(text));
  if (text.length > 22) return undefined;
  return instant(Number(text.slice(0, -6)), Number(text.slice(-6)));
}

/**
 * Reads exactly `2026-05-14T10:00:00Z`, with or without a fraction of up to nine digits: container runtimes write it in
 * each line. It takes 0.16 µs instead of the patterns' 0.66, which were 6 % of reading a line of Docker.
 *
 * @returns undefined for any other text, and for a moment that does not exist
 */
function fromUtc(text: string): Instant | undefined {
  const end = text.length - 1;
  if (end < 19 || end === 20 || end > 29 || text.charCodeAt(end) !== 90) return undefined;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84) return undefined;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  if (end > 19 && text.charCodeAt(19) !== 46) return undefined;
  const day = dayStart(digits(text, 0, 4), digits(text, 5, 7) - 1, digits(text, 8, 10));
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  const fraction = end === 19 ? 0 : digits(text, 20, end) * 10 ** (29 - end);
  // NaN if one of them is not a digit.
  if (day === undefined || !(hour <= 23 && minute <= 59 && second <= 59 && fraction >= 0)) return undefined;
  const ms = day + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(fraction / 1e6);
  return { ms, nanos: fraction % 1e6 };
}

/** The number that the digits of a range form; NaN if one character is not a digit. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

function fromIso(text: string): Instant | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const dayMs = dayStart(Number(year), Number(month) - 1, Number(day));
  const offset = zone === undefined ? 0 : offsetMs(zone);
  if (dayMs === undefined || offset === undefined) return undefined;
  // A leap second is read as the first second of the next minute.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const digits = fraction.padEnd(9, '0');
  const secondOfDay = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const ms = dayMs + secondOfDay * 1000 + Number(digits.slice(0, 3)) - offset;
  const read = instant(ms, Number(digits.slice(3)));
  return read !== undefined && zone === undefined ? { ...read, isLocal: true } : read;
}

function offsetMs(zone: string): number | undefined {
  const minutes = /^UTC$/i.test(zone) ? 0 : offsetMinutes(zone);
  return minutes === undefined ? undefined : minutes * 60_000;
}

function instant(ms: number, nanos: number): Instant | undefined {
  return Math.abs(ms) <= MAX_MS ? { ms, nanos } : undefined;
}
