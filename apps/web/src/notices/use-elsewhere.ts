import type { PageJson, RecordJson, StatsJson } from '@logwarren/api';
import { useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { filterParameters, type Selection, withParameters } from '../query/filter-parameters.ts';
import { FUTURE } from '../time/future-note.tsx';

/** The matches of a query outside of a range that has none. */
interface Elsewhere {
  /** The newest match of all time; undefined until it is found, and for a range without limits. */
  newest: RecordJson | undefined;
  /** Matches that are dated in the future, and whether all were counted. */
  future: number;
  isFutureComplete: boolean;
  /** Certain only when both questions were answered in full. */
  isNowhere: boolean;
}

/** Looks for the matches of a query at other times. */
export function useElsewhere({ q, from, to }: Selection, moment: Moment): Elsewhere {
  const isAllTime = from === '' && to === '';
  const path = withParameters('/logs', 'limit=1', filterParameters({ q, from: '', to: '' }));
  const { data } = useAnswer<PageJson>(isAllTime ? undefined : path, 0, moment);
  const newest = data?.records[0];
  const isFuture = from === FUTURE.from && to === FUTURE.to;
  const later = withParameters('/logs/stats', filterParameters({ q, ...FUTURE }));
  const inFuture = useAnswer<StatsJson>(isFuture ? undefined : later, 0, moment).data;
  // Until the count arrives, or if its time was up, there may be records.
  const hasNoFuture = isFuture || (inFuture?.total === 0 && inFuture.complete);
  return {
    newest,
    future: inFuture?.total ?? 0,
    isFutureComplete: inFuture?.complete === true,
    isNowhere: hasNoFuture && (isAllTime || (data?.complete === true && newest === undefined)),
  };
}
