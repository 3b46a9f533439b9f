/** Intervals of the ring: the window moves in steps of a 60th of its length. */
const INTERVALS = 60;

/**
 * Counts events in the last window, in a ring of short intervals: constant memory, whatever the rate.
 *
 * Nothing older than the window is ever counted; a part of the oldest 60th of the window may be missing. Time is an
 * argument everywhere. When the clock is set back, counted events keep their age: otherwise no later event would count
 * until the clock reaches its old time again.
 */
export class SlidingCount {
  readonly #counts = new Uint32Array(INTERVALS);
  readonly #intervalMs: number;
  /** Number, since the epoch, of the interval that holds the present. */
  #present: number;
  #total = 0;

  constructor(windowMs: number, nowMs: number) {
    this.#intervalMs = windowMs / INTERVALS;
    this.#present = Math.floor(nowMs / this.#intervalMs);
  }

  /**
   * Counts one event.
   *
   * @param atMs when it happened; a moment in the future counts as now
   * @returns false when it is older than the window and was not counted
   */
  add(atMs: number, nowMs: number): boolean {
    this.#advance(nowMs);
    const interval = Math.min(Math.floor(atMs / this.#intervalMs), this.#present);
    if (interval <= this.#present - INTERVALS) return false;
    const position = ringPosition(interval);
    this.#counts[position] = (this.#counts[position] ?? 0) + 1;
    this.#total += 1;
    return true;
  }

  /** Events in the window that ends now. */
  total(nowMs: number): number {
    this.#advance(nowMs);
    return this.#total;
  }

  #advance(nowMs: number): void {
    const present = Math.floor(nowMs / this.#intervalMs);
    if (present < this.#present) this.#moveBack(present);
    if (present === this.#present) return;
    const passed = Math.min(present - this.#present, INTERVALS);
    for (let step = 1; step <= passed; step++) {
      const position = ringPosition(present - passed + step);
      this.#total -= this.#counts[position] ?? 0;
      this.#counts[position] = 0;
    }
    this.#present = present;
  }

  /** Moves every count by as much as the clock was set back. */
  #moveBack(present: number): void {
    const before = this.#counts.slice();
    for (let age = 0; age < INTERVALS; age++) {
      this.#counts[ringPosition(present - age)] = before[ringPosition(this.#present - age)] ?? 0;
    }
    this.#present = present;
  }
}

/** Intervals before 1970 have negative numbers. */
function ringPosition(interval: number): number {
  return ((interval % INTERVALS) + INTERVALS) % INTERVALS;
}
