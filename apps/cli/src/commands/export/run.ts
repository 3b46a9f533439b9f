import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { StatsJson } from '@logwarren/api';
import { messageOf } from '@logwarren/common/tool';
import { queryOf } from '../../api/api-client.ts';
import { FileError, UsageError } from '../../exit/exit-codes.ts';
import { sayNothingFound } from '../../find/explain-nothing.ts';
import { printNotes } from '../../find/search-notices.ts';
import type { Cli } from '../../options/cli.ts';
import { type FilterOptions, type FilterParameters, filterParameters } from '../../options/filter-options.ts';
import { STANDARD_OUTPUT } from '../../options/option-values.ts';
import { countOf } from '../../text/numbers.ts';
import { createStatusLine } from '../../text/status-line.ts';
import { createExportCheck, type ExportCheck } from './export-check.ts';
import { type ExportTarget, openFile, openOutput, safeForTerminal } from './export-target.ts';
import { openExport } from './open-export.ts';
import { progressText, sizeOf } from './progress.ts';

const SHOW_EVERY_MS = 100;
const GZIP_LEVEL = 6;

/** Options of `logwarren export`. */
export interface ExportOptions extends FilterOptions {
  format?: 'ndjson' | 'csv';
  gzip?: boolean;
  output?: string;
  columns?: string[];
  order: 'asc' | 'desc';
}

/**
 * Runs `logwarren export`.
 *
 * @throws UsageError, ApiError; FileError when the output cannot be written
 */
export async function runExport(cli: Cli, query: readonly string[], options: ExportOptions): Promise<void> {
  const { columns, order } = options;
  const output = options.output === STANDARD_OUTPUT ? undefined : options.output;
  const { format, isCompressed } = shapeOf(options);
  if (isCompressed && output === undefined && cli.isTerminal) {
    throw new UsageError('a terminal cannot show compressed bytes; use --output');
  }
  if (output === undefined && cli.isOutputClosed())
    throw new FileError('standard output', 'it is closed; use --output');
  const filter = filterParameters(query, options);
  const api = cli.api();
  const { body, trailer, notes } = await openExport(
    api,
    `/logs/export${queryOf({ ...filter, format, columns, order })}`,
    cli.signal,
  );
  const target = output === undefined ? openOutput(cli) : openFile(output);
  const check = createExportCheck(format);
  const progress = showProgress(cli, filter, check, output !== undefined || !cli.isTerminal);
  const source = checked(cli, body, check, progress.add);
  const text =
    output === undefined && !isCompressed ? safeForTerminal(source.pieces, format, cli.isTerminal) : source.pieces;
  const stages = isCompressed ? [text, createGzip({ level: GZIP_LEVEL }), target.stream] : [text, target.stream];
  try {
    await pipeline(stages as Parameters<typeof pipeline>[0] & [], { signal: cli.signal });
  } catch (error) {
    progress.end();
    if (cli.signal.aborted && target.partName !== undefined)
      cli.notice(`stopped; what arrived is in ${target.partName}`);
    cli.signal.throwIfAborted();
    throw new FileError(target.partName ?? target.name, error);
  }
  progress.end();
  printNotes(cli, notes());
  if (check.records === 0 && source.reason() === undefined && isSummarySaid(cli, options))
    await sayNothingFound(cli, filter, options.utc === true);
  const reason = source.reason() ?? reasonOf(check, format, trailer());
  finish(cli, target, check, { reason, bytes: source.written(), isSaid: isSummarySaid(cli, options) });
}

/** Format and compression, from the options or from the name of the file. */
function shapeOf({ columns, format, gzip, output = '' }: ExportOptions): {
  format: 'ndjson' | 'csv';
  isCompressed: boolean;
} {
  const chosen = format ?? (/\.csv(\.gz)?$/i.test(output) ? 'csv' : 'ndjson');
  if (chosen === 'ndjson' && columns !== undefined) throw new UsageError('--columns is for CSV; add --format csv');
  return { format: chosen, isCompressed: gzip === true || /\.gz$/i.test(output) };
}

/** The pieces of an export as they arrive; when the connection breaks they end, and `reason` returns why. */
function checked(cli: Cli, body: Readable, check: ExportCheck, onPiece: (bytes: number) => void) {
  let reason: string | undefined;
  let written = 0;
  async function* pieces(): AsyncGenerator<Buffer, void, void> {
    try {
      for await (const piece of body as AsyncIterable<Buffer>) {
        onPiece(piece.length);
        const done = check.take(piece);
        written += done.length;
        if (done.length > 0) yield done;
      }
    } catch (error) {
      cli.signal.throwIfAborted();
      reason = messageOf(error);
    }
    const rest = check.rest();
    written += rest.length;
    if (rest.length > 0) yield rest;
  }
  return { pieces: pieces(), reason: () => reason, written: () => written };
}

/** Why an export that ended properly is incomplete; undefined when it is complete. */
function reasonOf(check: ExportCheck, format: 'ndjson' | 'csv', trailer: string | undefined): string | undefined {
  const expected = check.expectedRecords(trailer);
  // A proxy may have removed the trailer, and a CSV that was cut off would not have ended properly.
  if (expected === undefined) return format === 'csv' ? undefined : 'its last line is missing';
  return expected === check.records ? undefined : `the service says there are ${expected}`;
}

/** True if the summary is printed: on a terminal, or if --output was given. */
function isSummarySaid(cli: Cli, { output }: ExportOptions): boolean {
  return cli.isErrorTerminal || output !== undefined;
}

function finish(
  cli: Cli,
  target: ExportTarget,
  check: ExportCheck,
  { bytes, isSaid, reason }: { bytes: number; isSaid: boolean; reason: string | undefined },
): void {
  const records = countOf(check.records, 'record');
  if (reason !== undefined) {
    const where = target.partName === undefined ? '' : `; what arrived is in ${target.partName}`;
    cli.notice(`the export was cut off after ${records}: ${reason}${where}`);
    cli.fail();
    return;
  }
  target.finish();
  const where = target.partName === undefined ? '' : ` in ${target.name}`;
  if (isSaid) cli.writeError(`${records}${where}, ${sizeOf(bytes)} of text.\n`);
}

/**
 * Shows a progress bar on a terminal, and asks for the total number of records meanwhile.
 *
 * @param isWanted false when records go to the same terminal, where they would tear the bar apart
 */
function showProgress(cli: Cli, filter: FilterParameters, check: ExportCheck, isWanted: boolean) {
  const status = createStatusLine(cli);
  const startedMs = performance.now();
  let [bytes, shownMs, total]: [number, number, number | undefined] = [0, startedMs, undefined];
  const isShown = cli.isErrorTerminal && isWanted;
  if (isShown) {
    const count = cli.api().get<StatsJson>(`/logs/stats${queryOf(filter)}`);
    count.then((stats) => (total = stats.complete ? stats.total : undefined)).catch(() => {});
  }
  return {
    add(size: number) {
      bytes += size;
      const nowMs = performance.now();
      if (!isShown || nowMs - shownMs < SHOW_EVERY_MS) return;
      shownMs = nowMs;
      status.show(progressText({ records: check.records, bytes, elapsedMs: nowMs - startedMs, total }));
    },
    end: () => status.clear(),
  };
}
