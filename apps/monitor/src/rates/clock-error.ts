import type { WireRecord } from '@logwarren/contract';

/*
 * Records of a service that are old when they are received have a wrong clock, or they are a backlog: a file of the night, what
 * waited while a machine was away.
 *
 * A wrong clock keeps its distance to the right one. A backlog is read faster than it was written, so its distance shrinks, within
 * a message and from one to the next. Of the first message alone nobody can tell; it counts, so that a clock raises its
 * alert at once, and a backlog has at most a window's worth of it.
 */

/** The local time of one end of the world, taken for that of the other, is off by less; clocks that nobody sets drift by minutes. */
const MAX_CLOCK_ERROR_MS = 14 * 3_600_000;

/** How far a clock is behind, by the latest record and by the oldest one. */
interface ClockError {
  leastMs: number;
  mostMs: number;
}

/**
 * The error of the clock by which records were dated that came together; undefined when they are a backlog.
 *
 * @param windowMs in which the records of one moment lie
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
  /** Errors since it last changed. */
  #error: ClockError | undefined;
  #steadyFromMs = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** True when its error has not changed for a window, or is the first. */
  isSteady(error: ClockError, nowMs: number): boolean {
    const all = widen({ ...(this.#error ?? error) }, error.leastMs, error.mostMs);
    const hasChanged = all.mostMs - all.leastMs > this.#windowMs;
    this.#error = hasChanged ? error : all;
    const untilMs = nowMs + this.#windowMs;
    // Never later than a window from now, also when our own clock is set back.
    this.#steadyFromMs = hasChanged ? untilMs : Math.min(this.#steadyFromMs, untilMs);
    return nowMs >= this.#steadyFromMs;
  }
}

function widen(error: ClockError, leastMs: number, mostMs: number): ClockError {
  error.leastMs = Math.min(error.leastMs, leastMs);
  error.mostMs = Math.max(error.mostMs, mostMs);
  return error;
}
