import { useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import type { LogPatterns } from '../api/log-record.ts';
import { useAnswer } from '../api/use-answer.ts';
import { nameRange } from '../frame/time-range.ts';
import { useKeys } from '../frame/use-keys.ts';
import { NothingFound } from '../logs/nothing-found.tsx';
import { TroubleLine } from '../logs/search-progress.tsx';
import { filterParameters, withParameters } from '../query/filter-parameters.ts';
import { QueryBox } from '../query/query-box.tsx';
import { exactCount, shortCount } from '../record/format-count.ts';
import { SavedSearches } from '../saved/saved-searches.tsx';
import { PatternRow } from './pattern-row.tsx';

/** What kinds of messages there are: one row a template. A click shows its records. */
export function PatternsView() {
  const { address } = useAddress();
  const { q, from, to } = address;
  const [run, setRun] = useState(0);
  const again = () => setRun((before) => before + 1);
  const path = withParameters('/logs/patterns', filterParameters({ q, from, to }), 'limit=100');
  const { data, error, loading, stale } = useAnswer<LogPatterns>(path, run);
  useKeys({ r: again });
  const isWrong = error?.trouble === 'wrong-query';
  const isEmpty = data?.patterns.length === 0 && !stale && !loading && error === undefined;
  const most = data?.patterns.reduce((max, { count }) => Math.max(max, count), 1) ?? 1;
  return (
    <main className="patterns" data-stale={stale}>
      <QueryBox key={q} error={isWrong ? error : undefined} runAgain={again}>
        <SavedSearches />
      </QueryBox>
      {error !== undefined && !isWrong && <TroubleLine error={error} />}
      {loading && <div className="working" role="progressbar" aria-label="Counting" />}
      {isEmpty && <NothingFound />}
      {data !== undefined && !isEmpty && (
        <>
          <h1 className="overview-title">
            {data.patterns.length} patterns
            {data.others > 0 && <span title={exactCount(data.others)}>, {shortCount(data.others)} other records</span>},{' '}
            <span className="hint">
              {nameRange(from, to)}
              {data.exact ? '' : ', estimated from a sample'}
            </span>
          </h1>
          <ul className="pattern-list" aria-label="Patterns, most frequent first">
            {data.patterns.map((pattern) => (
              <PatternRow key={pattern.pattern} {...{ pattern, most }} isExact={data.exact} />
            ))}
          </ul>
        </>
      )}
    </main>
  );
}
