import { formatTimestamp, recordFields } from '@logwarren/contract';
import { EXIT_USAGE, UsageError } from '../../exit/exit-codes.ts';
import type { Cli } from '../../options/cli.ts';
import { screenOf } from '../../options/screen-options.ts';
import type { Screen, ScreenOptions } from '../../text/screen.ts';
import { severityFormat } from '../../text/severity-format.ts';
import { table } from '../../text/table.ts';
import { jsonLine, oneLine } from '../../text/terminal-text.ts';
import { shortened } from '../../text/wrap-text.ts';
import { type Reading, type ReadingOptions, readingsOf, runCheck } from './own-formats.ts';
import { type ParsedText, parseFile } from './parse-file.ts';
import { ParseSummary } from './parse-summary.ts';

const MAX_MESSAGE = 80;
const MAX_ATTRIBUTES = 60;
const COLUMNS = ['LINE', 'TIME', 'SEVERITY', 'SERVICE', 'MESSAGE', 'ATTRIBUTES'].map((title) => ({
  title,
  side: title === 'LINE' ? ('right' as const) : ('left' as const),
}));
const SUMMARY_WIDTH = 14;

/** Options of `logwarren parse`. */
export interface ParseOptions extends ScreenOptions, ReadingOptions {
  check?: string;
  service?: string;
  limit: number;
  strict?: boolean;
}

/** Runs `logwarren parse`. */
export async function runParse(cli: Cli, files: readonly string[], options: ParseOptions): Promise<void> {
  const screen = screenOf(cli, options);
  if (options.check !== undefined) return runCheck(cli, options.check);
  if (files.length === 0) throw new UsageError("missing required argument 'file'; '-' reads standard input");
  const readingOf = readingsOf(cli, options);
  let unknown = 0;
  let isUnreadable = false;
  for (const path of files) {
    const file = { path, service: options.service, signal: cli.signal, ...readingOf(path) };
    try {
      const summary = screen.isText ? await showTable(cli, file, options, screen) : await printJson(cli, file);
      unknown += summary.unknown;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      cli.notice(error.message);
      isUnreadable = true;
    }
  }
  if (options.strict === true && unknown > 0) {
    cli.notice(unknown === 1 ? 'one record was not recognised' : `${unknown} records were not recognised`);
    cli.fail();
  }
  if (isUnreadable) cli.fail(EXIT_USAGE);
}

/** A file, and how it is read. */
interface ReadFile extends Reading {
  path: string;
  service: string | undefined;
  signal: AbortSignal;
}

async function printJson(cli: Cli, file: ReadFile): Promise<ParseSummary> {
  const summary = new ParseSummary();
  for await (const parsed of parsedOf(file, summary)) {
    const { format, line, record } = parsed;
    cli.write(jsonLine({ file: file.path, line, format, record: recordFields(record) }));
    await cli.drained();
  }
  return summary;
}

async function showTable(cli: Cli, file: ReadFile, options: ParseOptions, screen: Screen): Promise<ParseSummary> {
  const summary = new ParseSummary();
  const rows: string[][] = [];
  for await (const parsed of parsedOf(file, summary)) {
    if (rows.length < options.limit) rows.push(rowOf(parsed, screen));
  }
  cli.write(`${screen.paint('bold', oneLine(file.path))}\n`);
  if (rows.length > 0) cli.write(table(rows, COLUMNS, (title) => screen.paint('dim', title)));
  const left = summary.records - rows.length;
  if (left > 0) cli.write(screen.paint('dim', `${left} more; --limit shows them\n`));
  for (const [name, text] of summary.rows()) {
    cli.write(`${screen.paint('dim', name.padEnd(SUMMARY_WIDTH))}${text}\n`);
  }
  cli.write('\n');
  return summary;
}

async function* parsedOf({ path, ...reading }: ReadFile, summary: ParseSummary) {
  const onDropped = () => {
    summary.dropped += 1;
  };
  const onHeaderLine = () => {
    summary.headerLines += 1;
  };
  const onEnd = (lines: number) => {
    summary.lines = lines;
  };
  for await (const parsed of parseFile(path, { ...reading, observedAt: Date.now(), onDropped, onHeaderLine, onEnd })) {
    summary.add(parsed);
    yield parsed;
  }
}

function rowOf({ hasOwnTime, hasOwnSeverity, line, record }: ParsedText, screen: Screen): string[] {
  const time = formatTimestamp(record.timestamp, record.nanos);
  const { attributes = {}, severity } = record;
  const pairs = Object.entries(attributes).map(([name, value]) => `${name}=${String(value)}`);
  const format = severityFormat(severity);
  return [
    String(line),
    hasOwnTime ? time : screen.paint('dim', 'when read'),
    hasOwnSeverity ? screen.paint(format, severity) : screen.paint('dim', '-'),
    oneLine(record.service),
    shortened(oneLine(record.message), MAX_MESSAGE),
    screen.paint('dim', shortened(oneLine(pairs.join(' ')), MAX_ATTRIBUTES)),
  ];
}
