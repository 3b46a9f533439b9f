import { useCallback, useEffect, useRef, useState } from 'react';
import { refreshAfterMs } from '../api/request.ts';
import { onceSeen } from '../browser/timers.ts';
import { useKeys } from '../browser/use-keys.ts';
import { useRefreshChoice } from './refresh.ts';

interface RefreshOptions {
  /** Asks for everything again. */
  refresh: () => void;
  /** Called when the interval is over; `refresh` by default. */
  onTime?: () => void;
  /** The moment that the screen shows, ms since the epoch; undefined before the first answer. */
  asOfMs: number | undefined;
  /** A request is under way: the next interval begins when it is answered. */
  isBusy: boolean;
  /** The last request failed: failures are repeated less and less often. */
  hasFailed?: boolean;
  /** Why nothing may change now, in a few words for the reader. */
  pause?: string | undefined;
}

/** Counts refreshes of a view; its requests take the number as their `run`. */
interface Run {
  run: number;
  /** Asks for everything again. */
  again: () => void;
}

/** Counts how often the reader refreshed the view; the key `r` does so in every view. */
export function useRun(): Run {
  const [run, setRun] = useState(0);
  const again = useCallback(() => setRun((before) => before + 1), []);
  useKeys({ r: again });
  return { run, again };
}

/**
 * Refreshes a view at the interval that the reader has chosen, and reports to the header how old the view is. A hidden
 * tab sends no requests until it is visible again.
 */
export function useRefresh({
  refresh,
  onTime = refresh,
  asOfMs,
  isBusy,
  hasFailed = false,
  pause,
}: RefreshOptions): void {
  const { intervalMs, report } = useRefreshChoice();
  const actions = useRef({ refresh, onTime });
  useEffect(() => {
    actions.current = { refresh, onTime };
  });
  useEffect(() => {
    report({ asOfMs, pause, refresh: () => actions.current.refresh() });
  }, [report, asOfMs, pause]);
  useEffect(() => () => report(undefined), [report]);

  // Rises with each attempt, so that another one follows even if this one sent no request.
  const [turn, setTurn] = useState(0);
  const timing = useRef({ startedMs: 0, endedMs: 0, tookMs: 0, failures: 0 });
  useEffect(() => {
    const now = performance.now();
    if (isBusy) {
      timing.current.startedMs = now;
      return;
    }
    const { startedMs, failures } = timing.current;
    timing.current = { startedMs, endedMs: now, tookMs: now - startedMs, failures: hasFailed ? failures + 1 : 0 };
  }, [isBusy, hasFailed]);
  const isOn = intervalMs > 0 && pause === undefined && !isBusy;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to wait again
  useEffect(() => {
    if (!isOn) return;
    const waitMs = refreshAfterMs(intervalMs, timing.current) - (performance.now() - timing.current.endedMs);
    return onceSeen(Math.max(0, waitMs), () => {
      timing.current.endedMs = performance.now();
      setTurn((before) => before + 1);
      actions.current.onTime();
    });
  }, [isOn, intervalMs, turn]);
}
