import { setImmediate } from 'node:timers/promises';

/** Work that takes longer lets the rest of the process go on: other requests, confirms, `/healthz`. */
const TURN_MS = 10;

/** Divides long work into turns. */
export class Turns {
  #startedAt = performance.now();

  /** True when the turn has taken its time. */
  get isOver(): boolean {
    return performance.now() - this.#startedAt > TURN_MS;
  }

  /** Lets everything go on that waits, and begins the next turn. */
  async next(): Promise<void> {
    await setImmediate();
    this.#startedAt = performance.now();
  }
}
