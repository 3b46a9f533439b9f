import { parseAddress } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import type { LogPage, LogStats } from '../api/log-record.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { formatTerm } from '../query/edit-query.ts';
import { withParameters } from '../query/filter-parameters.ts';
import { ageOf, exactTime } from '../record/format-time.ts';
import { recordPlace } from '../record/record-link.ts';
import { visibleText } from '../record/visible-text.ts';

/** If there are more, only the first by name: each row asks for its newest record. */
const MAX_SHOWN = 20;

interface SilentServicesProps {
  /** Those that have records in the time shown. */
  services: LogStats['byService'];
  run: number;
  /** The moment that everything is asked as of. */
  moment: Moment;
}

/** Services that are known and said nothing in the time shown, which may be the trouble, or another time is meant. */
export function SilentServices({ services, run, moment }: SilentServicesProps) {
  const { data } = useAnswer<LogStats>('/logs/stats', run, moment);
  const heard = new Set(services.map(({ service }) => service));
  const silent = (data?.byService ?? []).map(({ service }) => service).filter((service) => !heard.has(service));
  return (
    <tbody>
      {silent
        .toSorted()
        .slice(0, MAX_SHOWN)
        .map((service) => (
          <SilentRow key={service} {...{ service, run, moment }} />
        ))}
    </tbody>
  );
}

function SilentRow({ service, run, moment }: { service: string } & Pick<SilentServicesProps, 'run' | 'moment'>) {
  const only = new URLSearchParams({ service, limit: '1' }).toString();
  const newest = useAnswer<LogPage>(withParameters('/logs', only), run, moment).data?.records[0];
  const q = formatTerm('service', service);
  return (
    <tr className="services-silent">
      <th scope="row">
        <Link to={{ view: 'logs', q, from: '', to: '' }}>{visibleText(service)}</Link>
      </th>
      <td colSpan={4}>
        silent
        {newest !== undefined && (
          <>
            , last record{' '}
            <Link to={recordPlace(newest, { ...parseAddress(''), q })}>
              <time title={exactTime(newest.timestamp)}>{ageOf(newest.timestamp, Date.now())} ago</time>
            </Link>
          </>
        )}
      </td>
    </tr>
  );
}
