import { AppError } from '../errors/app-error.ts';
import type { Logger } from '../log/logger.ts';
import { endProcess, INIT_PID, killAfter } from './end-process.ts';

/**
 * How a service stops.
 *
 *     first signal, or `stop` → `signal` aborts, the limit runs → whatever is left after the limit is cut off
 *     second signal → the process ends at once
 *
 * After the first signal, later ones have their default action again, which runs none of our code. So a second signal
 * also ends a process that is stuck in its work.
 */

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const EXIT_FAILURE = 1;

/** The end of a service, as its parts see it. */
interface Stopping {
  /** Aborted by the first signal, and by `stop`. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code when the service is asked to stop. */
  readonly asked: Promise<number>;
  /** Stops the service as a signal would, with another code if need be. */
  readonly stop: (exitCode: number) => void;
}

/**
 * Listens for signals, from here to the end of the process.
 *
 * @param limitMs longest time from the first request to stop to the end of the process, also while the service still
 * starts
 */
export function stopOnSignals(log: Logger, limitMs: number): Stopping {
  const controller = new AbortController();
  const { promise: asked, resolve } = Promise.withResolvers<number>();
  const limit = onceOnly(() => limitTime(log, limitMs));
  const stop = (exitCode: number) => {
    if (controller.signal.aborted) return;
    limit();
    resolve(exitCode);
    controller.abort(new AppError('stopping', 'the service is stopping'));
  };
  let isSignalled = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isSignalled) {
      log.warn({ signal }, 'Second signal: exiting at once.');
      return void endProcess(EXIT_FAILURE);
    }
    isSignalled = true;
    log.info({ signal }, 'Stopping.');
    // Here and not below: something may block the loop before it gets there.
    limit();
    // A second signal that came with this one is delivered first; from then on the kernel handles them.
    setImmediate(() => {
      if (process.pid !== INIT_PID) for (const name of SIGNALS) process.off(name, onSignal);
      stop(0);
    });
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return { signal: controller.signal, asked, stop };
}

function onceOnly(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}

function limitTime(log: Logger, limitMs: number): void {
  killAfter(limitMs);
  setTimeout(() => {
    log.error({ limitMs }, 'Closing took too long: exiting with work undone; it will be redelivered.');
    void endProcess(EXIT_FAILURE);
  }, limitMs);
}
