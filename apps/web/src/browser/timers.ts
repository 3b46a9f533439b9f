import { useEffect, useRef, useState } from 'react';

/** Timers of the page: each ends with the component or the caller that started it. */

/** How often ages are redrawn, ms. */
const TICK_MS = 5_000;

/** The time, ms since the epoch, updated every few seconds: ages grow even when no request is made. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

/** Does something at every interval; with an undefined one never. */
export function useEvery(intervalMs: number | undefined, action: () => void): void {
  const current = useRef(action);
  useEffect(() => {
    current.current = action;
  });
  useEffect(() => {
    if (intervalMs === undefined) return;
    const timer = setInterval(() => current.current(), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
}

/**
 * Runs an action after a delay; in a tab that is hidden by then, as soon as it is visible again.
 *
 * @returns a function that cancels it
 */
export function onceSeen(waitMs: number, action: () => void): () => void {
  const onSeen = () => {
    if (document.hidden) return;
    document.removeEventListener('visibilitychange', onSeen);
    action();
  };
  const timer = setTimeout(() => {
    if (!document.hidden) return action();
    document.addEventListener('visibilitychange', onSeen);
  }, waitMs);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onSeen);
  };
}
