import type { NowJson } from '@logwarren/api';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { getJson } from './request.ts';

/** The moment that all requests of a view ask for, so that no two of its numbers contradict each other. */
export interface Moment {
  /** Undefined until it is known; '' when the server did not say, and each request gets a moment of its own. */
  asOf: string | undefined;
  /** Asks for a newer moment: because the view is refreshed, or because the server no longer keeps this one. */
  renew: () => void;
}

/** The moment of a view. */
interface ViewMoment extends Moment {
  /** The first moment, for lists, which keep theirs. */
  first: string | undefined;
}

/**
 * Gets a moment from the server.
 *
 * @param view identifies the view and its last refresh; another one gets another moment
 */
export function useMoment(view: string): ViewMoment {
  const [known, setKnown] = useState<{ view: string; first: string; latest: string }>();
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      // Without a moment, each request reports its own error and is repeated.
      const asOf = await getJson<NowJson>('/logs/now', controller.signal).then(
        (answer) => answer.asOf,
        () => '',
      );
      if (controller.signal.aborted) return;
      setKnown((before) => ({ view, first: before?.view === view ? before.first : asOf, latest: asOf }));
    };
    void ask();
    return () => controller.abort();
  }, [view, turn]);
  const renew = useCallback(() => setTurn((before) => before + 1), []);
  const current = known?.view === view ? known : undefined;
  return useMemo(() => ({ asOf: current?.latest, first: current?.first, renew }), [current, renew]);
}

/** `path` with the moment it asks for. */
export function pathAt(path: string, asOf: string | undefined): string {
  if (asOf === undefined || asOf === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}asOf=${encodeURIComponent(asOf)}`;
}

/** The time that an answer describes, ms: if the server names no moment, the time of the request is the nearest. */
export function asOfMsOf(asOf: string | undefined): number {
  return momentMs(asOf) ?? Date.now();
}

/** The time of a moment by the server's clock, ms; undefined for an absent or unreadable moment. */
export function momentMs(asOf: string | undefined): number | undefined {
  const ms = Number.parseInt(asOf ?? '', 10);
  return Number.isNaN(ms) ? undefined : ms;
}
