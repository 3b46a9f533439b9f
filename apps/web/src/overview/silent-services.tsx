import type { OverviewJson } from '@logwarren/api';
import { parseAddress, recordPlace } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { formatTerm } from '../query/edit-query.ts';
import { countOf } from '../text/format-count.ts';
import { agoOf, exactTime } from '../text/format-time.ts';
import { briefLine, visibleText } from '../text/visible-text.ts';

type Silent = NonNullable<OverviewJson['silent']>;

interface SilentServicesProps {
  silent: Silent;
  /** For ages, ms since the epoch. */
  nowMs: number;
  /** Asks for all of them. */
  showAll: () => void;
}

/**
 * Known services without records in the time shown. That may be the trouble, or the reader means another time. The
 * service that fell silent last comes first.
 */
export function SilentServices({ silent: { count, services }, nowMs, showAll }: SilentServicesProps) {
  if (count === 0) return null;
  return (
    <tbody aria-label="Silent services, the last that fell silent first">
      <tr className="services-silent-head">
        <th scope="rowgroup" colSpan={5}>
          {countOf(count, 'silent service')}
        </th>
      </tr>
      {services.map((each) => (
        <SilentRow key={each.service} silent={each} nowMs={nowMs} />
      ))}
      {count > services.length && (
        <tr>
          <td colSpan={5}>
            <button type="button" onClick={showAll}>
              Show {countOf(count - services.length, 'more silent service')}
            </button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** Replaces the list when the time was up: a service that was not counted in time is not silent. */
export function SilenceUnknown() {
  return (
    <tbody>
      <tr className="services-silent">
        <td colSpan={5}>Which services are silent is not known: the time was up first.</td>
      </tr>
    </tbody>
  );
}

function SilentRow({ silent, nowMs }: { silent: Silent['services'][number]; nowMs: number }) {
  const { service, lastSeen, lastRecord } = silent;
  const q = formatTerm('service', service);
  const all = { view: 'logs', q, from: '', to: '', live: false } as const;
  return (
    <tr className="services-silent">
      <th scope="row">
        <Link to={all}>{visibleText(service)}</Link>
      </th>
      <td colSpan={4}>
        silent, last record{' '}
        <Link to={lastRecord === null ? all : recordPlace(lastRecord, { ...parseAddress(''), q })}>
          <time title={exactTime(lastSeen)}>{agoOf(lastSeen, nowMs)}</time>{' '}
          {lastRecord !== null && <span className="services-message">{briefLine(lastRecord.message)}</span>}
        </Link>
      </td>
    </tr>
  );
}
