import type { PatternsJson } from '@logwarren/api';
import { useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useMoment } from '../api/use-moment.ts';
import { useKeys } from '../browser/use-keys.ts';
import { useNow } from '../browser/use-now.ts';
import { NothingFound } from '../notices/nothing-found.tsx';
import { BeforeNote, ReadingNotes, TroubleLine } from '../notices/search-progress.tsx';
import { CountExactly } from '../query/count-exactly.tsx';
import { filterParameters, withParameters, zoneParameter } from '../query/filter-parameters.ts';
import { QueryBox } from '../query/query-box.tsx';
import { MayMiss } from '../record/may-miss.tsx';
import { useRefresh } from '../refresh/use-refresh.ts';
import { SavedSearches } from '../saved/saved-searches.tsx';
import { CountText } from '../text/count-text.tsx';
import { countOf } from '../text/format-count.ts';
import { nameRange } from '../time/time-range.ts';
import { countedPart } from './counted-part.ts';
import { PatternRow } from './pattern-row.tsx';

/** Shows which kinds of messages there are, one row for each template. A click shows its records. */
export function PatternsView() {
  const { address } = useAddress();
  const { q, from, to } = address;
  const [run, setRun] = useState(0);
  const again = () => setRun((before) => before + 1);
  const [exactFor, setExactFor] = useState<string>();
  const filter = filterParameters({ q, from, to });
  // Holds for this search only: another one is estimated first.
  const isExact = exactFor === filter;
  const path = withParameters('/logs/patterns', filter, 'limit=100', zoneParameter(), isExact ? 'exact=true' : '');
  const moment = useMoment(`${run} ${filter}`);
  const { data, error, loading, stale, asOfMs } = useAnswer<PatternsJson>(path, run, moment);
  useKeys({ r: again });
  useRefresh({
    refresh: again,
    asOfMs,
    isBusy: loading,
    hasFailed: error !== undefined,
    pause: to !== '' ? 'this time has an end' : isExact ? 'every record was counted' : undefined,
  });
  const nowMs = useNow();
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
          <h1 className="overview-title">
            {countOf(data.patterns.length, 'pattern')}
            {data.others > 0 && (
              <>
                , <CountText count={data.others} error={data.othersError} low={data.othersLow} high={data.othersHigh} />{' '}
                other records
              </>
            )}
            , <span className="hint">{nameRange(from, to)}</span>
            {!data.exact && (
              <span className="hint">
                , {countedPart(data)} <MayMiss mayMiss={data.mayMiss} what="patterns" />{' '}
                <CountExactly isCounting={isExact && loading} isDone={isExact} count={() => setExactFor(filter)} />
              </span>
            )}
          </h1>
          <ul className="pattern-list" data-estimated={!data.exact} aria-label="Patterns, most frequent first">
            {data.patterns.map((pattern) => (
              <PatternRow key={pattern.pattern} pattern={pattern} nowMs={nowMs} />
            ))}
          </ul>
        </>
      )}
    </main>
  );
}
