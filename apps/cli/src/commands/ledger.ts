import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerJson, LedgerRowJson, LedgerTotalJson, Older } from '@logwarren/api';
import type { Command } from 'commander';
import { queryOf } from '../api-client.ts';
import type { Cli } from '../cli.ts';
import { EXIT_UNAVAILABLE } from '../exit-codes.ts';
import { countOf, grouped } from '../terminal/sparkline.ts';
import { columns, jsonLine, oneLine } from '../terminal/terminal-text.ts';
import { addRangeAliases } from './filter-options.ts';

/** Builds before did not answer `repeats` and `lost`. */
type Ledger = Older<LedgerJson, 'repeats' | 'lost'>;

interface Options {
  from?: string;
  to?: string;
  source?: string;
  service?: string;
  runs?: boolean;
}

/** `logwarren ledger`: accounts for every record; exit code 1 when one is nowhere or there twice, 69 when nobody knows. */
export function addLedger(program: Command, cli: Cli): void {
  const command = program
    .command('ledger')
    .description('account for every record: received = stored + dead + shed + in flight + difference');
  addRangeAliases(command)
    .option('--from <time>', 'first UTC day of receipt: 2026-11-21, 1d')
    .option('--to <time>', 'last UTC day of receipt')
    .option('--source <name>', 'only of this source')
    .option('--service <name>', 'only of this service')
    .option('--runs', 'a line for each start of a source')
    .addHelpText('after', EXAMPLES)
    .action(async ({ runs, from, to, source, service }: Options) => {
      const path = `/ledger${queryOf({ from, to, source, service })}`;
      const ledger = await settled(() => cli.api().get<Ledger>(path, 'rows', 'total'));
      if (ledger.balanced === null) cli.fail(EXIT_UNAVAILABLE);
      if (ledger.balanced === false) cli.fail();
      if (cli.isJson) return cli.write(jsonLine(ledger));
      cli.write(tableOf(runs ? ledger.rows : withoutRuns(ledger.rows), ledger.total, runs === true));
      cli.write(repeatsOf(ledger));
      cli.write(lossesOf(ledger));
      cli.write(verdictOf(ledger));
    });
}

/**
 * Asks again while records are on their way, because under steady traffic some nearly always are.
 *
 * @returns the first answer in which they are not, or the last
 */
async function settled(ask: () => Promise<Ledger>): Promise<Ledger> {
  let ledger = await ask();
  for (let asked = 1; asked < MOST_QUESTIONS && areOnTheirWay(ledger); asked++) {
    await delay(PAUSE_MS);
    ledger = await ask();
  }
  return ledger;
}

function areOnTheirWay({ balanced, queues }: Ledger): boolean {
  return balanced === null && queues !== null && queues.ready + (queues.held ?? 0) > 0;
}

const MOST_QUESTIONS = 20;
const PAUSE_MS = 250;

const NAMES = ['received', 'stored', 'dead', 'shed', 'inFlight', 'difference'] as const;

function tableOf(rows: readonly LedgerRowJson[], total: LedgerTotalJson, runs: boolean): string {
  const start = runs ? ['SOURCE', 'RUN', 'SERVICE'] : ['SOURCE', 'SERVICE'];
  const figures = (of: LedgerTotalJson) => NAMES.map((name) => of[name]?.toLocaleString('en-US') ?? 'unknown');
  const lines = rows.map((row) => [
    oneLine(row.source ?? '(others)'),
    ...(runs ? [oneLine(row.run ?? '-')] : []),
    // '' for dead letters that name none; null for them in answers of builds before.
    oneLine(row.service || '(no service)'),
    ...figures(row),
  ]);
  const last = ['total', ...start.slice(1).map(() => ''), ...figures(total)];
  return columns([[...start, 'RECEIVED', 'STORED', 'DEAD', 'SHED', 'IN FLIGHT', 'DIFFERENCE'], ...lines, last]);
}

/** One row for each source and service. Differences of several runs would cancel each other, so rows that have one stay. */
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

/** One line, and none when there are no repeats. */
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

/** A sum is unknown as soon as one of its parts is. */
function addTo(sum: LedgerRowJson, name: (typeof NAMES)[number], value: number | null): void {
  if (name === 'inFlight') sum.inFlight = sum.inFlight === null || value === null ? null : sum.inFlight + value;
  else sum[name] += value ?? 0;
}

function verdictOf({ balanced, queues, rows }: Ledger): string {
  const missing = rows.reduce((sum, { difference }) => sum + Math.max(0, difference), 0);
  const surplus = rows.reduce((sum, { difference }) => sum + Math.max(0, -difference), 0);
  if (balanced) return 'Balanced.\n';
  if (balanced === null) return `NOT KNOWN YET: what is stored adds up. ${waitingOf(queues)}\n`;
  const isQuiet = queues !== null && queues.held !== null && queues.ready + queues.held === 0;
  const onItsWay = isQuiet ? '' : ` ${waitingOf(queues)}`;
  return `NOT BALANCED: ${countOf(missing, 'record')} ${isOrAre(missing)} nowhere, ${grouped(surplus)} ${isOrAre(surplus)} there twice.${onItsWay}\n`;
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

const EXAMPLES = `
Exit code 1: a record is nowhere, or there twice. 69: not known yet, because messages are on their way or
may be; it asks again for some seconds before it says so.

Examples:
  logwarren ledger
  logwarren ledger --from 1d --source web-1 --runs
  logwarren ledger --json | jq .total.difference
`;
