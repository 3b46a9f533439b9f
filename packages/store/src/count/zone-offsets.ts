/** The clocks of a zone, as segments of time with one offset from UTC each. */

/** From this moment until the next segment, clocks show UTC plus the offset. */
export interface ZoneSegment {
  /** ms since the epoch; the first segment begins at -Infinity. */
  fromMs: number;
  offsetMs: number;
}

const DAY_MS = 86_400_000;
/** Changes of clocks are searched for in steps of a week: no zone changes its clocks twice in less than a month. */
const LOOK_MS = 7 * DAY_MS;
/** Most steps over one range. A range of centuries misses some changes, but there nobody sees an hour. */
const MAX_LOOKS = 4_000;
/** Largest |ms| that a Date can hold. */
const MAX_MS = 8.64e15;
const OFFSET = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/** True for the name of a zone that this Node.js knows, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a zone.
 *
 * @param name as `isTimeZone` takes it
 * @returns ms to add to UTC at a moment
 */
export function offsetsOf(name: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  return (ms) => {
    const parts = format.formatToParts(Math.max(-MAX_MS, Math.min(ms, MAX_MS)));
    const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = 0, minutes = 0, seconds = 0] = OFFSET.exec(text) ?? [];
    return (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  };
}

/** Segments of a zone that a range touches, oldest first. */
export function segmentsOf(offsetAt: (ms: number) => number, fromMs: number, toMs: number): ZoneSegment[] {
  const segments = [{ fromMs: Number.NEGATIVE_INFINITY, offsetMs: offsetAt(fromMs) }];
  const lookMs = Math.max(LOOK_MS, Math.ceil((toMs - fromMs) / MAX_LOOKS));
  for (let at = fromMs; at < toMs; at += lookMs) {
    const end = Math.min(at + lookMs, toMs);
    const before = offsetAt(at);
    const after = offsetAt(end);
    if (before !== after) segments.push({ fromMs: changeBetween(offsetAt, at, end), offsetMs: after });
  }
  return segments;
}

/** The first ms in (low, high] that has the offset of `high`. */
function changeBetween(offsetAt: (ms: number) => number, low: number, high: number): number {
  const wanted = offsetAt(high);
  let [from, to] = [low, high];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offsetAt(middle) === wanted) to = middle;
    else from = middle;
  }
  return to;
}
