import { monthIndex, monthOfName } from './calendar.ts';
import type { DayNumbers } from './day-order.ts';

/** A day as written in a text. */
export interface TakenDate {
  /** Absent if the text has no year. */
  year?: number;
  /** 0 to 11. */
  month: number;
  day: number;
  /** Its three numbers, if they may have another order. */
  numbers?: DayNumbers;
  /** Position after it. */
  end: number;
}

type DateReader = (match: RegExpExecArray) => Omit<TakenDate, 'end'> | undefined;

/** `24` is 2024; logs of the nineties are older than their formats. */
function fullYear(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

const yearFirst: DateReader = ([, year = '', month, day]) => ({
  year: fullYear(year),
  month: Number(month) - 1,
  day: Number(day),
});

/**
 * Two numbers and a year with slashes, dots or dashes: `05/14/2024`, `14.05.2024`, and Spark's `24/05/14`, which begins
 * with the year. Americans write the month first; a number that cannot be a month is the day. Dots, and a colon or two
 * dashes before the clock, mark the European order, in which the day comes first even where it could be a year:
 * `24.05.14` is in 2014. Dates were read this way before files taught their order; now `day-order.ts` decides.
 */
const slashed: DateReader = (match) => {
  const [, a = '', mark, b = '', c = ''] = match;
  const [first, second] = [Number(a), Number(b)];
  const end = match.index + match[0].length;
  const isColoned = match.input[end] === ':' || match.input.startsWith(' -- ', end);
  const numbers = { first: a, second: b, last: c, mark: isColoned ? '.' : (mark ?? '') };
  if (mark !== '.' && c.length === 2 && a.length === 2 && first > 12 && second >= 1 && second <= 12) {
    return { year: fullYear(a), month: second - 1, day: Number(c), numbers };
  }
  const isEuropean = mark === '.' || isColoned;
  const isDayFirst = first > 12 || (second <= 12 && isEuropean);
  const [month, day] = isDayFirst ? [second, first] : [first, second];
  return { year: fullYear(c), month: month - 1, day, numbers };
};

const dayAndMonthName: DateReader = ([, day, name = '', year]) => ({
  ...yearOf(year),
  month: monthOfName(name),
  day: Number(day),
});

const monthNameAndDay: DateReader = ([, name = '', day, year]) => ({
  ...(year === undefined ? {} : { year: Number(year) }),
  month: monthIndex(name),
  day: Number(day),
});

const joinedMonthAndDay: DateReader = ([, name = '', day, slashedYear, dashedYear]) => ({
  ...yearOf(slashedYear ?? dashedYear),
  month: monthIndex(name),
  day: Number(day),
});

function yearOf(text: string | undefined): { year?: number } {
  return text === undefined ? {} : { year: fullYear(text) };
}

/** `19 août`, as glibc writes it with the month first. */
const foreignMonthAndDay: DateReader = ([, name = '', day, year]) => ({
  ...(year === undefined ? {} : { year: Number(year) }),
  month: monthOfName(name),
  day: Number(day),
});

const yearAndMonthName: DateReader = ([, year, name = '', day]) => ({
  year: Number(year),
  month: monthIndex(name),
  day: Number(day),
});

const monthAndDay: DateReader = ([, month, day]) => ({ month: Number(month) - 1, day: Number(day) });

/** Days that begin with a digit; each must be followed by a sign that may lead to a clock. */
const NUMERIC: readonly (readonly [RegExp, DateReader])[] = [
  [/(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/y, yearFirst],
  [/(\d{4})(\d\d)(\d\d)(?=[-T :_]\d|\.\d{6}\b)/y, yearFirst],
  [/(\d{4}) ([A-Z][a-z]{2}) {1,2}(\d{1,2})(?= \d\d:\d\d:)/y, yearAndMonthName],
  [/(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d)/y, slashed],
  [/(\d{1,2})[-/ ]([A-Z](?:[a-zäéû]{2,8}|[A-Z]{2}))[-/ ,] ?(\d{4}(?!\d)|\d\d(?![\d:]))/y, dayAndMonthName],
  [/(\d{1,2}) ([A-Z][a-z]{2})(?= \d\d:\d\d:)/y, dayAndMonthName],
  // Bacula writes no seconds.
  [/(\d\d)-([A-Z][a-z]{2})(?= \d\d:\d\d\b)/y, dayAndMonthName],
  [/(\d\d)[-/.](\d\d)(?=[ |-]\d\d:\d\d:\d\d)/y, monthAndDay],
  [/(\d\d)(\d\d)(?=\/\d{6}\b)/y, monthAndDay],
  [/(\d{4}):(\d\d):(\d\d)(?=-\d\d:\d\d:)/y, yearFirst],
  [/(\d\d)(\d\d)(\d\d)(?= {1,2}\d)/y, yearFirst],
];

const DASH = 45;
const SLASH = 47;
const WEEKDAY = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? {1,2}/y;
const MONTH_FIRST = /([A-Z][a-z]{2})[a-z]{0,6}\.? {1,2}(\d{1,2})(?:,? (\d{4})(?!:))?(?!\d)/y;
/** Requires a clock after it, which no word of a sentence has. */
const FOREIGN_MONTH_FIRST = /([A-Za-z][a-zäéû]{2,8})\.? {1,2}(\d{1,2})(?:,? (\d{4}))?(?= \d\d:\d\d:\d\d)/y;
/** `may/14`, `may/14/2024`, `May-14`, `May-14-24`. */
const JOINED_MONTH = /([A-Za-z][a-z]{2})[/-](\d\d)(?:\/(\d{4})|-(\d{4}|\d\d))?(?= \d\d:\d\d:\d\d)/y;

/** Takes a day, with or without a weekday before it. */
export function takeDate(text: string, at: number): TakenDate | undefined {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return numericDate(text, at);
  // Names of days and months begin with a letter, nearly always a capital one.
  if (code < 65 || code > 122) return undefined;
  const mark = text.charCodeAt(at + 3);
  if (mark === SLASH || mark === DASH) return read(text, at, JOINED_MONTH, joinedMonthAndDay);
  if (code > 90) return foreignDate(text, at);
  WEEKDAY.lastIndex = at;
  const start = at + (WEEKDAY.exec(text)?.[0].length ?? 0);
  const next = text.charCodeAt(start);
  if (next >= 48 && next <= 57) return start > at ? numericDate(text, start) : undefined;
  return read(text, start, MONTH_FIRST, monthNameAndDay) ?? foreignDate(text, start);
}

function foreignDate(text: string, at: number): TakenDate | undefined {
  return read(text, at, FOREIGN_MONTH_FIRST, foreignMonthAndDay);
}

const YEAR_SIGN = '年'.charCodeAt(0);
const EAST_ASIAN = /(\d{4})年(\d{1,2})月(\d{1,2})日/y;

function numericDate(text: string, at: number): TakenDate | undefined {
  if (text.charCodeAt(at + 4) === YEAR_SIGN) return read(text, at, EAST_ASIAN, yearFirst);
  for (const [pattern, reader] of NUMERIC) {
    const date = read(text, at, pattern, reader);
    if (date !== undefined) return date;
  }
  return undefined;
}

function read(text: string, at: number, pattern: RegExp, reader: DateReader): TakenDate | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  const date = match === null ? undefined : reader(match);
  if (match === null || date === undefined) return undefined;
  const exists = date.month >= 0 && date.month <= 11 && date.day >= 1 && date.day <= 31;
  return exists ? { ...date, end: at + match[0].length } : undefined;
}
