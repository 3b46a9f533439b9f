const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HOUR_MS = 3_600_000;

/** Number of a month's English short name in any case, 0 to 11, -1 for any other text. */
export function monthIndex(name: string): number {
  const known = MONTHS.indexOf(name);
  return known >= 0 ? known : MONTHS.indexOf(name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase());
}

/**
 * First letters of the names of months where they differ from English: German, French, Spanish, Italian, Portuguese,
 * Dutch.
 */
const FOREIGN_MONTHS: readonly string[] = [
  'jän ene gen',
  'fév fev',
  'mär mrt',
  'avr abr',
  'mai mei mag',
  'giu',
  'juil lug',
  'aoû ago',
  'set',
  'okt out ott',
  '',
  'dez déc dic',
];
const MONTH_OF_FOREIGN: ReadonlyMap<string, number> = new Map(
  FOREIGN_MONTHS.flatMap((names, month) => names.split(' ').map((name) => [name, month] as const)),
);

/** Number of a month's name in one of the languages that logs use, 0 to 11; -1 for any other text. */
export function monthOfName(name: string): number {
  const english = monthIndex(name.slice(0, 3));
  if (english >= 0 && !/^jui/i.test(name)) return english;
  const lower = name.toLowerCase();
  if (lower.startsWith('juin')) return 5;
  return MONTH_OF_FOREIGN.get(lower.slice(0, 4)) ?? MONTH_OF_FOREIGN.get(lower.slice(0, 3)) ?? -1;
}

/** The calendar repeats after 400 years; `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
const CALENDAR_CYCLE_MS = Date.UTC(2400, 0, 1) - Date.UTC(2000, 0, 1);

/**
 * Midnight of a day in UTC, ms since the epoch; undefined for 31 June, which `Date.UTC` rolls over to 1 July.
 *
 * @param month 0 to 11
 */
export function dayStart(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year + 400, month, day);
  const read = new Date(ms);
  return read.getUTCMonth() === month && read.getUTCDate() === day ? ms - CALENDAR_CYCLE_MS : undefined;
}

/** A time without a year that lies further in the future than this counts as last year's. */
const MAX_AHEAD_MS = 24 * HOUR_MS;

/**
 * The latest such day that is at most a day after `observedAt`; 29 February may be eight years back. It decides by
 * whole hours: records of one hour get one year, so that a message is divided in the same way whenever it is read.
 *
 * @param offsetMs since the day's midnight
 * @returns NaN when there is no such day
 */
export function yearlessMs(month: number, day: number, offsetMs: number, observedAt: number): number {
  const latest = (Math.floor((observedAt + MAX_AHEAD_MS) / HOUR_MS) + 1) * HOUR_MS - 1;
  const thisYear = new Date(latest).getUTCFullYear();
  for (let year = thisYear; year >= thisYear - 8; year--) {
    const ms = (dayStart(year, month, day) ?? Number.NaN) + offsetMs;
    if (ms <= latest) return ms;
  }
  return Number.NaN;
}
