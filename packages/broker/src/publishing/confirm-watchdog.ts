/**
 * Gives up a connection over which confirms do not come: RabbitMQ owes one for every message, but a link that is silently
 * lost, or a queue that hangs, leaves a publisher waiting for ever. The time in which RabbitMQ blocks the connection does
 * not count, because RabbitMQ does not read from it then.
 */

/** How long the oldest message has waited for its confirm. */
interface ConfirmWait {
  /** When it was sent; undefined when nothing waits. */
  oldestSentAtMs: number | undefined;
  isBlocked: boolean;
  /** When RabbitMQ last stopped blocking the connection. */
  unblockedAtMs: number;
  nowMs: number;
}

/**
 * How long a confirm has been owed, ms; all moments are on one clock.
 *
 * @returns undefined when no confirm is due
 */
export function confirmWaitMs({ isBlocked, nowMs, oldestSentAtMs, unblockedAtMs }: ConfirmWait): number | undefined {
  if (oldestSentAtMs === undefined || isBlocked) return undefined;
  return nowMs - Math.max(oldestSentAtMs, unblockedAtMs);
}

/**
 * Looks at the oldest message again and again until disposed of.
 *
 * @param limitMs longest wait for a confirm
 * @param waitOf returns the current wait, on the clock of `performance.now()`
 * @param onOverdue called at each look at which the limit is passed
 */
export function watchConfirms(
  limitMs: number,
  waitOf: () => Omit<ConfirmWait, 'nowMs'>,
  onOverdue: (waitedMs: number) => void,
): Disposable {
  const look = () => {
    const waitedMs = confirmWaitMs({ ...waitOf(), nowMs: performance.now() });
    if (waitedMs !== undefined && waitedMs > limitMs) onOverdue(waitedMs);
  };
  const timer = setInterval(look, Math.min(1000, limitMs / 4));
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
