import type { FacetsJson, HistogramJson } from '@logwarren/api';
import { useMemo, useState } from 'react';
import type { Address } from '../address/address.ts';
import { cameByZoom, useAddress } from '../address/use-address.ts';
import { type Answer, useAnswer } from '../api/use-answer.ts';
import { type Moment, useMoment } from '../api/use-moment.ts';
import { useKeys } from '../browser/use-keys.ts';
import { useIsNarrow } from '../browser/use-media.ts';
import { BarsToggle, useBarsChoice } from '../charts/bars-toggle.tsx';
import { Histogram } from '../charts/histogram.tsx';
import { FacetPanel } from '../facets/facet-panel.tsx';
import { isReadingRows } from '../list/newer-bar.tsx';
import { useNewer } from '../list/use-newer.ts';
import { BeforeNote, ReadingNotes, SearchProgress } from '../notices/search-progress.tsx';
import { recordAt } from '../paging/record-pages.ts';
import { useLogPages } from '../paging/use-log-pages.ts';
import { filterParameters, withParameters, zoneParameter } from '../query/filter-parameters.ts';
import { QueryBox } from '../query/query-box.tsx';
import { useRefresh } from '../refresh/use-refresh.ts';
import { SavedSearches } from '../saved/saved-searches.tsx';
import { attributeNames } from './attribute-names.ts';
import { ExportMenu } from './export-menu.tsx';
import { OwnTimeNote } from './own-time-note.tsx';
import { RecordColumn } from './record-column.tsx';
import { useEvery } from './use-every.ts';

const BINS = 80;
/** While records are followed, the counts are asked for again so long after they came, ms. */
const COUNT_MS = 10_000;

/** The query box and the records it finds. */
export function LogsView() {
  const { address, navigate } = useAddress();
  const { q, from, to } = address;
  const [run, setRun] = useState(0);
  const filter = filterParameters({ q, from, to });
  const path = withParameters('/logs', filter);
  const moment = useMoment(`${run} ${filter}`);
  const search = useLogPages(path, run, moment.first, address.record);
  const { histogram, facets, isAnswered } = useCounts(filter, run, moment);
  const attributes = useMemo(() => attributeNames(search.pages), [search.pages]);
  const again = () => setRun((before) => before + 1);
  const isNarrow = useIsNarrow();
  const [showsFilters, setShowsFilters] = useState(false);
  const bars = useBarsChoice();
  useKeys({ r: again });
  // A newer moment cancels the counts under way: counts that take longer than the interval would never arrive.
  useEvery(address.live && isAnswered ? COUNT_MS : undefined, moment.renew);
  const [isAtTop, setIsAtTop] = useState(true);
  const newer = useNewer(q, recordAt(search.pages, 0)?.timestamp, search.generation, moment);
  const { error } = search;
  const isBare = search.pages.count === 0;
  const mayChange = () => isBare || (isAtTop && search.pages.newer === null && !isReadingRows());
  useRefresh({
    refresh: again,
    onTime() {
      if (mayChange()) return again();
      // The list stays. Newer records are counted beside it, as of the same moment as the numbers.
      newer.look();
      moment.renew();
    },
    // New records come into a list that is followed; its numbers are behind.
    asOfMs: oldest([address.live ? undefined : (newer.asOfMs ?? search.asOfMs), histogram.asOfMs, facets.asOfMs]),
    isBusy: search.loading || newer.isLooking || histogram.loading || facets.loading,
    hasFailed: error !== undefined || newer.error !== undefined,
    pause: pauseOf(address),
  });
  const isLeftOver = search.path !== path && error !== undefined && !isBare;
  const isEmpty =
    search.path === path && isBare && search.pages.next === null && !search.loading && error === undefined;
  return (
    <main className="logs">
      <h1 className="unseen">Logs</h1>
      <QueryBox error={error?.trouble === 'wrong-query' ? error : undefined} runAgain={again} moment={moment}>
        {isNarrow && (
          <button type="button" aria-expanded={showsFilters} onClick={() => setShowsFilters(!showsFilters)}>
            {showsFilters ? 'Back to the records' : 'Filters'}
          </button>
        )}
        <BarsToggle choice={bars} histogram={histogram.data} />
        <SavedSearches />
        <ExportMenu filter={filter} />
      </QueryBox>
      <SearchProgress search={search} error={error} />
      {isLeftOver && <BeforeNote what="the records" />}
      <ReadingNotes notes={search.path === path ? search.pages.notes : []} />
      {search.path === path && (
        <OwnTimeNote pages={search.pages} filter={filter} moment={momentAfter(isAnswered, moment)} />
      )}
      {bars.isShown && (
        <Histogram
          answer={histogram}
          q={q}
          isSmall={bars.isSmall}
          zoom={(start, end) => navigate({ from: start, to: end, record: '' }, { isZoom: true })}
          zoomBack={() => cameByZoom() && window.history.back()}
        />
      )}
      <div className="columns">
        {(!isNarrow || showsFilters) && (
          <FacetPanel answer={facets} filter={filter} moment={moment} attributes={attributes} />
        )}
        <RecordColumn
          search={search}
          moment={moment}
          isEmpty={isEmpty}
          newer={newer}
          runAgain={again}
          onTop={setIsAtTop}
          isStale={search.path !== path}
          isLeftOver={isLeftOver}
        />
      </div>
    </main>
  );
}

/** Why the view is not refreshed by itself; undefined when it is. */
function pauseOf({ live, to }: Pick<Address, 'live' | 'to'>): string | undefined {
  if (live) return 'new records come live, and numbers every 10 s';
  return to === '' ? undefined : 'this time has an end';
}

/** The numbers beside the records. */
interface Counts {
  histogram: Answer<HistogramJson>;
  facets: Answer<FacetsJson>;
  /** Both were answered as of the moment. */
  isAnswered: boolean;
}

/** The records come first, because they can be read: the browser and the server count beside or after them. */
function useCounts(filter: string, run: number, moment: Moment): Counts {
  const histogram = useAnswer<HistogramJson>(
    withParameters('/logs/histogram', filter, `bins=${BINS}`, zoneParameter()),
    run,
    moment,
  );
  // Both look at every record that a word may be in: one after the other, each has its time.
  const isCounted = histogram.answeredAt === moment.asOf;
  const facets = useAnswer<FacetsJson>(
    withParameters('/logs/facets', filter, 'fields=severity,service&limit=20&ignoreOwn=true'),
    run,
    momentAfter(isCounted, moment),
  );
  return { histogram, facets, isAnswered: isCounted && facets.answeredAt === moment.asOf };
}

/** The moment for a question that waits until others are answered. */
function momentAfter(isAnswered: boolean, moment: Moment): Moment {
  return isAnswered ? moment : { ...moment, asOf: undefined };
}

/** The moment that all of several parts are true for: that of the oldest one there is. */
function oldest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((ms) => ms !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
