import type { KeptLetter } from '@logwarren/contract';
import type { StoreUnavailableError } from '@logwarren/store';
import { failureOf, GivenUpError, type Repeatable, RetryLoop, type RetrySettings } from '../storing/retry-loop.ts';

/**
 * Saves dead letters, many with one write: while a write is under way the next letters gather, without a timer.
 *
 *     save(letter) ─> waiting ─> writing ── saved ──> resolves
 *                                        ── failed ──> each letter again by itself, for as long as it takes
 */

/** How a saver stores letters and whom it notifies. */
interface LetterSaverOptions extends RetrySettings {
  /** Saves letters; throws StoreUnavailableError when it is unknown whether they are saved. */
  store: (letters: readonly KeptLetter[]) => Promise<void>;
  /** Called after each write that succeeded. */
  onSaved: (letters: readonly KeptLetter[]) => void;
  /** Called after each write: with undefined when it succeeded, else with the reason. */
  onAttempt: (failure: StoreUnavailableError | undefined) => void;
}

interface Waiting {
  letter: KeptLetter;
  settled: PromiseWithResolvers<void>;
}

/** Callers that wait for the same letter, which RabbitMQ may have delivered several times. */
interface FailedLetter extends Repeatable {
  same: readonly Waiting[];
}

/** Gathers dead letters and stores them until each is saved. */
export class LetterSaver {
  readonly #options: LetterSaverOptions;
  readonly #retries: RetryLoop<FailedLetter>;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(options: LetterSaverOptions) {
    this.#options = options;
    this.#retries = new RetryLoop({
      backoff: options.backoff,
      giveUp: options.giveUp,
      attempt: (failed) => this.#attempt(failed),
      // Each letter separately and beside all other work: it may be the one that made the write fail.
      countNext: () => 1,
      maxAttempts: Infinity,
      giveBack,
    });
  }

  /**
   * Resolves when a majority has the letter, journalled. The caller's prefetch bounds how many wait.
   *
   * @throws GivenUpError when the process stops first
   */
  async save(letter: KeptLetter): Promise<void> {
    const settled = Promise.withResolvers<void>();
    this.#waiting.push({ letter, settled });
    if (!this.#writing) void this.#write();
    await settled.promise;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const letters = Map.groupBy(this.#waiting.splice(0), ({ letter }) => letter.id);
      const failed = await this.#attempt(Array.from(letters.values(), (same) => ({ same, attempts: 0 })));
      for (const letter of failed) void this.#retries.repeatLater([letter]);
    }
    this.#writing = false;
  }

  /** Writes letters once. @returns those that failed: all or none */
  async #attempt(taken: readonly FailedLetter[]): Promise<readonly FailedLetter[]> {
    const { onAttempt, onSaved, store } = this.#options;
    const letters = taken.map(({ same }) => latestAttempt(same));
    try {
      await store(letters);
    } catch (error) {
      onAttempt(failureOf(error, this.#options, { letters: letters.length }));
      return taken;
    }
    onAttempt(undefined);
    onSaved(letters);
    for (const { settled } of taken.flatMap(({ same }) => same)) settled.resolve();
    return [];
  }
}

/** The latest attempt of a letter is complete, and two writes to one new document in one command would collide. */
function latestAttempt(same: readonly Waiting[]): KeptLetter {
  return same.map(({ letter }) => letter).reduce((latest, each) => (latest.attempt < each.attempt ? each : latest));
}

function giveBack(failed: readonly FailedLetter[]): void {
  const error = new GivenUpError('stopping: a dead letter is given back');
  for (const { settled } of failed.flatMap(({ same }) => same)) settled.reject(error);
}
