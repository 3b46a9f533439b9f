import type { LedgerJson, LedgerTotalJson, LossJson, Older } from '@logwarren/api';
import { Link } from '../address/link.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { TroubleLine } from '../notices/search-progress.tsx';
import { useRefresh, useRun } from '../refresh/use-refresh.ts';
import { countOf, exactCount } from '../text/format-count.ts';
import { visibleText } from '../text/visible-text.ts';

/** Earlier builds did not answer `repeats` and `lost`. */
type Ledger = Older<LedgerJson, 'repeats' | 'lost'>;

const COLUMNS = [
  ['received', 'Received'],
  ['stored', 'Stored'],
  ['dead', 'Dead'],
  ['shed', 'Shed'],
  ['inFlight', 'In flight'],
  ['difference', 'Difference'],
] as const;

/** Accounts for every record ever received: received = stored + dead + shed + in flight. */
export function LedgerView() {
  const { run, again } = useRun();
  const { data, error, loading, stale, receivedMs } = useAnswer<Ledger>('/ledger', run);
  useRefresh({ refresh: again, asOfMs: receivedMs, isBusy: loading, hasFailed: error !== undefined });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll, and has nothing else that takes the focus
    <main className="ledger" data-stale={stale} tabIndex={0}>
      {error !== undefined && <TroubleLine error={error} />}
      <h1 className="overview-title">{data === undefined ? titleBefore(loading) : <Verdict ledger={data} />}</h1>
      {data !== undefined && (
        <table>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">Source</th>
              {COLUMNS.map(([key, name]) => (
                <th key={key} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.rows.map((row) => (
              <tr key={`${row.source} ${row.run} ${row.service}`}>
                <th scope="row">
                  {row.service === '' ? <span className="hint">no service</span> : visibleText(row.service)}
                </th>
                <td title={row.run ?? undefined}>
                  {row.source === null ? 'published directly' : visibleText(row.source)}
                </td>
                <CountCells counts={row} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              <td />
              <CountCells counts={data.total} />
            </tr>
          </tfoot>
        </table>
      )}
      {data !== undefined && <Repeats ledger={data} />}
      {data?.lost !== undefined && data.lost.length > 0 && <Losses losses={data.lost} />}
    </main>
  );
}

function titleBefore(isLoading: boolean): string {
  return isLoading ? 'Ledger, counting …' : 'Ledger';
}

/** Records that were taken for repeats: they are in none of the sums, but can explain a missing record. */
function Repeats({ ledger: { repeats = [] } }: { ledger: Ledger }) {
  const byReason = Map.groupBy(repeats, ({ reason }) => reason);
  if (byReason.size === 0) return null;
  const sums = [...byReason].map(([reason, all]) => {
    return `${visibleText(reason)} ${exactCount(all.reduce((sum, { records }) => sum + records, 0))}`;
  });
  return <p className="hint">Taken for repeats, and in none of the sums: {sums.join(', ')}</p>;
}

/** Bytes that never became records, so no column counts them. */
function Losses({ losses }: { losses: readonly LossJson[] }) {
  return (
    <section className="ledger-lost">
      <h2>Lost before they were read</h2>
      <ul>
        {losses.map(({ bytes, isAtLeast, path, reason, service, source }) => (
          <li key={`${source} ${service} ${reason} ${path}`}>
            {bytes === 0 ? 'An unknown number of bytes' : `${isAtLeast ? 'At least ' : ''}${countOf(bytes, 'byte')}`} of{' '}
            {path === '' ? 'other files' : visibleText(path)} ({visibleText(service)}, source {visibleText(source)}):{' '}
            {visibleText(reason)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function CountCells({ counts }: { counts: LedgerTotalJson }) {
  return COLUMNS.map(([key, name]) => (
    <td key={key} className="number" data-name={name} data-missing={key === 'difference' && counts[key] !== 0}>
      {key === 'dead' && counts.dead > 0 ? (
        <Link to={{ view: 'dead-letters', record: '' }}>{exactCount(counts.dead)}</Link>
      ) : (
        <Figure value={counts[key]} />
      )}
    </td>
  ));
}

function Figure({ value }: { value: number | null }) {
  return value === null ? <span className="hint">unknown</span> : exactCount(value);
}

function Verdict({ ledger: { balanced, total, queues } }: { ledger: Ledger }) {
  return (
    <>
      {balanced === false
        ? `${exactCount(Math.abs(total.difference))} of ${countOf(total.received, 'record')} ${Math.abs(total.difference) === 1 ? 'does' : 'do'} not add up`
        : balanced
          ? total.received === 1
            ? 'The one record is accounted for'
            : `Every one of ${countOf(total.received, 'record')} is accounted for`
          : `${countOf(total.received, 'record')} ${total.received === 1 ? 'is' : 'are'} accounted for`}
      {balanced !== true && <OnItsWay queues={queues} isKnown={balanced === false} />}
    </>
  );
}

/** Facts that the sum does not show. */
function OnItsWay({ queues, isKnown }: { queues: Ledger['queues']; isKnown: boolean }) {
  if (queues === null) return <>, what else is on its way is unknown: neither RabbitMQ nor a collector answers</>;
  const { held, ready } = queues;
  if (ready + (held ?? 0) === 0 && held !== null) {
    return isKnown ? null : <>, what else is on its way is unknown: RabbitMQ cannot be asked</>;
  }
  return (
    <>
      , {countOf(ready, 'message')} {ready === 1 ? 'waits' : 'wait'} in RabbitMQ,{' '}
      {held === null
        ? 'what collectors hold is unknown'
        : `${exactCount(held)} ${held === 1 ? 'is' : 'are'} in collectors`}
    </>
  );
}
