import { dayStart, monthOfName, yearlessMs } from './calendar.ts';
import { type Instant, parseTimestamp } from './parse-timestamp.ts';
import { instantOf, takeTime } from './take-time.ts';
import { offsetMinutes, zoneByName } from './zones.ts';

/*
 * The layout of a program's times: letters of strftime, as in Vector, Fluent Bit, Python and Ruby, or one of the names
 * below. A layout becomes one anchored expression of bounded parts, so reading is linear in the text.
 */

/** Layouts with a name. */
const NAMED_TIME_LAYOUTS = ['iso', 'epoch', 'epoch_ms', 'epoch_us', 'epoch_ns'] as const;

/** Reads the time of a field; undefined when its text has another layout, or names a moment that does not exist. */
export type TimeReader = (text: string, observedAt: number) => Instant | undefined;

/** Parts of a layout: the expression of each, and the part of the time that it reads. */
const DIRECTIVES: Readonly<Record<string, string>> = Object.freeze({
  Y: '(?<year>\\d{4})',
  y: '(?<year>\\d\\d)',
  m: '(?<month>0[1-9]|1[0-2]|[1-9])',
  b: '(?<name>[A-Za-zÀ-ÿ]{3,9})\\.?',
  B: '(?<name>[A-Za-zÀ-ÿ]{3,9})\\.?',
  h: '(?<name>[A-Za-zÀ-ÿ]{3,9})\\.?',
  d: ' ?(?<day>0[1-9]|[12]\\d|3[01]|[1-9])',
  e: ' ?(?<day>0[1-9]|[12]\\d|3[01]|[1-9])',
  j: '(?<yearDay>\\d{1,3})',
  a: '[A-Za-zÀ-ÿ]{2,9}\\.?',
  A: '[A-Za-zÀ-ÿ]{2,9}\\.?',
  H: ' ?(?<hour>[01]\\d|2[0-3]|\\d)',
  k: ' ?(?<hour>[01]\\d|2[0-3]|\\d)',
  I: ' ?(?<hour12>0[1-9]|1[0-2]|[1-9])',
  l: ' ?(?<hour12>0[1-9]|1[0-2]|[1-9])',
  M: '(?<minute>[0-5]\\d|\\d)',
  S: '(?<second>[0-5]\\d|60|\\d)',
  p: '(?<half>[AaPp])\\.?[Mm]\\.?',
  P: '(?<half>[AaPp])\\.?[Mm]\\.?',
  f: '(?<fraction>\\d{1,9})',
  L: '(?<fraction>\\d{1,9})',
  N: '(?<fraction>\\d{1,9})',
  z: '(?<offset>[+-]\\d\\d(?::?\\d\\d)?|Z)',
  Z: '(?<zone>[A-Za-z]{1,5})',
  s: '(?<epoch>\\d{1,12})',
  n: '\\s{1,16}',
  t: '\\s{1,16}',
  '%': '%',
});

/** Directives that stand for several others. */
const COMPOUND: Readonly<Record<string, string>> = Object.freeze({
  T: '%H:%M:%S',
  R: '%H:%M',
  r: '%I:%M:%S %p',
  F: '%Y-%m-%d',
  D: '%m/%d/%y',
});

/** `%-d` and `%_d` are `%d`, `%:z` is `%z`, `%3f` is `%f`; `%.3f` and `%.f` include the dot. */
const PART = /%[-_0:]?(\.?)\d?([A-Za-z%])|%|[^%]+/g;

/**
 * Makes the reader of a layout.
 *
 * @param layout a name, or letters of strftime: `%d.%m.%Y %H:%M:%S,%f`; undefined reads every form of the built-in
 * formats
 * @returns the problem instead, as the end of a sentence about the layout
 */
export function createTimeReader(layout: string | undefined): TimeReader | { problem: string } {
  if (layout === undefined) return readAny;
  if (Object.hasOwn(NAMED, layout)) return NAMED[layout as keyof typeof NAMED];
  if (!layout.includes('%')) {
    return { problem: `has no directive like %Y and is not one of ${NAMED_TIME_LAYOUTS.join(', ')}` };
  }
  const expanded = layout.replaceAll(/%([TRrFD])/g, (_all, letter: string) => COMPOUND[letter] ?? '');
  const parts = Array.from(expanded.matchAll(PART), partOf);
  const unknown = parts.find((part) => typeof part === 'object');
  if (unknown !== undefined) return unknown;
  const problem = incomplete(parts.join(''));
  if (problem !== undefined) return { problem };
  const pattern = new RegExp(`^\\s{0,16}${parts.join('')}\\s{0,16}$`);
  return (text, observedAt) => {
    const groups = pattern.exec(text)?.groups;
    return groups && momentOf(groups, observedAt);
  };
}

function partOf([all, dot, letter]: RegExpExecArray): string | { problem: string } {
  if (letter === undefined) return all === '%' ? { problem: 'ends in the middle of a directive' } : literal(all);
  const part = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter] : undefined;
  if (part === undefined || (dot === '.' && letter !== 'f')) return { problem: `has the unknown directive ${all}` };
  return dot === '.' ? `(?:\\.${part})` : part;
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll(/\s{1,16}/g, '\\s{1,16}');
}

function incomplete(pattern: string): string | undefined {
  const names = Array.from(pattern.matchAll(/\(\?<(\w+)>/g), ([, name]) => name);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) return `names the ${repeated} more than once`;
  const has = (name: string) => names.includes(name);
  if (has('epoch')) return undefined;
  const hasDay = has('yearDay') ? has('year') : has('day') && (has('month') || has('name'));
  if (!hasDay) return 'names no day; it needs %d and %m or %b, %Y and %j, or %s';
  if (has('hour12') && !has('half')) return 'has %I without %p';
  if (!has('hour') && !has('hour12')) return 'names no hour; a day alone is not a time';
  return undefined;
}

type Groups = Record<string, string | undefined>;

function momentOf(groups: Groups, observedAt: number): Instant | undefined {
  const digits = (groups.fraction ?? '').padEnd(9, '0');
  const fractionMs = Number(digits.slice(0, 3));
  const nanos = Number(digits.slice(3));
  if (groups.epoch !== undefined) return { ms: Number(groups.epoch) * 1000 + fractionMs, nanos };
  const minutes = zoneOf(groups);
  if (Number.isNaN(minutes)) return undefined;
  const offsetMs = secondsOf(groups) * 1000 + fractionMs - (minutes ?? 0) * 60_000;
  const ms = dayMs(groups, offsetMs, observedAt);
  if (ms === undefined || !Number.isFinite(ms)) return undefined;
  return instantOf({ ms, nanos, isLocal: minutes === undefined });
}

function secondsOf({ half, hour, hour12, minute, second }: Groups): number {
  const isAfternoon = half !== undefined && half.toLowerCase() === 'p';
  const hours = hour === undefined ? (Number(hour12) % 12) + (isAfternoon ? 12 : 0) : Number(hour);
  return (hours * 60 + Number(minute ?? 0)) * 60 + Number(second ?? 0);
}

/** Minutes east; undefined when the text names no zone, NaN for an unknown one. */
function zoneOf({ offset, zone }: Groups): number | undefined {
  if (offset !== undefined) return offsetMinutes(offset) ?? Number.NaN;
  if (zone === undefined) return undefined;
  const minutes = zoneByName(zone.toUpperCase());
  return typeof minutes === 'number' ? minutes : Number.NaN;
}

function dayMs({ day, month, name, year, yearDay }: Groups, offsetMs: number, observedAt: number): number | undefined {
  const fullYear =
    year === undefined ? undefined : Number(year) + (year.length > 2 ? 0 : Number(year) > 68 ? 1900 : 2000);
  if (yearDay !== undefined && fullYear !== undefined) {
    const start = dayStart(fullYear, 0, 1);
    const ms = start === undefined ? Number.NaN : start + (Number(yearDay) - 1) * 86_400_000;
    return new Date(ms).getUTCFullYear() === fullYear ? ms + offsetMs : undefined;
  }
  const index = name === undefined ? Number(month) - 1 : monthOfName(name);
  if (index < 0) return undefined;
  if (fullYear === undefined) return yearlessMs(index, Number(day), offsetMs, observedAt);
  const start = dayStart(fullYear, index, Number(day));
  return start === undefined ? undefined : start + offsetMs;
}

const readAny: TimeReader = (text, observedAt) => {
  const trimmed = text.trim();
  const time = takeTime(trimmed, 0, observedAt);
  if (time !== undefined && time.end === trimmed.length) return instantOf(time);
  return parseTimestamp(trimmed);
};

/** Whole units since the epoch, with a fraction after a dot, exact to the nanosecond. */
function epochReader(digits: number): TimeReader {
  return (text) => {
    const match = /^(\d{1,20})(?:[.,](\d{1,9})\d{0,20})?$/.exec(text.trim());
    if (match === null) return undefined;
    const [, whole = '', fraction = ''] = match;
    const nanoseconds = BigInt(`${whole}${fraction.padEnd(9, '0')}`) / 10n ** BigInt(digits);
    const ms = Number(nanoseconds / 1_000_000n);
    return ms <= 8.64e15 ? { ms, nanos: Number(nanoseconds % 1_000_000n) } : undefined;
  };
}

const NAMED: Readonly<Record<(typeof NAMED_TIME_LAYOUTS)[number], TimeReader>> = Object.freeze({
  iso: (text) => (/^\s*\d{4}-/.test(text) ? parseTimestamp(text) : undefined),
  epoch: epochReader(0),
  epoch_ms: epochReader(3),
  epoch_us: epochReader(6),
  epoch_ns: epochReader(9),
});
