import { useMemo, useState } from 'react';
import { cameByZoom, useAddress } from '../address/use-address.ts';
import { useIsNarrow } from '../browser/use-media.ts';
import { BarsToggle, useBarsChoice } from '../charts/bars-toggle.tsx';
import { Histogram } from '../charts/histogram.tsx';
import { FacetPanel } from '../facets/facet-panel.tsx';
import { BeforeNote, ReadingNotes, SearchProgress } from '../notices/search-progress.tsx';
import type { RecordPages } from '../paging/record-pages.ts';
import { QueryBox } from '../query/query-box.tsx';
import { SavedSearches } from '../saved/saved-searches.tsx';
import { ExportMenu } from './export-menu.tsx';
import { OwnTimeNote } from './own-time-note.tsx';
import { RecordColumn } from './record-column.tsx';
import { type Logs, useLogs } from './use-logs.ts';

/** Enough records to see which attributes they have. */
const MAX_RECORDS = 500;
const MAX_NAMES = 30;

/** The query box and the records it finds. */
export function LogsView() {
  const { address, navigate } = useAddress();
  const logs = useLogs();
  const { filter, search, counts, moment, again } = logs;
  const attributes = useMemo(() => attributeNames(search.pages), [search.pages]);
  const isNarrow = useIsNarrow();
  const [showsFilters, setShowsFilters] = useState(false);
  const bars = useBarsChoice();
  const { error } = search;
  return (
    <main className="logs">
      <h1 className="unseen">Logs</h1>
      <QueryBox error={error?.trouble === 'wrong-query' ? error : undefined} runAgain={again} moment={moment}>
        {isNarrow && <FiltersToggle isShown={showsFilters} show={setShowsFilters} />}
        <BarsToggle choice={bars} histogram={counts.histogram.data} />
        <SavedSearches />
        <ExportMenu filter={filter} />
      </QueryBox>
      <LogNotices logs={logs} />
      {bars.isShown && (
        <Histogram
          answer={counts.histogram}
          q={address.q}
          isSmall={bars.isSmall}
          zoom={(start, end) => navigate({ from: start, to: end, record: '' }, { isZoom: true })}
          zoomBack={() => cameByZoom() && window.history.back()}
        />
      )}
      <div className="columns">
        {(!isNarrow || showsFilters) && (
          <FacetPanel answer={counts.facets} filter={filter} moment={moment} attributes={attributes} />
        )}
        <RecordColumn logs={logs} />
      </div>
    </main>
  );
}

/** On narrow screens the filters take the place of the records. */
function FiltersToggle({ isShown, show }: { isShown: boolean; show: (isShown: boolean) => void }) {
  return (
    <button type="button" aria-expanded={isShown} onClick={() => show(!isShown)}>
      {isShown ? 'Back to the records' : 'Filters'}
    </button>
  );
}

/** Notes on the search, above its records. */
function LogNotices({ logs: { search, filter, counts, isStale, isLeftOver } }: { logs: Logs }) {
  return (
    <>
      <SearchProgress search={search} error={search.error} />
      {isLeftOver && <BeforeNote what="the records" />}
      <ReadingNotes notes={isStale ? [] : search.pages.notes} />
      {!isStale && <OwnTimeNote pages={search.pages} filter={filter} moment={counts.momentAfter} />}
    </>
  );
}

/** Names of attributes of the first records, the most frequent first. */
function attributeNames({ pages }: RecordPages): string[] {
  const counts = new Map<string, number>();
  for (const record of pages.flatMap(({ records = [] }) => records).slice(0, MAX_RECORDS)) {
    for (const name of Object.keys(record.attributes)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].sort(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1));
  return names.slice(0, MAX_NAMES).map(([name]) => name);
}
