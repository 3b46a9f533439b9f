import { type Instant, parseTimestamp } from './parse-timestamp.ts';
import { instantOf, takeTime } from './take-time.ts';

/**
 * Reads the time of a field of JSON or logfmt: all forms of `parseTimestamp`, every form of the grammar with a year,
 * and the objects that some loggers write for a time.
 *
 * @returns undefined for anything else
 */
export function parseLogTime(value: unknown): Instant | undefined {
  if (Array.isArray(value)) return fromParts(value);
  if (typeof value === 'object' && value !== null) return fromObject(value as Record<string, unknown>);
  if (typeof value !== 'string') return parseTimestamp(value);
  if (value !== last.text) last = { text: value, instant: fromText(value) };
  return last.instant;
}

/**
 * Finding the time of an object and reading it parse the same text twice, which took 1 of 10 µs. The result depends on
 * the text alone.
 */
let last: { text: string; instant: Instant | undefined } = { text: '', instant: undefined };

function fromText(value: string): Instant | undefined {
  const instant = parseTimestamp(value);
  if (instant !== undefined) return instant;
  const text = value.trim();
  if (text.startsWith('/Date(')) return parseTimestamp(OF_DOT_NET.exec(text)?.[1]);
  const time = takeTime(text, 0, 0);
  return time === undefined || time.isYearless || time.end !== text.length ? undefined : instantOf(time);
}

/** Microsoft's, in milliseconds; a zone after it is where the moment was written. */
const OF_DOT_NET = /^\/Date\((\d{10,14})(?:[+-]\d{4})?\)\/$/;

const MOST_PARTS = 7;

/** Year, month, day, hour, minute, second and nanoseconds, as Jackson writes a `LocalDateTime`. */
function fromParts(values: readonly unknown[]): Instant | undefined {
  if (values.length < 5 || values.length > MOST_PARTS || !values.every(isPart)) return undefined;
  const two = (part = 0) => String(part).padStart(2, '0');
  const [year, month, day, hour, minute, second, nanoseconds = 0] = values;
  const fraction = String(nanoseconds).padStart(9, '0');
  return parseTimestamp(`${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}.${fraction}`);
}

function isPart(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Keys of the seconds and the nanoseconds: protobuf's, log4j2's, those of Java's Instant. */
const PAIRS = [
  ['seconds', 'nanos'],
  ['epochSecond', 'nanoOfSecond'],
  ['epochSecond', 'nano'],
] as const;

function fromObject(object: Record<string, unknown>): Instant | undefined {
  if (object instanceof Date) return parseTimestamp(object);
  if (Object.hasOwn(object, '$date')) return parseTimestamp(object.$date);
  for (const [secondsKey, nanosKey] of PAIRS) {
    const seconds = Number(object[secondsKey]);
    const nanoseconds = Number(object[nanosKey] ?? 0);
    if (!Object.hasOwn(object, secondsKey) || !Number.isSafeInteger(seconds)) continue;
    if (!(nanoseconds >= 0 && nanoseconds < 1e9)) continue;
    return (
      parseTimestamp(`${seconds}.${String(Math.floor(nanoseconds)).padStart(9, '0')}`) && exact(seconds, nanoseconds)
    );
  }
  return undefined;
}

function exact(seconds: number, nanoseconds: number): Instant {
  return { ms: seconds * 1000 + Math.floor(nanoseconds / 1e6), nanos: Math.floor(nanoseconds % 1e6) };
}
