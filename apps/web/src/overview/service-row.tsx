import { parseAddress } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { errorsOf, type LogHistogram, type LogPage, type LogStats } from '../api/log-record.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Moment } from '../api/use-moment.ts';
import { formatTerm } from '../query/edit-query.ts';
import { withParameters, zoneParameter } from '../query/filter-parameters.ts';
import { exactCount, shortCount } from '../record/format-count.ts';
import { ageOf, exactTime } from '../record/format-time.ts';
import { recordPlace } from '../record/record-link.ts';
import { firstLine, visibleText } from '../record/visible-text.ts';
import { Sparkline } from './sparkline.tsx';

interface ServiceRowProps {
  service: LogStats['byService'][number];
  /** Parameters of the time range. */
  range: string;
  run: number;
  /** The moment that everything is asked as of. */
  moment: Moment;
}

const BINS = 60;
const MAX_LETTERS = 300;

/** A service: how much it says over time, the share of errors, and the last of them. */
export function ServiceRow({ service: { service, total, bySeverity }, range, run, moment }: ServiceRowProps) {
  const only = new URLSearchParams({ service }).toString();
  const errors = errorsOf(bySeverity);
  const histogram = useAnswer<LogHistogram>(
    withParameters('/logs/histogram', range, only, `bins=${BINS}`, zoneParameter()),
    run,
    moment,
  );
  const lastError = useAnswer<LogPage>(
    errors === 0 ? undefined : withParameters('/logs', range, only, 'minSeverity=ERROR&limit=1'),
    run,
    moment,
  );
  const query = formatTerm('service', service);
  return (
    <tr>
      <th scope="row">
        <Link to={{ view: 'logs', q: query }}>{visibleText(service)}</Link>
      </th>
      <td className="services-spark">
        {histogram.data !== undefined && <Sparkline bins={histogram.data.bins.map(({ counts }) => counts)} />}
      </td>
      <td className="number" title={exactCount(total)}>
        {shortCount(total)}
      </td>
      <td className="number">
        {errors === 0 ? (
          <span className="hint">none</span>
        ) : (
          <Link to={{ view: 'logs', q: `${query} severity:>=ERROR` }} title={`${exactCount(errors)} errors`}>
            <span className="services-errors">{shortCount(errors)}</span>{' '}
            <span className="hint">{shareOf(errors, total)}</span>
          </Link>
        )}
      </td>
      <td className="services-last">
        <LastError page={lastError.data} query={`${query} severity:>=ERROR`} />
      </td>
    </tr>
  );
}

function LastError({ page, query }: { page: LogPage | undefined; query: string }) {
  const record = page?.records[0];
  if (record === undefined) return null;
  const target = recordPlace(record, { ...parseAddress(''), q: query });
  return (
    <Link to={target} title={exactTime(record.timestamp)}>
      <span className="hint">{ageOf(record.timestamp, Date.now())}</span>{' '}
      <span className="services-message">{firstLine(visibleText(record.message.slice(0, MAX_LETTERS))).line}</span>
    </Link>
  );
}

/** `3.1 %`, and never 0 for some. */
function shareOf(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return percent < 0.1 ? '<0.1 %' : `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
