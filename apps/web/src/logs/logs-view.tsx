import { useMemo, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { AnswerError } from '../api/request.ts';
import { useKeys } from '../frame/use-keys.ts';
import { filterParameters } from '../query/filter-parameters.ts';
import { QueryBox } from '../query/query-box.tsx';
import { LogList } from './log-list.tsx';
import { NothingFound } from './nothing-found.tsx';
import { SearchProgress } from './search-progress.tsx';
import { useLogPages } from './use-log-pages.ts';

/** The query box and the records it finds. */
export function LogsView() {
  const { address } = useAddress();
  const { q, from, to } = address;
  const [run, setRun] = useState(0);
  const filter = useMemo(() => readFilter(q, from, to), [q, from, to]);
  const path = filter.parameters === undefined ? undefined : `/logs?${filter.parameters}`;
  const search = useLogPages(path, run);
  const again = () => setRun((before) => before + 1);
  useKeys({ r: again });
  const error = filter.error ?? search.error;
  const isEmpty = search.path === path && search.pages.count === 0 && !search.loading && error === undefined;
  return (
    <main className="logs">
      <QueryBox key={q} error={error?.trouble === 'wrong-query' ? error : undefined} runAgain={again} />
      <SearchProgress search={search} error={error} />
      <div className="columns">
        {isEmpty ? <NothingFound /> : <LogList search={search} isStale={search.path !== path} />}
      </div>
    </main>
  );
}

function readFilter(q: string, from: string, to: string): { parameters?: string; error?: AnswerError } {
  try {
    return { parameters: filterParameters({ q, from, to }).toString() };
  } catch (error) {
    if (error instanceof AnswerError) return { error };
    throw error;
  }
}
