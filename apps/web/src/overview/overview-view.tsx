import { useMemo, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { errorsOf, type LogStats } from '../api/log-record.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useMoment } from '../api/use-moment.ts';
import { FutureNote } from '../frame/future-note.tsx';
import { nameRange } from '../frame/time-range.ts';
import { useKeys } from '../frame/use-keys.ts';
import { NothingFound } from '../logs/nothing-found.tsx';
import { TroubleLine } from '../logs/search-progress.tsx';
import { filterParameters, withParameters } from '../query/filter-parameters.ts';
import { exactCount, shortCount } from '../record/format-count.ts';
import { ServiceRow } from './service-row.tsx';
import { SilentServices } from './silent-services.tsx';

/** Services beyond these are shown on demand: each asks for its own histogram. */
const FIRST_SERVICES = 30;

/** One row a service, sorted by trouble. From here any click is a search. */
export function OverviewView() {
  const { address } = useAddress();
  const { from, to } = address;
  const [run, setRun] = useState(0);
  const [showsAll, setShowsAll] = useState(false);
  const range = filterParameters({ q: '', from, to });
  const moment = useMoment(`${run} ${range}`);
  const { data, error, loading, stale } = useAnswer<LogStats>(withParameters('/logs/stats', range), run, moment);
  useKeys({ r: () => setRun((before) => before + 1) });
  const services = useMemo(() => byTrouble(data), [data]);
  const shown = showsAll ? services : services.slice(0, FIRST_SERVICES);
  const errors = data === undefined ? 0 : errorsOf(data.bySeverity);
  if (data?.total === 0 && !stale) return <main className="overview">{<NothingFound moment={moment} />}</main>;
  return (
    <main className="overview" data-stale={stale}>
      {error !== undefined && <TroubleLine error={error} />}
      <h1 className="overview-title">
        {data === undefined ? (
          loading && 'Counting …'
        ) : (
          <>
            <span title={exactCount(data.total)}>{shortCount(data.total)} records</span> of {services.length}{' '}
            {services.length === 1 ? 'service' : 'services'},{' '}
            {errors === 0 ? 'no errors' : `${shortCount(errors)} errors`},{' '}
            <span className="hint">{nameRange(from, to)}</span>
            {data.future > 0 && ', '}
            <FutureNote count={data.future} q="" />
          </>
        )}
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
          {shown.map((service) => (
            <ServiceRow key={service.service} {...{ service, range, run, moment }} />
          ))}
        </tbody>
        {data !== undefined && (from !== '' || to !== '') && <SilentServices {...{ services, run, moment }} />}
      </table>
      {services.length > shown.length && (
        <button type="button" className="overview-more" onClick={() => setShowsAll(true)}>
          Show {services.length - shown.length} more services
        </button>
      )}
    </main>
  );
}

/** Most errors first, then warnings, then records. */
function byTrouble(stats: LogStats | undefined): LogStats['byService'] {
  return (stats?.byService ?? []).toSorted(
    (a, b) =>
      errorsOf(b.bySeverity) - errorsOf(a.bySeverity) ||
      (b.bySeverity.WARN ?? 0) - (a.bySeverity.WARN ?? 0) ||
      b.total - a.total,
  );
}
