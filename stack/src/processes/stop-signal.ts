import { endProcess } from '@logwarren/common';

/** One press of Ctrl-C arrives several times: from the terminal, from npm and from the bootstrap. */
const SAME_PRESS_MS = 1_000;
const EXIT_INTERRUPTED = 130;

/**
 * A signal that SIGINT, SIGTERM, SIGHUP, or the death of the process that started us aborts.
 *
 * A second press ends the process at once; the guardian then stops the rest.
 */
export function createStopSignal(): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const onSignal = (name: string) => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      controller.abort(new Error(`stopped by ${name}`));
    } else if (performance.now() - firstAt > SAME_PRESS_MS) {
      void endProcess(EXIT_INTERRUPTED);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => onSignal(name));
  process.on('disconnect', () => onSignal('the end of the process that started it'));
  process.channel?.unref();
  return controller.signal;
}
