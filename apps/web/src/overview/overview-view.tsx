import type { OverviewJson } from '@logwarren/api';
import { useMemo, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { type Answer, useAnswer } from '../api/use-answer.ts';
import { momentMs } from '../api/use-moment.ts';
import { NothingFound } from '../notices/nothing-found.tsx';
import { BeforeNote, TroubleLine } from '../notices/search-progress.tsx';
import { filterParameters, withParameters, zoneParameter } from '../query/filter-parameters.ts';
import { useRefresh, useRun } from '../refresh/use-refresh.ts';
import { OverviewTitle } from './overview-title.tsx';
import { ServiceTable } from './service-table.tsx';
import { uniteSpellings } from './unite-spellings.ts';

/** The most that one answer lists. */
const ALL = 1_000;

/** One row for each service, those with most trouble first. Every click from here is a search. */
export function OverviewView() {
  const { answer, again, showAll, showAllSilent } = useOverview();
  const { data, error, loading, stale } = answer;
  const services = useMemo(() => uniteSpellings(data?.services ?? []), [data]);
  if (data?.total === 0 && data.complete && !stale) {
    return (
      <main className="overview">
        <h1 className="unseen">Overview</h1>
        <NothingFound moment={{ asOf: data.asOf, renew: again }} />
      </main>
    );
  }
  return (
    <main className="overview" data-stale={stale}>
      {error !== undefined && <TroubleLine error={error} />}
      {stale && error !== undefined && data !== undefined && <BeforeNote what="the numbers" />}
      <OverviewTitle overview={data} isLoading={loading} rows={services.length} />
      <ServiceTable overview={data} services={services} showAll={showAll} showAllSilent={showAllSilent} />
    </main>
  );
}

interface Overview {
  answer: Answer<OverviewJson>;
  again: () => void;
  /** Asks for all services, and for all silent ones. */
  showAll: () => void;
  showAllSilent: () => void;
}

/** Asks for the overview of the range in the address, and refreshes it. */
function useOverview(): Overview {
  const { from, to } = useAddress().address;
  const { run, again } = useRun();
  const [showsAll, setShowsAll] = useState(false);
  const [showsSilent, setShowsSilent] = useState(false);
  const lengths = [showsAll ? `services=${ALL}` : '', showsSilent ? `silent=${ALL}` : ''];
  const path = withParameters('/logs/overview', filterParameters({ q: '', from, to }), zoneParameter(), ...lengths);
  const answer = useAnswer<OverviewJson>(path, run);
  useRefresh({
    refresh: again,
    asOfMs: momentMs(answer.data?.asOf),
    isBusy: answer.loading,
    hasFailed: answer.error !== undefined,
    pause: to === '' ? undefined : 'this time has an end',
  });
  return { answer, again, showAll: () => setShowsAll(true), showAllSilent: () => setShowsSilent(true) };
}
