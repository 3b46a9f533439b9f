import { offsetMinutes, zoneByName } from './zones.ts';

/** A time of day in a text. */
export interface TakenClock {
  /** Whole milliseconds since midnight. */
  ms: number;
  /** 0 to 999,999 within the millisecond. */
  nanos: number;
  end: number;
}

/** Since 2023, Java and JavaScript write a narrow space before AM. */
const CLOCK =
  /(\d{1,2}):(\d\d)(?!:\d(?!\d))(?::(\d\d)(?:[.,:](\d{1,9})\d*)?)?(?:[ \u00a0\u202f]?([AaPp])\.?[Mm]\b\.?)?/y;
/** HealthApp pads nothing: `0:7:20:6`. */
const UNPADDED = /(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,9}))?/y;
const DOTTED = /(\d\d)\.(\d\d)\.(\d\d)(?:[.:](\d{1,9}))?/y;
/** Oracle's. */
const DOTTED_HALF = /(\d\d)\.(\d\d)\.(\d\d)(?:[.:](\d{1,9}))? ([AaPp])[Mm]\b/y;
/** Used in file names, and by programs that take their time from one: `10-00-01`. */
const DASHED = /(\d\d)-(\d\d)-(\d\d)(?:[.,](\d{1,9}))?(?!-)/y;
const COMPACT = /(\d\d)(\d\d)(\d\d)(?:[.,](\d{1,9}))?/y;

/**
 * Takes `10:00:00`, with a fraction after a dot, a comma or a colon, with AM or PM.
 *
 * @param isDense also accepts `100000.123`, `10.00.00.123` and `10-00-00`, which are clocks only after a date
 */
export function takeClock(text: string, at: number, isDense: boolean): TakenClock | undefined {
  const patterns = isDense ? [CLOCK, DOTTED_HALF, DOTTED, COMPACT, UNPADDED, DASHED] : [CLOCK];
  for (const pattern of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const clock = match === null ? undefined : clockOf(match, at);
    if (clock !== undefined && !isWordOrDigit(text.charCodeAt(clock.end))) return withHalf(text, clock);
    if (clock !== undefined && /[Zz]/.test(text[clock.end] ?? '') && !isWordOrDigit(text.charCodeAt(clock.end + 1))) {
      return clock;
    }
  }
  return undefined;
}

/** Java's halves of the day in German. */
const GERMAN_HALF = /[ \u00a0\u202f](vorm|nachm)\./iy;
const HALF_DAY_MS = 43_200_000;

/** The clock with the half of the day that a German word after it names. */
function withHalf(text: string, clock: TakenClock): TakenClock {
  const next = text.charCodeAt(clock.end + 1) | 32;
  // N and V; few other lines have one there.
  if (next !== 110 && next !== 118) return clock;
  GERMAN_HALF.lastIndex = clock.end;
  const [all, half = ''] = GERMAN_HALF.exec(text) ?? [];
  if (all === undefined || clock.ms >= HALF_DAY_MS + 3_600_000) return clock;
  const ms = (clock.ms % HALF_DAY_MS) + (half.toLowerCase() === 'nachm' ? HALF_DAY_MS : 0);
  return { ...clock, ms, end: clock.end + all.length };
}

function clockOf(match: RegExpExecArray, at: number): TakenClock | undefined {
  const [all, hourText, minute, second, fraction = '', half] = match;
  let hour = Number(hourText);
  // A leap second is read as the first second of the next minute.
  if (hour > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'P' || half === 'p' ? 12 : 0);
  }
  // After a colon comes a number of milliseconds.
  const isNumber = fraction.length < 3 && all.endsWith(`:${fraction}`) && fraction !== '';
  const digits = (isNumber ? fraction.padStart(3, '0') : fraction).padEnd(9, '0');
  const seconds = (hour * 60 + Number(minute)) * 60 + Number(second ?? 0);
  return { ms: seconds * 1000 + Number(digits.slice(0, 3)), nanos: Number(digits.slice(3)), end: at + all.length };
}

function isWordOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/** A zone after a clock. */
interface TakenZone {
  /** Undefined for an offset that no zone has, and for a name of several meanings. */
  minutes: number | undefined;
  /** A name of several meanings. */
  ambiguous?: string;
  end: number;
}

/** JavaScript writes `GMT+0200 (Central European Summer Time)`, Go `+0000 UTC`, Duplicati ` +02 - [`. */
const OFFSET =
  /(?: \((?:UTC|GMT)([+-]\d\d:?\d\d)\)| (?:UTC|GMT) ?([+-]\d\d:?\d\d)(?: \([\p{L} ]{2,64}\))?| ?([+-]\d\d:?\d\d)(?: UTC)?|([+-]\d\d)|([Zz])(?: UTC)?| ([+-](?:0\d|1[0-4]))(?= - \[))(?!\w|:\S)/uy;
const NAMED = / ?\(?([A-Z]{1,5})\)?(?![\w./])/y;

/** Takes the zone after a clock; undefined without a zone. */
export function takeZone(text: string, at: number): TakenZone | undefined {
  OFFSET.lastIndex = at;
  const offset = OFFSET.exec(text);
  const written = offset?.[1] ?? offset?.[2] ?? offset?.[3] ?? offset?.[4] ?? offset?.[5] ?? offset?.[6];
  if (offset !== null && written !== undefined) {
    const minutes = offsetMinutes(written);
    return { minutes, end: at + offset[0].length };
  }
  NAMED.lastIndex = at;
  const named = NAMED.exec(text);
  const zone = named === null ? undefined : zoneByName(named[1] ?? '');
  if (named === null || zone === undefined) return undefined;
  const end = at + named[0].length;
  return zone === 'ambiguous' ? { minutes: undefined, ambiguous: named[1] ?? '', end } : { minutes: zone, end };
}
