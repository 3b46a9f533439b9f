/** A zone for times without one. */
export interface TimeZone {
  /** As given: `Europe/Berlin`, `+05:30`. */
  readonly name: string;
  /**
   * The moment of a local time.
   *
   * In the hour that spring skips, the offset before it applies, so that 02:30 is 03:30. In the hour that autumn
   * repeats, the first one applies, unless the line was read within the hour after the second. Then the second applies,
   * because lines of a followed file are read when they are written.
   *
   * @param localMs the local time as if it were UTC, ms
   * @param observedAt when the line was read, ms since the epoch
   */
  toUtc(localMs: number, observedAt: number): number;
}

const DAY_MS = 86_400_000;
/** Offsets change only at quarters of an hour. */
const QUARTER_MS = 900_000;
/** Quarters of an hour to remember: Intl takes 100 times as long as a lookup in a map. */
const MAX_REMEMBERED = 2_000;
/** How far a writer's clock and ours may differ. */
const CLOCK_SKEW_MS = 300_000;

/** Offsets from UTC that a local time may have, ms, the earlier moment first; two in an hour that comes twice. */
type Offsets = readonly [number] | readonly [number, number];

/**
 * Makes a zone from its IANA name (`Europe/Berlin`) or its offset (`+05:30`); undefined for an unknown name.
 */
export function createTimeZone(name: string): TimeZone | undefined {
  const offsetAt = offsetReader(name);
  if (offsetAt === undefined) return undefined;
  const known = new Map<number, Offsets>();
  let lastQuarter = Number.NaN;
  let lastOffsets: Offsets = [0];
  const offsetsOf = (localMs: number): Offsets => {
    const quarter = Math.floor(localMs / QUARTER_MS);
    if (quarter === lastQuarter) return lastOffsets;
    const offsets = known.get(quarter) ?? readOffsets(quarter * QUARTER_MS, offsetAt);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(quarter, offsets);
    lastQuarter = quarter;
    lastOffsets = offsets;
    return offsets;
  };
  return {
    name,
    toUtc(localMs, observedAt) {
      const [first, second] = offsetsOf(localMs);
      if (second === undefined) return localMs - first;
      const readAfterMs = observedAt - (localMs - second);
      const isSecond = readAfterMs >= -CLOCK_SKEW_MS && readAfterMs < first - second;
      return localMs - (isSecond ? second : first);
    },
  };
}

/** Name of the zone of this machine. */
export function machineTimeZone(): string {
  const name: string | undefined = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name === undefined || name === 'Etc/Unknown' ? 'UTC' : name;
}

function readOffsets(localMs: number, offsetAt: (ms: number) => number): Offsets {
  const before = offsetAt(localMs - DAY_MS);
  const after = offsetAt(localMs + DAY_MS);
  const candidates = before === after ? [before] : [before, after];
  const valid = candidates.filter((offset) => offsetAt(localMs - offset) === offset).sort((a, b) => b - a);
  const [first, second] = valid;
  if (first === undefined) return [before];
  return second === undefined ? [first] : [first, second];
}

function offsetReader(name: string): ((ms: number) => number) | undefined {
  const format = formatOf(name);
  if (format === undefined) return undefined;
  return (ms) => {
    const parts: Record<string, number> = {};
    // Beyond the years of Date there is no offset to look up.
    const inRange = Math.min(Math.max(ms, -8e15), 8e15);
    for (const { type, value } of format.formatToParts(inRange)) parts[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    return local - Math.floor(inRange / 1000) * 1000;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const digits = 'numeric' as const;
  const fields = { year: digits, month: digits, day: digits, hour: digits, minute: digits, second: digits };
  try {
    return new Intl.DateTimeFormat('en-u-ca-iso8601', { timeZone, hourCycle: 'h23', ...fields });
  } catch {
    return undefined;
  }
}
