import { useEffect, useState } from 'react';

/** How often ages are redrawn, ms. */
const TICK_MS = 5_000;

/** The time, ms since the epoch, again every few seconds: ages go on while nothing is asked for. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
