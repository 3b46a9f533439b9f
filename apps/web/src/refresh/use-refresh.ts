import { useCallback, useEffect, useRef, useState } from 'react';
import { onceSeen } from '../browser/timers.ts';
import { useKeys } from '../browser/use-keys.ts';
import { useRefreshChoice } from './refresh.ts';

interface RefreshOptions {
  /** Asks for everything again. */
  refresh: () => void;
  /** Does so by itself; `refresh`, if left out. */
  onTime?: () => void;
  /** The moment that the screen shows, ms since the epoch; undefined until there is something. */
  asOfMs: number | undefined;
  /** An answer is under way: the next interval begins when it is there. */
  isBusy: boolean;
  /** The last answer was a failure: such ones are asked for again more and more rarely. */
  hasFailed?: boolean;
  /** Why nothing may change now, in some words for the reader. */
  pause?: string | undefined;
}

/** How the last request went. */
interface LastRequest {
  tookMs: number;
  /** Requests that failed one after another, up to this one. */
  failures: number;
}

/** An interval is never shorter than this multiple of the time for an answer, so that a slow server can do other things. */
const PATIENCE = 4;
/** After failures an interval is at most so many times as long. */
const MAX_FACTOR = 16;

/** A view's number of requests for everything, which its questions take as their `run`. */
interface Run {
  run: number;
  /** Asks for everything again. */
  again: () => void;
}

/** Counts how often the reader asked for the view again; the key `r` does so in every view. */
export function useRun(): Run {
  const [run, setRun] = useState(0);
  const again = useCallback(() => setRun((before) => before + 1), []);
  useKeys({ r: again });
  return { run, again };
}

/**
 * Refreshes a view on the interval that the reader has chosen, and reports to the header how old the view is. Nothing is
 * asked for a tab that nobody sees: it is asked for when it is looked at again.
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

  // Rises with each attempt, so that the next one follows even if this one had nothing to ask for.
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

/** The wait between the end of a request and the next one, ms. */
export function refreshAfterMs(intervalMs: number, { tookMs, failures }: LastRequest): number {
  return Math.max(intervalMs * Math.min(MAX_FACTOR, 2 ** failures), PATIENCE * tookMs);
}
