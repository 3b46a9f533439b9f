import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait between attempts: doubling from `initialMs` to `maxMs`, each drawn from the upper half at random. */
export interface Backoff {
  initialMs: number;
  maxMs: number;
}

const DEFAULT_BACKOFF: Readonly<Backoff> = Object.freeze({ initialMs: 200, maxMs: 10_000 });

/**
 * Wait before the next attempt, with jitter so that a herd of services does not retry in step.
 *
 * @param attempt 1 after the first failure
 */
export function backoffMs(attempt: number, { initialMs, maxMs }: Backoff = DEFAULT_BACKOFF): number {
  const full = Math.min(maxMs, initialMs * 2 ** Math.min(attempt - 1, 30));
  return full / 2 + (Math.random() * full) / 2;
}

/** Waits, or rejects with the signal's reason when that comes first. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

interface RetryOptions {
  signal: AbortSignal;
  backoff?: Backoff;
  /** Called after each failure, before the wait. */
  onFailure?: (error: unknown, attempt: number) => void;
  /** True for a failure that waiting cannot cure: it is thrown at once. */
  isFinal?: (error: unknown) => boolean;
}

/**
 * Repeats an operation until it succeeds.
 *
 * @throws what the operation threw, when `isFinal` says so; the signal's reason when it is aborted
 */
export async function retry<T>(operation: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    options.signal.throwIfAborted();
    try {
      return await operation();
    } catch (error) {
      options.signal.throwIfAborted();
      if (options.isFinal?.(error)) throw error;
      options.onFailure?.(error, attempt);
      await delay(backoffMs(attempt, options.backoff), options.signal);
    }
  }
}
