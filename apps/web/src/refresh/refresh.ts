import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import { createSetting } from '../browser/settings.ts';

/** Intervals that can be chosen, ms, and their names; 0 is off. */
export const INTERVALS = [
  [0, 'off'],
  [10_000, '10 s'],
  [30_000, '30 s'],
  [60_000, '1 min'],
  [300_000, '5 min'],
] as const;

const INTERVAL = createSetting({
  name: 'refreshMs',
  fallback: 30_000,
  isValid: (kept): kept is number => INTERVALS.some(([ms]) => ms === kept),
  formerKey: 'logwarren-refresh-ms',
});

/** The state of a view that refreshing needs. */
export interface Freshness {
  /** The moment that the screen shows, ms since the epoch; undefined before the first answer. */
  asOfMs: number | undefined;
  /** Why the view is not being refreshed, in a few words; undefined if it is. */
  pause: string | undefined;
  /** Asks for everything again. */
  refresh: () => void;
}

/** How often views refresh, as the reader chose, and the state of the present view. */
interface Refresh {
  /** 0: never. */
  intervalMs: number;
  choose: (intervalMs: number) => void;
  freshness: Freshness | undefined;
  /** For the view to report its state. */
  report: (freshness: Freshness | undefined) => void;
}

const Context = createContext<Refresh | undefined>(undefined);

/** Passes the state of refreshing to the components below. */
export const RefreshProvider = Context.Provider;

/** How often views refresh. */
export function useRefreshChoice(): Refresh {
  const context = useContext(Context);
  if (context === undefined) throw new Error('BUG: useRefreshChoice outside of RefreshProvider');
  return context;
}

/** The reader's choice, which the browser keeps; for the provider's value. */
export function useRefreshState(): Refresh {
  const [intervalMs, setIntervalMs] = useState(INTERVAL.read);
  const [freshness, report] = useState<Freshness>();
  const choose = useCallback((chosen: number) => {
    setIntervalMs(chosen);
    INTERVAL.save(chosen);
  }, []);
  return useMemo(() => ({ intervalMs, choose, freshness, report }), [intervalMs, choose, freshness]);
}
