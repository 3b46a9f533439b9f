import type { LedgerJson, LedgerRowJson, LedgerTotalJson, Older } from '@logwarren/api';
import { countOf, grouped } from '../../text/numbers.ts';
import { table } from '../../text/table.ts';
import { oneLine } from '../../text/terminal-text.ts';

/** An answer of `/ledger`; older builds leave out `repeats` and `lost`. */
export type Ledger = Older<LedgerJson, 'repeats' | 'lost'>;

/**
 * The ledger as text: a table, notes about repeats and losses, and the verdict.
 *
 * @param isByRun one row for each start of a source, else one for each source and service
 * @returns lines with line ends
 */
export function ledgerText(ledger: Ledger, isByRun: boolean): string {
  const rows = isByRun ? ledger.rows : withoutRuns(ledger.rows);
  return [tableOf(rows, ledger.total, isByRun), repeatsOf(ledger), lossesOf(ledger), verdictOf(ledger)].join('');
}

const NAMES = ['received', 'stored', 'dead', 'shed', 'inFlight', 'difference'] as const;

function tableOf(rows: readonly LedgerRowJson[], total: LedgerTotalJson, runs: boolean): string {
  const start = runs ? ['SOURCE', 'RUN', 'SERVICE'] : ['SOURCE', 'SERVICE'];
  const numbersOf = (of: LedgerTotalJson) => NAMES.map((name) => of[name]?.toLocaleString('en-US') ?? 'unknown');
  const lines = rows.map((row) => [
    oneLine(row.source ?? '(others)'),
    ...(runs ? [oneLine(row.run ?? '-')] : []),
    // '' for dead letters that name no service; older builds send null.
    oneLine(row.service || '(no service)'),
    ...numbersOf(row),
  ]);
  const last = ['total', ...start.slice(1).map(() => ''), ...numbersOf(total)];
  const titles = [...start, 'RECEIVED', 'STORED', 'DEAD', 'SHED', 'IN FLIGHT', 'DIFFERENCE'];
  return table(
    [...lines, last],
    titles.map((title) => ({ title })),
  );
}

/** Sums up the runs of each source and service. Rows with a difference stay, because differences would cancel each other. */
function withoutRuns(rows: readonly LedgerRowJson[]): LedgerRowJson[] {
  const bySource = new Map<string, LedgerRowJson>();
  for (const row of rows) {
    const key = JSON.stringify([row.source, row.service, row.difference === 0 ? null : row.run]);
    const sum = bySource.get(key);
    if (sum === undefined) bySource.set(key, { ...row });
    else for (const name of NAMES) addTo(sum, name, row[name]);
  }
  return [...bySource.values()];
}

/** A line about repeats; empty without repeats. */
function repeatsOf({ repeats = [] }: Ledger): string {
  const byReason = new Map<string, number>();
  for (const { reason, records } of repeats) byReason.set(reason, (byReason.get(reason) ?? 0) + records);
  if (byReason.size === 0) return '';
  const shown = [...byReason].map(([reason, records]) => `${oneLine(reason)} ${records.toLocaleString('en-US')}`);
  return `Taken for repeats, and in none of the sums: ${shown.join(', ')}.\n`;
}

/** A line for each file that lost bytes. */
function lossesOf({ lost = [] }: Ledger): string {
  return lost
    .map(({ bytes, isAtLeast, path, reason, service, source }) => {
      const count =
        bytes === 0 ? 'an unknown number of bytes' : `${isAtLeast ? 'at least ' : ''}${countOf(bytes, 'byte')}`;
      const file = oneLine(path === '' ? 'other files' : path);
      return `LOST before ${oneLine(source)} read them: ${count} of ${file} (${oneLine(service)}), ${oneLine(reason)}.\n`;
    })
    .join('');
}

/** Adds to a sum, which is unknown as soon as one of its parts is. */
function addTo(sum: LedgerRowJson, name: (typeof NAMES)[number], value: number | null): void {
  if (name === 'inFlight') sum.inFlight = sum.inFlight === null || value === null ? null : sum.inFlight + value;
  else sum[name] += value ?? 0;
}

function verdictOf({ balanced, queues, rows }: Ledger): string {
  const missing = rows.reduce((sum, { difference }) => sum + Math.max(0, difference), 0);
  const surplus = rows.reduce((sum, { difference }) => sum + Math.max(0, -difference), 0);
  if (balanced) return 'Balanced.\n';
  if (balanced === null) return `NOT KNOWN YET: the stored records add up. ${waitingOf(queues)}\n`;
  const isQuiet = queues !== null && queues.held !== null && queues.ready + queues.held === 0;
  const onItsWay = isQuiet ? '' : ` ${waitingOf(queues)}`;
  return `NOT BALANCED: ${countOf(missing, 'record')} ${isOrAre(missing)} missing, ${grouped(surplus)} ${isOrAre(surplus)} stored twice.${onItsWay}\n`;
}

function waitingOf(queues: Ledger['queues']): string {
  if (queues === null) return 'Neither RabbitMQ nor a collector says what is on its way.';
  const { held, ready } = queues;
  const waits = `${countOf(ready, 'message')} ${ready === 1 ? 'waits' : 'wait'} in RabbitMQ`;
  if (held === null) return `${waits}; what collectors hold is not known.`;
  if (ready + held === 0) return 'RabbitMQ cannot be asked; when collectors last looked, nothing waited.';
  return `${waits}, collectors hold ${grouped(held)}.`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
