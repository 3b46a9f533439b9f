import { dayStart, yearlessMs } from './calendar.ts';
import { type TakenClock, takeClock, takeZone } from './clocks.ts';
import { type TakenDate, takeDate } from './dates.ts';
import { dayChoice } from './day-order.ts';
import type { Instant } from './parse-timestamp.ts';
import { takeRegion } from './zone-regions.ts';

/*
 * The one grammar of times: a day and a clock, in any of the ways in which programs write them, or a number of seconds,
 * milliseconds, microseconds or nanoseconds since the epoch.
 *
 *     2024-05-14T10:00:00.123+02:00   2024/05/14 10:00:00   2024.05.14 10:00:00   20240514 10:00:00   240514 100000
 *     14/May/2024:10:00:00 +0000      14-May-2024 10:00:00  14 May 2024 10:00:00  Tue, 14 May 2024 10:00:00 GMT
 *     May 14 10:00:00                 Tue May 14 10:00:00.123 2024                May 14, 2024 10:00:00 AM
 *     05/14/2024 10:00:00 AM          24/05/14 10:00:00     14.05.2024 10:00:00   05-14 10:00:00.123
 *     2024年5月14日 10:00:00           May 14, 2024 at 10:00:00 AM                     2024/05/14@10:00:00
 *     14/5/2024 -- 10:00:00           2024:05:14-10:00:00   may/14 10:00:00       0514/100000.123   2024-05-14_10-00-00
 *     2024-05-14 10:00:00 Europe/Berlin
 *     1715680800   1715680800.123     1715680800123         @4000000066433ce017d78400
 *
 * A day without a clock is not a time, and neither is a day that does not exist. A time without a zone is taken as UTC
 * and marked, so that `createRecord` puts it into the zone of its context; so is a time whose zone name several zones
 * share (`IST`), and one whose numbers allow several orders. A time without a year means the last such day. Every
 * expression is anchored and bounded, so a look costs the same however long the text is.
 */

/** A time at a position of a text. */
export interface TakenTime extends Instant {
  readonly ms: number;
  readonly nanos: number;
  /** Position after it. */
  readonly end: number;
  /** True if the text has no year. */
  readonly isYearless: boolean;
  /** True for a number since the epoch, false for a day and a clock. */
  readonly isEpoch: boolean;
  readonly isLocal: boolean;
}

const GAP = / --? | at |T|t|[ \t]{1,3}|[_:|/@-]|, ?|\]\[|\.(?=\d{6}\b)/y;
/** Day and clock in one number: `20240514100000.123`. */
const COMPACT = /(20\d\d)(\d\d)(\d\d)(?=(\d{6})(?:[.,]\d{1,9})?(?![\w-]|\.\d))/y;
/** zap's seconds: `1.7156808e+09`. */
const EXPONENT = /(\d)\.(\d{1,18})e\+09(?!\w)/y;
const CTIME_YEAR = / (\d{4})(?![\w.-]|:\S)/y;
const EPOCH = /(\d{10}|\d{13}|\d{16}|\d{19})(?:\.(\d{1,9}))?(?![\w./-]|:\S)/y;
const TAI64N = /@([0-9a-f]{16})([0-9a-f]{8})(?![0-9a-f])/y;
/** Label of the second in which the epoch began: 2^62 plus the ten seconds by which TAI was ahead. */
const TAI64_EPOCH = 2n ** 62n + 10n;
/** Seconds of the year 2100: a larger number is not a time. */
const LAST_EPOCH_SECOND = 4_102_444_800;
/** The billionth second was in 2001; a smaller number is not a time. */
const FIRST_EPOCH_SECOND = 1_000_000_000;

/**
 * Takes the time that begins at a position.
 *
 * @param observedAt ms; gives the year of a time without one
 * @returns undefined when none begins there, or when its day or its offset does not exist
 */
export function takeTime(text: string, at: number, observedAt: number): TakenTime | undefined {
  if (at !== last.at || observedAt !== last.observedAt || text !== last.text)
    last = { text, at, observedAt, time: readTime(text, at, observedAt) };
  return last.time;
}

interface LastTime {
  text: string;
  at: number;
  observedAt: number;
  time: TakenTime | undefined;
}

/**
 * Several formats in turn read the time at the beginning of a line: four for `2024-05-14 10:00:00 INFO text`, which
 * took 3 of 12 µs. The result depends on the arguments alone.
 */
let last: LastTime = { text: '', at: 0, observedAt: 0, time: undefined };

function readTime(text: string, at: number, observedAt: number): TakenTime | undefined {
  const code = text.charCodeAt(at);
  if (code === 64) return takeTai(text, at);
  const taken = takeDate(text, at);
  const date = taken === undefined ? undefined : pastDate(text, at, taken, observedAt);
  if (date === undefined) return code >= 48 && code <= 57 ? takeNumber(text, at, observedAt) : undefined;
  GAP.lastIndex = date.end;
  const gap = GAP.exec(text)?.[0] ?? '';
  if (gap === '') return undefined;
  const clock = takeClock(text, date.end + gap.length, true);
  return clock && timeOf(text, date, clock, observedAt);
}

const TWO_DIGITS_EACH = /(\d\d)([-/])\d\d\2(\d\d)(?!\d)/y;
const TWO_DAYS_MS = 172_800_000;

/**
 * `29-11-26` begins with the year, as `24-05-14` does, unless that year is in the future and the other reading is not.
 */
function pastDate(text: string, at: number, date: TakenDate, observedAt: number): TakenDate {
  const isFuture = (year: number, day: number) => Date.UTC(year, date.month, day) > observedAt + TWO_DAYS_MS;
  // Nearly all days have a year of four digits, so this check is their only cost.
  if (date.end - at !== 8 || observedAt === 0 || date.year === undefined || !isFuture(date.year, date.day)) return date;
  TWO_DIGITS_EACH.lastIndex = at;
  const [, first, , last] = TWO_DIGITS_EACH.exec(text) ?? [];
  const [day, year] = [Number(first), 2000 + Number(last)];
  return date.year === 2000 + day && day <= 31 && !isFuture(year, day) ? { ...date, day, year } : date;
}

function takeNumber(text: string, at: number, observedAt: number): TakenTime | undefined {
  return takeEpoch(text, at) ?? takeCompact(text, at, observedAt) ?? takeExponent(text, at);
}

function takeCompact(text: string, at: number, observedAt: number): TakenTime | undefined {
  COMPACT.lastIndex = at;
  const match = COMPACT.exec(text);
  if (match === null) return undefined;
  const [day = '', year, month, dayOfMonth] = match;
  const date = { year: Number(year), month: Number(month) - 1, day: Number(dayOfMonth), end: at + day.length };
  const clock = date.month > 11 ? undefined : takeClock(text, date.end, true);
  return clock && timeOf(text, date, clock, observedAt);
}

function takeExponent(text: string, at: number): TakenTime | undefined {
  EXPONENT.lastIndex = at;
  const [all, first, digits = ''] = EXPONENT.exec(text) ?? [];
  if (all === undefined) return undefined;
  const padded = `${first}${digits}`.padEnd(19, '0');
  const time = takeEpoch(padded, 0);
  return time && { ...time, end: at + all.length };
}

/** Only the moment. */
export function instantOf({ days, isLocal, ms, nanos, zoneName }: Instant): Instant {
  if (zoneName !== undefined || days !== undefined) return { ms, nanos, isLocal, zoneName, days };
  return isLocal === true ? { ms, nanos, isLocal } : { ms, nanos };
}

function timeOf(text: string, date: TakenDate, clock: TakenClock, observedAt: number): TakenTime | undefined {
  const zone = takeZone(text, clock.end);
  if (zone !== undefined && zone.minutes === undefined && zone.ambiguous === undefined) return undefined;
  let end = zone?.end ?? clock.end;
  let { year } = date;
  if (year === undefined) {
    CTIME_YEAR.lastIndex = end;
    const match = CTIME_YEAR.exec(text);
    if (match !== null && Number(match[1]) >= 1970 && Number(match[1]) < 2100) {
      year = Number(match[1]);
      end += match[0].length;
    }
  }
  const region = zone === undefined ? takeRegion(text, end) : undefined;
  const offsetMs = clock.ms - (zone?.minutes ?? 0) * 60_000;
  const midnight = year === undefined ? undefined : dayStart(year, date.month, date.day);
  const ms =
    year === undefined ? yearlessMs(date.month, date.day, offsetMs, observedAt) : (midnight ?? Number.NaN) + offsetMs;
  if (!Number.isFinite(ms)) return undefined;
  if (region !== undefined) {
    const utc = region.zone.toUtc(ms, observedAt);
    return {
      ms: utc,
      nanos: clock.nanos,
      end: region.end,
      isYearless: year === undefined,
      isEpoch: false,
      isLocal: false,
    };
  }
  const isLocal = zone?.minutes === undefined;
  const time = { ms, nanos: clock.nanos, end, isYearless: year === undefined, isEpoch: false, isLocal };
  const days = date.numbers && dayChoice(date.numbers, offsetMs);
  return zone?.ambiguous === undefined && days === undefined ? time : { ...time, zoneName: zone?.ambiguous, days };
}

/** Takes a number since the epoch. Its number of digits shows the unit. */
function takeEpoch(text: string, at: number): TakenTime | undefined {
  EPOCH.lastIndex = at;
  const match = EPOCH.exec(text);
  if (match === null) return undefined;
  const [all, digits = '', fraction = ''] = match;
  const seconds = Number(digits.slice(0, 10));
  if (seconds < FIRST_EPOCH_SECOND || seconds > LAST_EPOCH_SECOND) return undefined;
  const rest = (digits.slice(10) + (digits.length === 10 ? fraction : '')).padEnd(9, '0');
  const ms = seconds * 1000 + Number(rest.slice(0, 3));
  return {
    ms,
    nanos: Number(rest.slice(3, 9)),
    end: at + all.length,
    isYearless: false,
    isEpoch: true,
    isLocal: false,
  };
}

function takeTai(text: string, at: number): TakenTime | undefined {
  TAI64N.lastIndex = at;
  const match = TAI64N.exec(text);
  if (match === null) return undefined;
  const seconds = Number(BigInt(`0x${match[1]}`) - TAI64_EPOCH);
  const nanoseconds = Number.parseInt(match[2] ?? '', 16);
  if (seconds < 0 || seconds > LAST_EPOCH_SECOND || nanoseconds >= 1e9) return undefined;
  const ms = seconds * 1000 + Math.floor(nanoseconds / 1e6);
  return { ms, nanos: nanoseconds % 1e6, end: at + match[0].length, isYearless: false, isEpoch: true, isLocal: false };
}
