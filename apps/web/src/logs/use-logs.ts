import { useState } from 'react';
import type { Address } from '../address/address.ts';
import { useAddress } from '../address/use-address.ts';
import { type Moment, useMoment } from '../api/use-moment.ts';
import { isReadingRows } from '../list/newer-bar.tsx';
import { type NewerRecords, useNewer } from '../list/use-newer.ts';
import { recordAt } from '../paging/record-pages.ts';
import { type LogSearch, useLogPages } from '../paging/use-log-pages.ts';
import { filterParameters, withParameters } from '../query/filter-parameters.ts';
import { useRefresh, useRun } from '../refresh/use-refresh.ts';
import { type Counts, useCounts } from './use-counts.ts';

/** The records that the address names, and all numbers about them. */
export interface Logs {
  /** Parameters that choose the records. */
  filter: string;
  search: LogSearch;
  counts: Counts;
  newer: NewerRecords;
  /** The moment that the numbers are asked as of. */
  moment: Moment;
  /** Whether the records belong to an earlier search. */
  isStale: boolean;
  /** Whether they stay there because the present search failed. */
  isLeftOver: boolean;
  /** The search is complete and found nothing. */
  isEmpty: boolean;
  again: () => void;
  /** Takes whether the list may change: the reader is at its top and has no record open. */
  setMayChange: (mayChange: boolean) => void;
}

/** Asks for the records and their numbers, and refreshes them without moving the list under the reader. */
export function useLogs(): Logs {
  const { address } = useAddress();
  const { q, from, to } = address;
  const { run, again } = useRun();
  const filter = filterParameters({ q, from, to });
  const path = withParameters('/logs', filter);
  const moment = useMoment(`${run} ${filter}`);
  const search = useLogPages(path, run, moment.first, address.record);
  const counts = useCounts(filter, run, moment, address.live);
  const newer = useNewer(q, recordAt(search.pages, 0)?.timestamp, search.generation, moment);
  const [mayChange, setMayChange] = useState(true);
  const shown = { filter, search, counts, newer, moment, again };
  useLogRefresh(address, shown, mayChange);
  const { pages, loading, error } = search;
  const isStale = search.path !== path;
  const isBare = pages.count === 0;
  return {
    ...shown,
    isStale,
    isLeftOver: isStale && error !== undefined && !isBare,
    isEmpty: !isStale && isBare && pages.next === null && !loading && error === undefined,
    setMayChange,
  };
}

function useLogRefresh(
  address: Address,
  { search, counts, newer, moment, again }: Pick<Logs, 'search' | 'counts' | 'newer' | 'moment' | 'again'>,
  mayChange: boolean,
): void {
  const { histogram, facets } = counts;
  const { pages } = search;
  const isFree = () => pages.count === 0 || (mayChange && pages.newer === null && !isReadingRows());
  useRefresh({
    refresh: again,
    onTime() {
      if (isFree()) return again();
      // The list stays. Newer records are counted beside it, as of the same moment as the numbers.
      newer.look();
      moment.renew();
    },
    // In live mode new records enter the list; only its numbers can be behind.
    asOfMs: oldest([address.live ? undefined : (newer.asOfMs ?? search.asOfMs), histogram.asOfMs, facets.asOfMs]),
    isBusy: search.loading || newer.isLooking || histogram.loading || facets.loading,
    hasFailed: search.error !== undefined || newer.error !== undefined,
    pause: pauseOf(address),
  });
}

/** Why the view is not refreshed by itself; undefined when it is. */
function pauseOf({ live, to }: Pick<Address, 'live' | 'to'>): string | undefined {
  if (live) return 'new records come live, and numbers every 10 s';
  return to === '' ? undefined : 'this time has an end';
}

/** The moment that several parts all describe: the oldest known one. */
function oldest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((ms) => ms !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
