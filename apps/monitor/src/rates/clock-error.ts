import type { WireRecord } from '@logwarren/contract';

/*
 * Records of a service that are old on receipt come from a wrong clock, or from a backlog: last night's file, or
 * records that waited while a machine was away.
 *
 * A wrong clock keeps its distance to the right one. A backlog is read faster than it was written, so its distance
 * shrinks, within a message and from one to the next. The first message alone does not show which it is. It counts, so
 * that a wrong clock raises its alert at once; of a backlog, at most a window's worth counts.
 */

/**
 * Smallest error that counts: a local time taken for one at the other end of the world is off by less, and clocks that
 * nobody sets drift by minutes.
 */
const MAX_CLOCK_ERROR_MS = 14 * 3_600_000;

/** How far a clock is behind, by the latest record and by the oldest one. */
interface ClockError {
  leastMs: number;
  mostMs: number;
}

/**
 * The error of the clock that dated records received together; undefined when they are a backlog.
 *
 * @param windowMs span that holds the records of one moment
 */
export function clockErrorOf(
  records: readonly WireRecord[],
  receivedMs: number,
  windowMs: number,
): ClockError | undefined {
  const error = { leastMs: Number.POSITIVE_INFINITY, mostMs: Number.NEGATIVE_INFINITY };
  for (const { timestamp } of records) widen(error, receivedMs - timestamp, receivedMs - timestamp);
  const isBacklog = error.mostMs - error.leastMs > windowMs || error.mostMs > MAX_CLOCK_ERROR_MS;
  return isBacklog ? undefined : error;
}

/** The clock of one service, as its messages show it. */
export class ServiceClock {
  readonly #windowMs: number;
  /** Errors since its last change. */
  #error: ClockError | undefined;
  #steadyFromMs = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** True when its error has been constant for a window, or is the first. */
  isSteady(error: ClockError, nowMs: number): boolean {
    const all = widen({ ...(this.#error ?? error) }, error.leastMs, error.mostMs);
    const hasChanged = all.mostMs - all.leastMs > this.#windowMs;
    this.#error = hasChanged ? error : all;
    const untilMs = nowMs + this.#windowMs;
    // At most a window from now, even when our own clock is set back.
    this.#steadyFromMs = hasChanged ? untilMs : Math.min(this.#steadyFromMs, untilMs);
    return nowMs >= this.#steadyFromMs;
  }
}

function widen(error: ClockError, leastMs: number, mostMs: number): ClockError {
  error.leastMs = Math.min(error.leastMs, leastMs);
  error.mostMs = Math.max(error.mostMs, mostMs);
  return error;
}
