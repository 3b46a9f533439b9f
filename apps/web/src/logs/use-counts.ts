import type { FacetsJson, HistogramJson } from '@logwarren/api';
import { type Answer, useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { useEvery } from '../browser/timers.ts';
import { withParameters, zoneParameter } from '../query/filter-parameters.ts';

const BINS = 80;
/** In live mode, counts are requested again this long after they arrived, ms. */
const COUNT_MS = 10_000;

/** The numbers beside the records. */
export interface Counts {
  histogram: Answer<HistogramJson>;
  facets: Answer<FacetsJson>;
  /** The moment for further questions, known once both are answered. */
  momentAfter: Moment;
}

/**
 * Counts the records of a search. The records come first, because people can read them already; the browser and the
 * server count beside or after them.
 *
 * @param isLive in live mode a timer renews the counts
 */
export function useCounts(filter: string, run: number, moment: Moment, isLive: boolean): Counts {
  const histogram = useAnswer<HistogramJson>(
    withParameters('/logs/histogram', filter, `bins=${BINS}`, zoneParameter()),
    run,
    moment,
  );
  // Both read every record that a word may be in: one after the other, each gets its time.
  const isCounted = histogram.answeredAt === moment.asOf;
  const facets = useAnswer<FacetsJson>(
    withParameters('/logs/facets', filter, 'fields=severity,service&limit=20&ignoreOwn=true'),
    run,
    momentAfter(isCounted, moment),
  );
  const isAnswered = isCounted && facets.answeredAt === moment.asOf;
  // A newer moment cancels the counts under way: counts that take longer than the interval would never arrive.
  useEvery(isLive && isAnswered ? COUNT_MS : undefined, moment.renew);
  return { histogram, facets, momentAfter: momentAfter(isAnswered, moment) };
}

/** The moment for a question that waits until others are answered. */
function momentAfter(isAnswered: boolean, moment: Moment): Moment {
  return isAnswered ? moment : { ...moment, asOf: undefined };
}
