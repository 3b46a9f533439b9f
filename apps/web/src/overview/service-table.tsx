import type { OverviewJson, ServiceOverviewJson } from '@logwarren/api';
import { useNow } from '../browser/timers.ts';
import { countOf } from '../text/format-count.ts';
import { ServiceRow } from './service-row.tsx';
import { SilenceUnknown, SilentServices } from './silent-services.tsx';
import { uniteSilent } from './unite-spellings.ts';

interface ServiceTableProps {
  /** Undefined until it is answered. */
  overview: OverviewJson | undefined;
  /** A row for each service, whatever its spellings. */
  services: readonly ServiceOverviewJson[];
  /** Asks for all services, and for all silent ones. */
  showAll: () => void;
  showAllSilent: () => void;
}

/** The services with records, those with most trouble first; below them, those that are silent. */
export function ServiceTable({ overview, services, showAll, showAllSilent }: ServiceTableProps) {
  const nowMs = useNow();
  return (
    <table className="services">
      <ColumnNames />
      <tbody>
        {services.map((stats) => (
          <ServiceRow key={stats.service} stats={stats} nowMs={nowMs} complete={overview?.complete === true} />
        ))}
      </tbody>
      {overview !== undefined && <MoreServices overview={overview} show={showAll} />}
      {overview?.silent && (
        <SilentServices
          silent={uniteSilent(overview.silent, overview.services)}
          nowMs={nowMs}
          showAll={showAllSilent}
        />
      )}
      {overview !== undefined && isSilenceUnknown(overview) && <SilenceUnknown />}
    </table>
  );
}

function ColumnNames() {
  return (
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
  );
}

/** Offers the services that the answer counts but does not list. */
function MoreServices({ overview: { serviceCount, services }, show }: { overview: OverviewJson; show: () => void }) {
  if (serviceCount <= services.length) return null;
  return (
    <tbody>
      <tr>
        <td colSpan={5}>
          <button type="button" onClick={show}>
            Show {countOf(serviceCount - services.length, 'more service')}
          </button>
        </td>
      </tr>
    </tbody>
  );
}

/** A range with a start has silent services, unless the time was up before all were counted. */
function isSilenceUnknown({ silent, from }: OverviewJson): boolean {
  return silent === null && from !== null;
}
