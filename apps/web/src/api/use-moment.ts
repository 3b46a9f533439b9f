import type { NowJson } from '@logwarren/api';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { getJson } from './request.ts';

/** The moment that questions are asked as of, so that no two numbers of a view contradict each other. */
export interface Moment {
  /** Undefined until it is known; '' when the server did not say, and every question has a moment of its own. */
  asOf: string | undefined;
  /** Takes a newer moment: the view is to be asked for again, or the server no longer keeps this one. */
  renew: () => void;
}

/** The moment of a view. */
interface ViewMoment extends Moment {
  /** The first one, for lists, which keep theirs. */
  first: string | undefined;
}

/**
 * Gets a moment from the server.
 *
 * @param view what is shown, for the time it was last asked for; another one has another moment
 */
export function useMoment(view: string): ViewMoment {
  const [known, setKnown] = useState<{ view: string; first: string; latest: string }>();
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      // Without a moment each question reports its own error and asks again.
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

/** `path` asked as of a moment. */
export function pathAt(path: string, asOf: string | undefined): string {
  if (asOf === undefined || asOf === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}asOf=${encodeURIComponent(asOf)}`;
}

/** The time that an answer is true for, ms: where the server names no moment, that of the question is the nearest. */
export function asOfMsOf(asOf: string | undefined): number {
  return momentMs(asOf) ?? Date.now();
}

/** The time of a moment by the server's clock, ms; undefined for an absent or unreadable moment. */
export function momentMs(asOf: string | undefined): number | undefined {
  const ms = Number.parseInt(asOf ?? '', 10);
  return Number.isNaN(ms) ? undefined : ms;
}
