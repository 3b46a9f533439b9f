import type { OverviewJson } from '@logwarren/api';
import { useMemo, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { errorsOf } from '../api/severity-counts.ts';
import { useAnswer } from '../api/use-answer.ts';
import { momentMs } from '../api/use-moment.ts';
import { useKeys } from '../browser/use-keys.ts';
import { useNow } from '../browser/use-now.ts';
import { NothingFound } from '../notices/nothing-found.tsx';
import { BeforeNote, TroubleLine } from '../notices/search-progress.tsx';
import { filterParameters, withParameters, zoneParameter } from '../query/filter-parameters.ts';
import { useRefresh } from '../refresh/use-refresh.ts';
import { countOf, exactCount, shortCount } from '../text/format-count.ts';
import { FutureNote } from '../time/future-note.tsx';
import { nameRange } from '../time/time-range.ts';
import { ServiceRow } from './service-row.tsx';
import { SilenceUnknown, SilentServices } from './silent-services.tsx';
import { uniteSilent, uniteSpellings } from './unite-spellings.ts';

/** As many as one answer lists. */
const ALL = 1_000;

/** One row a service, sorted by trouble. From here any click is a search. */
export function OverviewView() {
  const { address } = useAddress();
  const { from, to } = address;
  const [run, setRun] = useState(0);
  const [showsAll, setShowsAll] = useState(false);
  const [showsSilent, setShowsSilent] = useState(false);
  const path = withParameters(
    ...(['/logs/overview', filterParameters({ q: '', from, to }), zoneParameter()] as const),
    ...[showsAll ? `services=${ALL}` : '', showsSilent ? `silent=${ALL}` : ''],
  );
  const { data, error, loading, stale } = useAnswer<OverviewJson>(path, run);
  const again = () => setRun((before) => before + 1);
  useKeys({ r: again });
  const asOfMs = momentMs(data?.asOf);
  useRefresh({
    refresh: again,
    asOfMs,
    isBusy: loading,
    hasFailed: error !== undefined,
    pause: to === '' ? undefined : 'this time has an end',
  });
  const nowMs = useNow();
  const listed = data?.services ?? [];
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
      <h1 className="overview-title">
        {data === undefined ? titleBefore(loading) : <Sums overview={data} united={listed.length - services.length} />}
      </h1>
      <table className="services">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Records over time</th>
            <th scope="col" className="number">
              Records
            </th>
            <th scope="col" className="number">
              Errors
            </th>
            <th scope="col">Last error</th>
          </tr>
        </thead>
        <tbody>
          {services.map((stats) => (
            <ServiceRow key={stats.service} stats={stats} nowMs={nowMs} complete={data?.complete === true} />
          ))}
        </tbody>
        {data !== undefined && data.serviceCount > listed.length && (
          <tbody>
            <tr>
              <td colSpan={5}>
                <button type="button" onClick={() => setShowsAll(true)}>
                  Show {countOf(data.serviceCount - listed.length, 'more service')}
                </button>
              </td>
            </tr>
          </tbody>
        )}
        {data?.silent && (
          <SilentServices
            silent={uniteSilent(data.silent, listed)}
            nowMs={nowMs}
            showAll={() => setShowsSilent(true)}
          />
        )}
        {data !== undefined && isSilenceUnknown(data) && <SilenceUnknown />}
      </table>
    </main>
  );
}

function titleBefore(isLoading: boolean): string {
  return isLoading ? 'Overview, counting …' : 'Overview';
}

/** A range with a start has silent services, unless the time was up before all were counted. */
function isSilenceUnknown({ silent, from }: OverviewJson): boolean {
  return silent === null && from !== null;
}

/** How much there is, in one line. */
function Sums({ overview, united }: { overview: OverviewJson; united: number }) {
  const { total, bySeverity, complete, future } = overview;
  // The service counts each spelling, and here they share a row.
  const serviceCount = overview.serviceCount - united;
  const { address } = useAddress();
  const errors = errorsOf(bySeverity);
  const [mark, none] = complete ? ['', 'no errors'] : ['≥\u2009', 'no errors found yet'];
  return (
    <>
      <span title={exactCount(total)}>
        {mark}
        {countOf(total, 'record', shortCount)}
      </span>{' '}
      of {mark}
      {countOf(serviceCount, 'service')}, {errors === 0 ? none : `${mark}${countOf(errors, 'error', shortCount)}`},{' '}
      <span className="hint">{nameRange(address.from, address.to)}</span>
      {!complete && <span className="hint">, the time was up first</span>}
      {future > 0 && ', '}
      <FutureNote count={future} complete={complete} q="" />
    </>
  );
}
