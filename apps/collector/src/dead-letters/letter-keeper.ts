import { type Backoff, backoffMs, delay, type Logger, messageOf } from '@logwarren/common';
import type { KeptLetter } from '@logwarren/contract';
import { StoreUnavailableError } from '@logwarren/store';
import { GivenUpError } from '../part-saver.ts';

/**
 * Keeps dead letters, many with one write: while a write is under way the next letters gather, without a timer.
 *
 *     keep(letter) ─> waiting ─> writing ── kept ──> resolves
 *                                        ── MongoDB away ──> the same letters again, for as long as it takes
 */

export interface LetterKeeperOptions {
  /** Keeps letters, or throws StoreUnavailableError when nothing is known. */
  store: (letters: readonly KeptLetter[]) => Promise<void>;
  log: Logger;
  /** Told of each write that succeeded. */
  onKept: (letters: readonly KeptLetter[]) => void;
  backoff?: Backoff;
  /** Ends the retries. */
  giveUp: AbortSignal;
}

interface Waiting {
  letter: KeptLetter;
  settled: PromiseWithResolvers<void>;
}

export class LetterKeeper {
  readonly #options: LetterKeeperOptions;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(options: LetterKeeperOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the letter is kept by a majority, journalled. How many wait is bounded by the caller's prefetch.
   *
   * @throws GivenUpError when the process stops first
   */
  async keep(letter: KeptLetter): Promise<void> {
    const settled = Promise.withResolvers<void>();
    this.#waiting.push({ letter, settled });
    if (!this.#writing) void this.#write();
    await settled.promise;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0);
      try {
        await this.#storeUntilDone(uniqueLetters(taken));
        for (const { settled } of taken) settled.resolve();
      } catch (error) {
        for (const { settled } of taken) settled.reject(error);
      }
    }
    this.#writing = false;
  }

  async #storeUntilDone(letters: readonly KeptLetter[]): Promise<void> {
    const { backoff, giveUp, log, onKept, store } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        await store(letters);
        return onKept(letters);
      } catch (error) {
        if (error instanceof StoreUnavailableError) log.debug({ attempt, letters: letters.length }, messageOf(error));
        else log.error({ err: error, attempt, letters: letters.length }, 'Dead letters could not be kept.');
      }
      try {
        await delay(backoffMs(attempt, backoff), giveUp);
      } catch {
        throw new GivenUpError(`stopping: ${letters.length} dead letters are given back`);
      }
    }
  }
}

/** Two writes to one new document in one command would collide; of one letter, the latest attempt says it all. */
function uniqueLetters(waiting: readonly Waiting[]): KeptLetter[] {
  const byId = new Map<string, KeptLetter>();
  for (const { letter } of waiting) {
    const before = byId.get(letter.id);
    if (before === undefined || before.attempt < letter.attempt) byId.set(letter.id, letter);
  }
  return [...byId.values()];
}
