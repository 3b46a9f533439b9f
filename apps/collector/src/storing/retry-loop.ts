import { type Backoff, backoffMs, delay, type Logger, UnknownFormatError } from '@logwarren/common';
import { StoreUnavailableError } from '@logwarren/store';

/**
 * Repeats failed writes until they succeed or the loop gives up:
 *
 *     repeatLater(failed) ─> waiting ── backoff ──> due ── attempt ──> settled
 *                               ▲  │                          │
 *                               │  └─ giveUp ──> given back   └── failed ─┐
 *                               └─────────────────────────────────────────┘
 *
 * Only failed items come here, so nothing new waits for them.
 */

/** How writes are repeated; the same for everything that the collector stores. */
export interface RetrySettings {
  log: Logger;
  backoff?: Backoff;
  /** Called when a newer build writes to the database: no attempt of this build can succeed. */
  onUnknownFormat: (error: UnknownFormatError) => void;
  /** Ends the retries: unstored items then go back to the broker. */
  giveUp: AbortSignal;
}

/** The item is not stored and will not be tried again: the process is stopping while MongoDB is away. */
export class GivenUpError extends Error {}

/** An item to be written; the loop counts its failures. */
export interface Repeatable {
  /** Attempts that failed. */
  attempts: number;
}

/** The writes of a loop. */
interface RetryLoopOptions<Item> extends Pick<RetrySettings, 'backoff' | 'giveUp'> {
  /** Writes items and settles those that it can; never rejects. @returns those that failed again */
  attempt: (items: readonly Item[]) => Promise<readonly Item[]>;
  /** Number of due items, from the front, for one attempt; at least 1. */
  countNext: (due: readonly Item[]) => number;
  /** Most attempts at the same time. */
  maxAttempts: number;
  /** Takes back failed items that will not be tried again. */
  giveBack: (items: readonly Item[]) => void;
}

/** Holds failed items until they are settled or given back. */
export class RetryLoop<Item extends Repeatable> {
  readonly #options: RetryLoopOptions<Item>;
  #due: Item[] = [];
  #attempting = 0;

  constructor(options: RetryLoopOptions<Item>) {
    this.#options = options;
  }

  /** Takes items that have failed once more; the more often they failed, the longer it waits. */
  async repeatLater(failed: readonly Item[]): Promise<void> {
    if (failed.length === 0) return;
    for (const item of failed) item.attempts += 1;
    const { backoff, giveBack, giveUp } = this.#options;
    const attempts = Math.min(...failed.map((item) => item.attempts));
    try {
      await delay(backoffMs(attempts, backoff), giveUp);
    } catch {
      return giveBack(failed);
    }
    this.#due.push(...failed);
    this.#attemptDue();
  }

  #attemptDue(): void {
    while (this.#due.length > 0 && this.#attempting < this.#options.maxAttempts) {
      const count = this.#options.countNext(this.#due);
      const taken = this.#due.slice(0, count);
      this.#due = this.#due.slice(count);
      this.#attempting += 1;
      void this.#options.attempt(taken).then((failed) => {
        this.#attempting -= 1;
        void this.repeatLater(failed);
        this.#attemptDue();
      });
    }
  }
}

/**
 * Turns any error of a write into a failure that is repeated: even after a bug, only repeating loses nothing.
 *
 * @param what name of the written items, for the log
 */
export function failureOf(
  error: unknown,
  { log, onUnknownFormat }: Pick<RetrySettings, 'log' | 'onUnknownFormat'>,
  what: Readonly<Record<string, number>>,
): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  if (error instanceof UnknownFormatError) {
    onUnknownFormat(error);
    return new StoreUnavailableError('a newer build writes to the database', error);
  }
  log.error({ err: error, ...what }, 'Storing failed unexpectedly.');
  return new StoreUnavailableError('storing failed unexpectedly', error);
}
