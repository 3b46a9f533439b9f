import { type Backoff, backoffMs, delay, type Logger, UnknownFormatError } from '@logwarren/common';
import type { KeptLetter } from '@logwarren/contract';
import { StoreUnavailableError } from '@logwarren/store';
import { GivenUpError } from '../part-saver.ts';

/**
 * Keeps dead letters, many with one write: while a write is under way the next letters gather, without a timer.
 *
 *     keep(letter) ─> waiting ─> writing ── kept ──> resolves
 *                                        ── failed ──> each letter again by itself, for as long as it takes
 */

export interface LetterKeeperOptions {
  /** Keeps letters, or throws StoreUnavailableError when nothing is known. */
  store: (letters: readonly KeptLetter[]) => Promise<void>;
  log: Logger;
  /** Told of each write that succeeded. */
  onKept: (letters: readonly KeptLetter[]) => void;
  /** Told of each write: undefined when it succeeded, else why not. */
  onAttempt: (failure: StoreUnavailableError | undefined) => void;
  /** Told that a newer build has written a letter that this one may not change. */
  onUnknownFormat: (error: UnknownFormatError) => void;
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
      if (await this.#store(uniqueLetters(taken), 1)) for (const { settled } of taken) settled.resolve();
      else for (const same of Map.groupBy(taken, ({ letter }) => letter.id).values()) void this.#keepAlone(same);
    }
    this.#writing = false;
  }

  /** Repeats the write of one letter until it is kept, beside everything else: it may be the one that made it fail. */
  async #keepAlone(same: readonly Waiting[]): Promise<void> {
    const letters = uniqueLetters(same);
    for (let attempt = 1; ; attempt++) {
      try {
        await delay(backoffMs(attempt, this.#options.backoff), this.#options.giveUp);
      } catch {
        const error = new GivenUpError('stopping: a dead letter is given back');
        for (const { settled } of same) settled.reject(error);
        return;
      }
      if (!(await this.#store(letters, attempt + 1))) continue;
      for (const { settled } of same) settled.resolve();
      return;
    }
  }

  /** False when it failed. */
  async #store(letters: readonly KeptLetter[], attempt: number): Promise<boolean> {
    const { log, onAttempt, onKept, onUnknownFormat, store } = this.#options;
    try {
      await store(letters);
    } catch (error) {
      if (error instanceof UnknownFormatError) onUnknownFormat(error);
      else if (error instanceof StoreUnavailableError) onAttempt(error);
      else log.error({ err: error, attempt, letters: letters.length }, 'Dead letters could not be kept.');
      return false;
    }
    onAttempt(undefined);
    onKept(letters);
    return true;
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
