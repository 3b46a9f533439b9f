import type { ServiceOverviewJson } from '@logwarren/api';
import { parseAddress, recordPlace } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { errorsOf } from '../api/severity-counts.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { formatTerm } from '../query/edit-query.ts';
import { countOf, exactCount, shortCount } from '../text/format-count.ts';
import { ageOf, exactTime } from '../text/format-time.ts';
import { briefLine, visibleText } from '../text/visible-text.ts';

interface ServiceRowProps {
  stats: ServiceOverviewJson;
  /** False when the time was up: there may be more records, and shares of a partial count mean little. */
  complete: boolean;
  /** For ages, ms since the epoch. */
  nowMs: number;
}

/** A service: how much it logs over time, the share of errors, and the last error. */
export function ServiceRow({ stats, complete, nowMs }: ServiceRowProps) {
  const { service, total, bySeverity, records, lastError } = stats;
  const errors = errorsOf(bySeverity);
  const query = formatTerm('service', service);
  const [mark, none] = complete ? ['', 'none'] : ['≥\u2009', 'none found yet'];
  return (
    <tr>
      <th scope="row">
        <Link to={{ view: 'logs', q: query }}>{visibleText(service)}</Link>
      </th>
      <td className="services-spark">
        <Sparkline records={records} errors={stats.errors} />
      </td>
      <td className="number" data-name="records" title={`${mark}${exactCount(total)}`}>
        {mark}
        {shortCount(total)}
      </td>
      <td className="number" data-name="errors">
        {errors === 0 ? (
          <span className="hint">{none}</span>
        ) : (
          <Link to={{ view: 'logs', q: `${query} severity:>=ERROR` }} title={`${mark}${countOf(errors, 'error')}`}>
            <span className="services-errors">
              {mark}
              {shortCount(errors)}
            </span>{' '}
            {complete && <span className="hint">{shareOf(errors, total)}</span>}
          </Link>
        )}
      </td>
      <td className="services-last">
        {lastError !== null && <LastError record={lastError} query={`${query} severity:>=ERROR`} nowMs={nowMs} />}
      </td>
    </tr>
  );
}

function LastError({
  record,
  query,
  nowMs,
}: {
  record: NonNullable<ServiceOverviewJson['lastError']>;
  query: string;
  nowMs: number;
}) {
  const target = recordPlace(record, { ...parseAddress(''), q: query });
  return (
    <Link to={target} title={exactTime(record.timestamp)}>
      <span className="hint">{ageOf(record.timestamp, nowMs)}</span>{' '}
      <span className="services-message" dir="auto">
        {briefLine(record.message)}
      </span>
    </Link>
  );
}

/** `3.1 %`; never 0 if there are any. */
function shareOf(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return percent < 0.1 ? '<0.1 %' : `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
