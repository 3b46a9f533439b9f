import { type Instant, parseTimestamp } from '@logwarren/contract/parse-timestamp';
import type { TimeFilter } from '../../filter/filter.ts';

/**
 * A moment as a parameter names it; `agoMs` counts back from the moment of the answer. `nanos` is the part of a
 * millisecond after `ms`; at the end of a range, the part before it.
 */
export type TimeParameter = { kind: 'at'; ms: number; nanos?: number } | { kind: 'relative'; agoMs: number };

const UNIT_MS: Readonly<Record<string, number>> = Object.freeze({
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
});
const AGO = /^(\d{1,9})([smhdw])$/i;
const NOW = /^now(?:([+-])(\d{1,9})([smhdw]))?$/i;
/** A zone whose plus sign became a space: in a query string, `+` is a space unless it is written `%2B`. */
const LOST_PLUS = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) (\d\d(?::?\d\d)?)$/;
/** A day as much of Europe writes it. */
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])/;
/** As seconds, these four digits would be the first hours of 1970, which nobody means. */
const YEAR = /^\d{4}$/;
/** Largest |ms| that a Date can hold. */
const MAX_MS = 8.64e15;

/** Accepted forms of a time, for problems and the documentation. */
export const TIME_FORMS =
  'an ISO 8601 time (2026-11-21T10:15:30Z; UTC without a zone), seconds or milliseconds since 1970 ' +
  '(four digits are refused, because they look like a year; write 2026-01-01), ' +
  'an age (30s, 15m, 2h, 7d, 1w), now, or now-15m';

/** Advice for a text that is not a time, in one line. */
export function timeAdvice(text: string): string {
  const year = YEAR.exec(text.trim())?.[0];
  if (year !== undefined) return `write ${year}-01-01 for a year, or all digits of a time in seconds since 1970`;
  const [, day = '', month = '', of = ''] = DAY_FIRST.exec(text.trim()) ?? [];
  const written = `${of}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (parseTimeParameter(written, 'from') !== undefined)
    return `write the day as ${written}, or a time of it as ${written}T10:15`;
  return 'use an age (15m, 2h, 7d), a day (2026-11-21), a time (2026-11-21T10:15:30Z), seconds since 1970, or now-15m';
}

/**
 * Reads a time in one of the `TIME_FORMS`.
 *
 * @param end the end of a range that it is: a fraction of a millisecond is rounded outwards
 * @returns undefined for anything else
 */
export function parseTimeParameter(text: string, end: 'from' | 'to'): TimeParameter | undefined {
  const trimmed = text.trim();
  const ago = AGO.exec(trimmed);
  if (ago !== null) return { kind: 'relative', agoMs: durationMs(ago[1], ago[2]) };
  const now = NOW.exec(trimmed);
  if (now !== null) {
    const offset = durationMs(now[2], now[3]);
    return { kind: 'relative', agoMs: now[1] === '+' ? -offset : offset };
  }
  if (YEAR.test(trimmed)) return undefined;
  const instant = parseTimestamp(trimmed.replace(LOST_PLUS, '$1+$2'));
  if (instant === undefined) return undefined;
  if (instant.nanos === 0) return { kind: 'at', ms: instant.ms };
  return { kind: 'at', ms: end === 'to' ? instant.ms + 1 : instant.ms, nanos: instant.nanos };
}

/** A range of time, ms since the epoch: `fromMs` included, `toMs` excluded. An absent limit is open. */
export interface ResolvedRange {
  fromMs?: number;
  toMs?: number;
  /** True if neither a parameter nor the query names an end, so that the range ends now. */
  endsNow: boolean;
}

/**
 * The range that parameters and a query choose. This is the one rule of time, for every view:
 *
 * - a range without an end ends now, so no view shows a record dated in the future
 * - a range that begins now or later (`from=now`) has no end: it finds records dated in the future
 * - a limit beyond the range of a Date is open
 *
 * @param within narrows the range further; both ms included, infinite if open
 */
export function resolveRange(
  { from, to }: { from?: TimeParameter | undefined; to?: TimeParameter | undefined },
  nowMs: number,
  within: { min: number; max: number } = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY },
): ResolvedRange {
  const start = Math.max(from === undefined ? Number.NEGATIVE_INFINITY : resolveTime(from, nowMs), within.min);
  const end = Math.min(to === undefined ? Number.POSITIVE_INFINITY : resolveTime(to, nowMs), within.max + 1);
  const endsNow = end === Number.POSITIVE_INFINITY && start < nowMs;
  const last = endsNow ? nowMs : end;
  return {
    ...(start > -MAX_MS ? { fromMs: Math.min(start, MAX_MS) } : {}),
    ...(last < MAX_MS ? { toMs: Math.max(last, -MAX_MS) } : {}),
    endsNow,
  };
}

/**
 * The nanoseconds that the ends of a range exclude within their milliseconds; `resolveRange` knows only whole
 * milliseconds.
 */
export function nanosOfRange(ends: { from?: TimeParameter | undefined; to?: TimeParameter | undefined }): TimeFilter[] {
  const [from, to] = [ends.from, ends.to].map((end) =>
    end?.kind === 'at' && end.nanos !== undefined ? end : undefined,
  );
  return [
    ...(from === undefined ? [] : [timeFilter({ ms: from.ms, nanos: from.nanos ?? 0 }, OPEN_END)]),
    ...(to === undefined ? [] : [timeFilter(OPEN_START, { ms: to.ms - 1, nanos: (to.nanos ?? 1) - 1 })]),
  ];
}

/** Before every moment. */
export const OPEN_START: Instant = Object.freeze({ ms: Number.NEGATIVE_INFINITY, nanos: 0 });
/** After every moment. */
export const OPEN_END: Instant = Object.freeze({ ms: Number.POSITIVE_INFINITY, nanos: 999_999 });

/** A filter for moments, both included. */
export function timeFilter(min: Instant, max: Instant): TimeFilter {
  return {
    kind: 'time',
    min: min.ms,
    max: max.ms,
    ...(min.nanos > 0 ? { minNanos: min.nanos } : {}),
    ...(max.nanos < 999_999 ? { maxNanos: max.nanos } : {}),
  };
}

/** The moment itself, ms since the epoch, always within the range of a Date. */
export function resolveTime(time: TimeParameter, nowMs: number): number {
  const ms = time.kind === 'at' ? time.ms : nowMs - time.agoMs;
  return Math.max(-MAX_MS, Math.min(ms, MAX_MS));
}

function durationMs(number = '0', unit = 's'): number {
  return Number(number) * (UNIT_MS[unit.toLowerCase()] ?? 0);
}
