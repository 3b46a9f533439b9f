import type { OverviewJson } from '@logwarren/api';
import { useAddress } from '../address/use-address.ts';
import { errorsOf } from '../api/severity-counts.ts';
import { countOf, exactCount, shortCount } from '../text/format-count.ts';
import { FutureNote } from '../time/future-note.tsx';
import { nameRange } from '../time/time-range.ts';

interface OverviewTitleProps {
  overview: OverviewJson | undefined;
  isLoading: boolean;
  /** Rows of services: fewer than the answer lists where spellings share one. */
  rows: number;
}

/** How much there is, in one line. */
export function OverviewTitle({ overview, isLoading, rows }: OverviewTitleProps) {
  return (
    <h1 className="overview-title">
      {overview === undefined ? titleBefore(isLoading) : <Sums overview={overview} rows={rows} />}
    </h1>
  );
}

function titleBefore(isLoading: boolean): string {
  return isLoading ? 'Overview, counting …' : 'Overview';
}

function Sums({ overview, rows }: { overview: OverviewJson; rows: number }) {
  const { total, bySeverity, complete, future } = overview;
  // The service counts each spelling, and here they share a row.
  const serviceCount = overview.serviceCount - (overview.services.length - rows);
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
