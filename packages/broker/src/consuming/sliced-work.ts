import type { Logger } from '@logwarren/common';

/** Longest run of handling before other work of the process gets its turn. */
const SLICE_MS = 5;
/** A handler that throws for each message must not flood the log. */
const ERROR_LOG_INTERVAL_MS = 10_000;

interface SlicedWorkOptions<Item> {
  /** Items that an asynchronous handler works on at once; with 1, each begins when the one before is done. */
  maxRunning: number;
  /** A throw or a rejection is a bug: it is logged, and the item is gone. */
  handle: (item: Item) => void | Promise<void>;
  /** Called whenever everything that was added is done. */
  onIdle?: () => void;
  log: Pick<Logger, 'error'>;
}

/**
 * Handles items that arrive from a socket faster than they can be handled: in the order of arrival, in slices of a few
 * milliseconds, so that timers, other sockets and the next deliveries get their turn in between.
 */
export class SlicedWork<Item> {
  readonly #options: SlicedWorkOptions<Item>;
  readonly #waiting: Item[] = [];
  #running = 0;
  #isDue = false;
  #sliceEndMs = 0;
  #errorLoggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: SlicedWorkOptions<Item>) {
    this.#options = options;
  }

  /** Items that no handler has begun. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Items that are not done. */
  get backlog(): number {
    return this.#waiting.length + this.#running;
  }

  /** Adds an item; it is handled in a later turn of the event loop. */
  add(item: Item): void {
    this.#waiting.push(item);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#sliceEndMs = performance.now() + SLICE_MS;
      this.#work();
    });
  }

  /** Handles waiting items while the slice lasts. If all places are taken, the next handler to end continues. */
  #work(): void {
    let begun = 0;
    for (const item of this.#waiting) {
      if (this.#running >= this.#options.maxRunning || performance.now() > this.#sliceEndMs) break;
      begun += 1;
      this.#handle(item);
    }
    this.#waiting.splice(0, begun);
    if (this.backlog === 0) this.#options.onIdle?.();
    else if (this.#running < this.#options.maxRunning && this.waiting > 0) this.#schedule();
  }

  #handle(item: Item): void {
    try {
      const running = this.#options.handle(item);
      if (running !== undefined) void this.#follow(running);
    } catch (error) {
      this.#reportThrow(error);
    }
  }

  async #follow(running: Promise<void>): Promise<void> {
    this.#running += 1;
    try {
      await running;
    } catch (error) {
      this.#reportThrow(error);
    } finally {
      this.#running -= 1;
      this.#work();
    }
  }

  #reportThrow(error: unknown): void {
    const nowMs = performance.now();
    if (nowMs - this.#errorLoggedAtMs < ERROR_LOG_INTERVAL_MS) return;
    this.#errorLoggedAtMs = nowMs;
    this.#options.log.error({ err: error }, 'BUG: the message handler threw; the message is lost.');
  }
}
