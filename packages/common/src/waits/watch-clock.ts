/** How often the clocks are compared, and what they may differ by from one look to the next. */
const LOOK_MS = 5_000;
const TOLERANCE_MS = 2_000;

/**
 * Notices that the wall clock was set, or that the machine slept: for what must go by the wall clock, such as a cron
 * schedule, and would otherwise wait until it is again where it was. Everything else waits by `performance.now()`.
 *
 * @param onSet told within LOOK_MS by how much the wall clock jumped, ms, negative for back
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
