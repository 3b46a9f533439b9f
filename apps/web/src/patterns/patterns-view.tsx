import type { PatternsJson } from '@logwarren/api';
import { useAddress } from '../address/use-address.ts';
import { type Answer, useAnswer } from '../api/use-answer.ts';
import { type Moment, useMoment } from '../api/use-moment.ts';
import { useNow } from '../browser/timers.ts';
import { NothingFound } from '../notices/nothing-found.tsx';
import { BeforeNote, ReadingNotes, TroubleLine } from '../notices/search-progress.tsx';
import { filterParameters, withParameters, zoneParameter } from '../query/filter-parameters.ts';
import { QueryBox } from '../query/query-box.tsx';
import { useRefresh, useRun } from '../refresh/use-refresh.ts';
import { SavedSearches } from '../saved/saved-searches.tsx';
import { type ExactCount, useExactCount } from '../text/estimates.tsx';
import { PatternRow } from './pattern-row.tsx';
import { PatternsTitle } from './patterns-title.tsx';

/** Shows which kinds of messages there are, one row for each template. A click shows its records. */
export function PatternsView() {
  const { answer, moment, exact, again } = usePatterns();
  const { data, error, loading, stale } = answer;
  const isWrong = error?.trouble === 'wrong-query';
  const isEmpty = data?.patterns.length === 0 && data.complete && !stale && !loading && error === undefined;
  return (
    <main className="patterns" data-stale={stale}>
      <QueryBox error={isWrong ? error : undefined} runAgain={again} moment={moment}>
        <SavedSearches />
      </QueryBox>
      {error !== undefined && !isWrong && <TroubleLine error={error} />}
      {stale && error !== undefined && data !== undefined && <BeforeNote what="the patterns" />}
      {loading && <div className="working" role="progressbar" aria-label="Counting" />}
      <ReadingNotes notes={stale ? [] : (data?.notes ?? [])} />
      {(data === undefined || isEmpty) && <h1 className="unseen">Patterns</h1>}
      {isEmpty && <NothingFound moment={moment} />}
      {data !== undefined && !isEmpty && (
        <>
          <PatternsTitle data={data} isLoading={loading} exact={exact} />
          <PatternList data={data} />
        </>
      )}
    </main>
  );
}

function PatternList({ data }: { data: PatternsJson }) {
  const nowMs = useNow();
  return (
    <ul className="pattern-list" data-estimated={!data.exact} aria-label="Patterns, most frequent first">
      {data.patterns.map((pattern) => (
        <PatternRow key={pattern.pattern} pattern={pattern} nowMs={nowMs} />
      ))}
    </ul>
  );
}

interface PatternSearch {
  answer: Answer<PatternsJson>;
  moment: Moment;
  exact: ExactCount;
  again: () => void;
}

/** Asks for the patterns of the records that the address names, and refreshes them. */
function usePatterns(): PatternSearch {
  const { address } = useAddress();
  const { q, from, to } = address;
  const { run, again } = useRun();
  const filter = filterParameters({ q, from, to });
  const exact = useExactCount(filter);
  const exactly = exact.isAsked ? 'exact=true' : '';
  const path = withParameters('/logs/patterns', filter, 'limit=100', zoneParameter(), exactly);
  const moment = useMoment(`${run} ${filter}`);
  const answer = useAnswer<PatternsJson>(path, run, moment);
  useRefresh({
    refresh: again,
    asOfMs: answer.asOfMs,
    isBusy: answer.loading,
    hasFailed: answer.error !== undefined,
    pause: to !== '' ? 'this time has an end' : exact.isAsked ? 'every record was counted' : undefined,
  });
  return { answer, moment, exact, again };
}
