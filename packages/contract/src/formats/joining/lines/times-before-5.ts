import { dayStart, monthIndex, offsetMinutes, takeTime, zoneByName } from '../../../times/index.ts';

/*
 * The times that versions up to 4 of the joiner know. A range that they read is read again by the same rules. So this
 * copy of the grammar of times (`times/take-time.ts`) stays unchanged when the grammar learns others. It finds only
 * whether a time begins at a position. It uses the grammar's own calendar, minutes of zones and TAI64N.
 */

const AT_SIGN = 64;

/** True when a time begins at a position. */
export function beginsTimeBefore5(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === AT_SIGN) return takeTime(text, at, 0) !== undefined;
  const day = dayAt(text, at);
  if (day === undefined) return code >= 48 && code <= 57 && isEpoch(text, at);
  GAP.lastIndex = day.end;
  const gap = GAP.exec(text)?.[0] ?? '';
  const clockEnd = gap === '' ? undefined : endOfClock(text, day.end + gap.length);
  const end = clockEnd === undefined ? undefined : endOfZone(text, clockEnd);
  if (end === undefined) return false;
  // A leap year, for days without a year.
  const year = day.year ?? yearBehind(text, end) ?? 1968;
  return dayStart(year, day.month, day.day) !== undefined;
}

interface Day {
  year: number | undefined;
  /** 0 to 11. */
  month: number;
  day: number;
  end: number;
}

const DAYS: readonly RegExp[] = [
  /(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?!\d)/y,
  /(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?=[-T :_]\d)/y,
  /(?<first>\d{1,2})(?<mark>[-/.])(?<second>\d{1,2})\k<mark>(?<last>\d{4}|\d\d)(?!\d)/y,
  /(?<day>\d{1,2})[-/ ](?<name>[A-Z][a-z]{2})[a-z]{0,6}[-/ ,] ?(?<year>\d{4}(?!\d)|\d\d(?![\d:]))/y,
  /(?<day>\d{1,2}) (?<name>[A-Z][a-z]{2})(?= \d\d:\d\d:)/y,
  /(?<month>\d\d)[-/.](?<day>\d\d)(?=[ -]\d\d:\d\d:\d\d)/y,
  /(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)(?= {1,2}\d)/y,
];
const WEEKDAY = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? {1,2}/y;
const MONTH_FIRST = /(?<name>[A-Z][a-z]{2})[a-z]{0,6}\.? {1,2}(?<day>\d{1,2})(?:,? (?<year>\d{4})(?!:))?(?!\d)/y;
const GAP = /T|t|[ \t]{1,2}|_|:|-|, ?/y;

function dayAt(text: string, at: number): Day | undefined {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return numericDay(text, at);
  if (code < 65 || code > 90) return undefined;
  WEEKDAY.lastIndex = at;
  const start = at + (WEEKDAY.exec(text)?.[0].length ?? 0);
  const next = text.charCodeAt(start);
  if (next >= 48 && next <= 57) return start > at ? numericDay(text, start) : undefined;
  return read(text, start, MONTH_FIRST);
}

function numericDay(text: string, at: number): Day | undefined {
  for (const pattern of DAYS) {
    const day = read(text, at, pattern);
    if (day !== undefined) return day;
  }
  return undefined;
}

function read(text: string, at: number, pattern: RegExp): Day | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const end = at + match[0].length;
  const day = { ...partsOf(match.groups ?? {}, text.charCodeAt(end) === COLON), end };
  return day.month >= 0 && day.month <= 11 && day.day >= 1 && day.day <= 31 ? day : undefined;
}

const COLON = 58;

type Parts = Omit<Day, 'end'>;

function partsOf(groups: Record<string, string | undefined>, isBeforeColon: boolean): Parts {
  const { day, first, last = '', mark, month, name, second, year } = groups;
  if (first !== undefined) return ofThree(first, Number(second), last, mark === '.' || isBeforeColon);
  const number = name === undefined ? Number(month) - 1 : monthIndex(name);
  return { year: year === undefined ? undefined : fullYear(year), month: number, day: Number(day) };
}

function ofThree(a: string, second: number, last: string, isEuropean: boolean): Parts {
  const first = Number(a);
  if (last.length === 2 && a.length === 2 && first > 12 && second >= 1 && second <= 12) {
    return { year: fullYear(a), month: second - 1, day: Number(last) };
  }
  const isDayFirst = first > 12 || (second <= 12 && isEuropean);
  const [month, day] = isDayFirst ? [second, first] : [first, second];
  return { year: fullYear(last), month: month - 1, day };
}

function fullYear(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

const CLOCKS: readonly RegExp[] = [
  /(\d{1,2}):(\d\d)(?!:\d(?!\d))(?::(\d\d)(?:[.,:](?:\d{1,9})\d*)?)?(?: ?([AaPp])\.?[Mm]\b\.?)?/y,
  /(\d\d)\.(\d\d)\.(\d\d)(?:\.\d{1,9})?/y,
  /(\d\d)(\d\d)(\d\d)(?:[.,]\d{1,9})?/y,
  /(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,:]\d{1,9})?/y,
];

function endOfClock(text: string, at: number): number | undefined {
  for (const pattern of CLOCKS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null || !isClock(match)) continue;
    const end = at + match[0].length;
    if (!WORD.test(text.charAt(end))) return end;
    if (/[Zz]/.test(text.charAt(end)) && !WORD.test(text.charAt(end + 1))) return end;
  }
  return undefined;
}

const WORD = /\w/;

function isClock([, hour, minute, second, half]: RegExpExecArray): boolean {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return false;
  return half === undefined || (Number(hour) >= 1 && Number(hour) <= 12);
}

const OFFSET = /(?: ?([+-]\d\d:?\d\d)|([+-]\d\d)|([Zz]))(?!\w|:\S)/y;
const NAMED = / ?\(?([A-Z]{1,5})\)?(?![\w./])/y;

/** Names of several zones: a time with one of them was not a time. */
const AMBIGUOUS = new Set(['ADT', 'AST', 'BST', 'GST', 'IDT', 'IST', 'NDT', 'NST', 'SST']);

/**
 * The end of the clock if no zone follows; undefined for an offset that no zone has, and for a name of several zones.
 */
function endOfZone(text: string, at: number): number | undefined {
  OFFSET.lastIndex = at;
  const offset = OFFSET.exec(text);
  if (offset !== null) {
    const isKnown = offsetMinutes(offset[1] ?? offset[2] ?? offset[3] ?? '') !== undefined;
    return isKnown ? at + offset[0].length : undefined;
  }
  NAMED.lastIndex = at;
  const named = NAMED.exec(text);
  if (named === null) return at;
  const [all, name = ''] = named;
  if (AMBIGUOUS.has(name)) return undefined;
  return zoneByName(name) === undefined ? at : at + all.length;
}

const YEAR = / (\d{4})(?![\w.-]|:\S)/y;

function yearBehind(text: string, at: number): number | undefined {
  YEAR.lastIndex = at;
  const year = Number(YEAR.exec(text)?.[1]);
  return year >= 1970 && year < 2100 ? year : undefined;
}

const EPOCH = /(\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d{1,9})?(?![\w./-]|:\S)/y;

/** Seconds from 2001 to 2100, or parts of them. */
function isEpoch(text: string, at: number): boolean {
  EPOCH.lastIndex = at;
  const seconds = Number(EPOCH.exec(text)?.[1]?.slice(0, 10));
  return seconds >= 1_000_000_000 && seconds <= 4_102_444_800;
}
