/** How often the clocks are compared, and how far they may drift apart between two looks, ms. */
const LOOK_MS = 5_000;
const TOLERANCE_MS = 2_000;

/**
 * Notices that the wall clock was set, or that the machine slept: for work that follows the wall clock, such as a cron
 * schedule, and would otherwise wait until the clock is back where it was. Everything else waits by `performance.now()`.
 *
 * @param onSet called within LOOK_MS with the jump of the wall clock, ms, negative for a jump back
 */
export function watchClock(onSet: (byMs: number) => void): Disposable {
  const offset = () => Date.now() - performance.now();
  let before = offset();
  const timer = setInterval(() => {
    const byMs = Math.round(offset() - before);
    before += byMs;
    if (Math.abs(byMs) > TOLERANCE_MS) onSet(byMs);
  }, LOOK_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
