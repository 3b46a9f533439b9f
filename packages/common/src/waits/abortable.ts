import { setMaxListeners } from 'node:events';

/**
 * Waits for a promise or for a signal, whichever comes first.
 *
 * @throws what the promise rejects with, or the signal's reason; a later rejection of the promise is ignored
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  // One signal may guard a whole window of messages, which is no leak.
  setMaxListeners(0, signal);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for a promise to settle either way, at most so long; the timer keeps no process alive. */
export async function settledWithin(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  const limit = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => limit.resolve(false), limitMs);
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      limit.promise,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
