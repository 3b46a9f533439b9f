import { useEffect, useRef } from 'react';

/** Does something again and again; undefined never. */
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
