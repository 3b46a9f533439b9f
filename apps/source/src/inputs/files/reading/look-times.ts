import { LINGER_MS } from '../../../batching/gather-records.ts';
import { type Ending, HELD_FACTOR } from '../../../formats/cut-chunk.ts';

/**
 * When a file was looked at and when it grew. This decides how often to look at it and whether its last record is
 * complete. All times are `performance.now()`.
 */

/** A file that grew within this time is looked at every LINGER_MS. */
const HOT_MS = 1_000;
/** A last line without an end waits this many times longer than a complete record that may continue. */
const UNENDED_LINE_FACTOR = 5;

/** Moments of one file. */
export class LookTimes {
  #grewMs = Number.NEGATIVE_INFINITY;
  #lookedMs: number | undefined;
  /** Since when records of several streams wait for each other. */
  #heldMs = Number.POSITIVE_INFINITY;

  /** True after the first look. */
  get wasLooked(): boolean {
    return this.#lookedMs !== undefined;
  }

  /** True while the file grows. */
  get isHot(): boolean {
    return (this.#lookedMs ?? 0) - this.#grewMs < HOT_MS;
  }

  /** True while records of several streams wait for each other. */
  get isHeld(): boolean {
    return this.#heldMs !== Number.POSITIVE_INFINITY;
  }

  /** Notes a look. */
  look(nowMs: number): void {
    this.#lookedMs = nowMs;
  }

  /** Notes new bytes. */
  grow(nowMs: number): void {
    this.#grewMs = nowMs;
  }

  /**
   * Time without new bytes up to the last look, counted from another moment if that is later; 0 before the first look.
   */
  quietMs(sinceMs = Number.NEGATIVE_INFINITY): number {
    return this.#lookedMs === undefined ? 0 : this.#lookedMs - Math.max(this.#grewMs, sinceMs);
  }

  /** Notes a cut. */
  cut(isInterleaved: boolean, hasTexts: boolean, nowMs: number): void {
    if (!isInterleaved) this.release();
    else if (hasTexts || !this.isHeld) this.#heldMs = nowMs;
  }

  /** Notes that nothing waits any more. */
  release(): void {
    this.#heldMs = Number.POSITIVE_INFINITY;
  }

  /** How the bytes at hand end when there are no more. */
  ending(nowMs: number, flushMs: number, isSuperseded: boolean): Ending {
    const quietMs = nowMs - this.#grewMs;
    if (nowMs - this.#heldMs > flushMs * HELD_FACTOR && quietMs < flushMs) return 'quiet';
    if (quietMs < flushMs) return 'growing';
    return isSuperseded || quietMs >= flushMs * UNENDED_LINE_FACTOR ? 'ended' : 'quiet';
  }

  /**
   * When to look again at a file that was read to its end.
   *
   * @param waitMs how long the open record waits for its end; 0 when nothing is open
   */
  nextLookMs(nowMs: number, waitMs: number, pollMs: number): number {
    return nowMs + (nowMs - this.#grewMs < Math.max(HOT_MS, waitMs) ? LINGER_MS : pollMs);
  }
}
