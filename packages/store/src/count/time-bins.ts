import type { TimeRange } from '../read/index.ts';
import { segmentsOf, type ZoneSegment } from './zone-offsets.ts';

/**
 * Bins of a histogram. A bin begins where local time since 1970 is a multiple of the step. So bins of a day are the
 * days of a zone, even days of 23 and 25 hours, and bins of 12 hours begin at midnight and at noon.
 *
 * A bin has a number, and MongoDB and this process must compute the same one: local time divided by the step, rounded
 * down. If clocks jump forward, some numbers are skipped; if clocks go back, the current bin continues.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Largest |ms| that a Date can hold. */
const MAX_MS = 8.64e15;

/** A segment of a zone, and the smallest number of its first bin: that of the bin before it. */
type NumberedSegment = ZoneSegment & { least: number };

/** The bins that a range touches. */
export interface TimeBins {
  stepMs: number;
  /**
   * Start of each bin, ms, oldest first. A bin ends where the next one begins. The first may begin before the range.
   */
  starts: readonly number[];
  /** End of the last bin, ms. */
  endMs: number;
  /** Offsets from UTC that the numbers are computed with. */
  segments: readonly [NumberedSegment, ...NumberedSegment[]];
  /** Index in `starts` of the bin with a number; undefined if it is outside. */
  indexOf(number: number): number | undefined;
  /** Number of the bin of a moment. */
  numberOf(ms: number): number;
}

/** Number of bins of one step that a range touches. */
function binsIn(fromMs: number, toMs: number, stepMs: number): number {
  return toMs <= fromMs ? 0 : Math.floor((toMs - 1) / stepMs) - Math.floor(fromMs / stepMs) + 1;
}

/**
 * Number of bins that a range touches, by the clocks of a zone; at most one too many.
 *
 * For steps up to an hour, the offset at the beginning applies to all bins: an hour that clocks show twice is two bins.
 */
export function zonedBinsIn({ fromMs, toMs }: TimeRange, stepMs: number, offsetAt: (ms: number) => number): number {
  const offset = offsetAt(fromMs);
  const last = stepMs <= HOUR_MS ? offset : offsetAt(toMs - 1);
  return binsIn(fromMs + offset, Math.max(toMs + last, fromMs + offset + 1), stepMs);
}

/**
 * Makes the bins of a range.
 *
 * @param offsetAt ms to add to UTC; absent for bins of UTC
 */
export function timeBins({ fromMs, toMs }: TimeRange, stepMs: number, offsetAt?: (ms: number) => number): TimeBins {
  const segments = numbered(segmentsFor({ fromMs, toMs }, stepMs, offsetAt), stepMs);
  const numberOf = (ms: number) => {
    const { least, offsetMs } = segments.findLast((segment) => segment.fromMs <= ms) ?? segments[0];
    return Math.max(least, Math.floor((ms + offsetMs) / stepMs));
  };
  const begins = beginsOf(segments, stepMs, numberOf(fromMs), toMs);
  const starts: number[] = [];
  const indexes = new Map<number, number>();
  let endMs = toMs;
  for (const [number, startMs] of begins) {
    endMs = startMs;
    if (startMs >= toMs) break;
    indexes.set(number, starts.length);
    starts.push(Math.max(startMs, -MAX_MS));
  }
  return {
    stepMs,
    starts: fromMs < toMs ? starts : [],
    endMs: Math.min(endMs, MAX_MS),
    segments,
    indexOf: (number) => indexes.get(number),
    numberOf,
  };
}

function segmentsFor({ fromMs, toMs }: TimeRange, stepMs: number, offsetAt?: (ms: number) => number): ZoneSegment[] {
  if (offsetAt === undefined) return [{ fromMs: Number.NEGATIVE_INFINITY, offsetMs: 0 }];
  if (stepMs <= HOUR_MS) return [{ fromMs: Number.NEGATIVE_INFINITY, offsetMs: offsetAt(fromMs) }];
  // The first bin begins, and the last one ends, up to a step outside of the range.
  const aroundMs = stepMs + DAY_MS;
  return segmentsOf(offsetAt, fromMs - aroundMs, toMs + aroundMs);
}

function numbered(segments: readonly ZoneSegment[], stepMs: number): TimeBins['segments'] {
  let least = Number.NEGATIVE_INFINITY;
  const all = segments.map((segment, i) => {
    const before = segments[i - 1];
    if (before !== undefined) least = Math.max(least, Math.floor((segment.fromMs - 1 + before.offsetMs) / stepMs));
    return { ...segment, least };
  });
  return all as [NumberedSegment, ...NumberedSegment[]];
}

/** Number and start of each bin, up to the first that begins after the range. */
function* beginsOf(
  segments: TimeBins['segments'],
  stepMs: number,
  first: number,
  toMs: number,
): Generator<[number: number, startMs: number]> {
  let next = first;
  for (const [i, { fromMs, least, offsetMs }] of segments.entries()) {
    const untilMs = segments[i + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    // A skipped local time has no bin; a repeated one is in the current bin.
    if (i > 0) next = Math.max(next, Math.floor((fromMs + offsetMs) / stepMs), least);
    for (;;) {
      const startMs = Math.max(next * stepMs - offsetMs, fromMs);
      if (startMs >= untilMs) break;
      yield [next, startMs];
      next += 1;
      if (startMs >= toMs) return;
    }
  }
}
