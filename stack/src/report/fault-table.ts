/**
 * The results of `npm run test:faults` as Markdown. Rows write their results when they end (test/faults/fault-row.ts);
 * a row without a file was not reached.
 */

/** One row's result. Without `report`, it had no load, or failed before the account was complete. */
export interface FaultRecord {
  /** Number in the matrix: `4a`. */
  row: string;
  name: string;
  passed: boolean;
  seconds: number;
  broker: string;
  mongo: string;
  seed: number;
  seen: string;
  report?: {
    confirmed: number;
    lost: number[];
    unexpected: number[];
    twice: number[];
    recovered: number;
    redelivered: number;
    outOfOrder: number;
    recoveryMs?: number;
    drainMs: number;
    peakRssMiB: { source: number; collector: number };
  };
}

/** One mutant's result. */
export interface MutantRecord {
  mutant: string;
  row: string;
  /** First line of the row's failure. */
  complaint: string;
  red: boolean;
  broker: string;
}

const COLUMNS = [
  'row',
  'fault and what holds',
  'result',
  'confirmed',
  'lost',
  'unexpected',
  'twice',
  'recovered',
  'redelivered',
  'out of order',
  'to recover',
  'to drain',
  'peak RSS source / collector',
  'seen',
];

/** Markdown of a run: the servers, the table of rows, the table of mutants. */
export function faultTables(records: readonly FaultRecord[], mutants: readonly MutantRecord[]): string {
  const sorted = records.toSorted((one, other) => one.row.localeCompare(other.row, 'en', { numeric: true }));
  const [first] = sorted;
  if (first === undefined) return 'No row was run.';
  const passed = sorted.filter((record) => record.passed).length;
  const total = sorted.reduce((sum, { report }) => sum + (report?.confirmed ?? 0), 0);
  const seconds = sorted.reduce((sum, record) => sum + record.seconds, 0);
  const lines = [
    `MongoDB ${first.mongo}; ${passed} of ${sorted.length} rows green, ${total.toLocaleString('en')} records confirmed, ` +
      `${Math.round(seconds / 60)} minutes.`,
    '',
    line(COLUMNS),
    line(COLUMNS.map(() => '---')),
    ...sorted.map((record) => line(cellsOf(record))),
  ];
  if (mutants.length === 0) return lines.join('\n');
  const ordered = mutants.toSorted((one, other) => one.row.localeCompare(other.row, 'en', { numeric: true }));
  return [
    ...lines,
    '',
    line(['deliberate fault in the product', 'row', 'result', 'what the row says']),
    line(['---', '---', '---', '---']),
    ...ordered.map(({ mutant, row, red, complaint }) =>
      line([`\`${mutant}\``, row, red ? 'red' : 'NOT NOTICED', complaint]),
    ),
  ].join('\n');
}

function cellsOf({ row, name, passed, seen, report }: FaultRecord): string[] {
  const result = passed ? 'green' : 'FAILED';
  if (report === undefined) return [row, name, result, ...COLUMNS.slice(4).map(() => ''), seen];
  const { confirmed, lost, unexpected, twice, recovered, redelivered, outOfOrder, recoveryMs, drainMs, peakRssMiB } =
    report;
  const counts = [confirmed, lost.length, unexpected.length, twice.length, recovered, redelivered, outOfOrder];
  return [
    row,
    name,
    result,
    ...counts.map((count) => count.toLocaleString('en')),
    recoveryMs === undefined ? '' : inSeconds(recoveryMs),
    inSeconds(drainMs),
    `${peakRssMiB.source} / ${peakRssMiB.collector} MiB`,
    seen,
  ];
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

/**
 * Puts the tables of a broker into a page, and replaces those of the same broker.
 *
 * @param page with a pair of lines `<!-- begin RabbitMQ 4.0 -->` and `<!-- end RabbitMQ 4.0 -->`; without them, a
 * section is added at the end
 * @param version `4.0.5`
 */
export function insertTables(page: string, version: string, tables: string): string {
  const name = `RabbitMQ ${version.split('.').slice(0, 2).join('.')}`;
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const section = `${begin}\n### RabbitMQ ${version}\n\n${tables}\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n${section}\n`;
  return `${page.slice(0, from)}${section}${page.slice(to + end.length)}`;
}
