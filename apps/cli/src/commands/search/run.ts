import type { ContextJson, RecordJson } from '@logwarren/api';
import { sayNothingFound } from '../../find/explain-nothing.ts';
import { findAround, findRecords } from '../../find/find-records.ts';
import { createNoteNotice, createProgressNotice } from '../../find/search-notices.ts';
import { follow } from '../../follow/follow.ts';
import type { AroundOptions } from '../../options/around-options.ts';
import type { Cli } from '../../options/cli.ts';
import { type FilterOptions, type FilterParameters, filterParameters } from '../../options/filter-options.ts';
import type { RecordOptions } from '../../options/record-options.ts';
import { GroupPrinter } from '../../print/group-printer.ts';
import { createRecordPrinter, type RecordPrinter } from '../../print/record-printer.ts';
import type { ScreenOptions } from '../../text/screen.ts';
import { createStatusLine } from '../../text/status-line.ts';
import { jsonLine } from '../../text/terminal-text.ts';

/** Options of `logwarren search`. */
export interface SearchOptions extends FilterOptions, RecordOptions, ScreenOptions {
  /** Most records. */
  limit: number;
  order?: 'asc' | 'desc';
  follow?: boolean;
  before?: number;
  after?: number;
  context?: number;
  of: AroundOptions['of'];
}

/** Runs `logwarren search`. */
export async function runSearch(cli: Cli, query: readonly string[], options: SearchOptions): Promise<void> {
  const printer = createRecordPrinter(cli, query, options);
  const filter = filterParameters(query, options);
  const show = showing(cli, printer, options);
  if (options.follow) return await follow({ cli, printer, filter, limit: options.limit });
  using status = createStatusLine(cli);
  const pages = findRecords({
    api: cli.api(),
    filter,
    limit: options.limit,
    order: options.order ?? 'desc',
    onContinue: createProgressNotice(cli, status),
    onNote: createNoteNotice(cli, status),
  });
  const found: RecordJson[] = [];
  let count = 0;
  for (let page = await pages.next(); ; page = await pages.next()) {
    status.clear();
    if (page.done) {
      if (options.order === undefined) await show(found.reverse());
      if (printer.isText) await sayMore(cli, filter, options, { count, isMore: page.value });
      return;
    }
    count += page.value.length;
    if (options.order === undefined) found.push(...page.value);
    else await show(page.value);
  }
}

type Show = (records: readonly RecordJson[]) => Promise<void>;

/** Makes a function that prints records, each with its context if that was asked for. */
function showing(cli: Cli, printer: RecordPrinter, options: SearchOptions): Show {
  const { context, of } = options;
  const before = options.before ?? context ?? 0;
  const after = options.after ?? context ?? 0;
  if (before + after === 0) return (records) => printer.print(records);
  const groups = new GroupPrinter(printer);
  return async (records) => {
    groups.expect(records);
    for (const record of records) {
      const isAlone = of === 'trace' && record.traceId === undefined;
      const around = isAlone ? alone(record) : await findAround(cli.api(), record.id, { before, after, of });
      if (printer.isText) groups.print(around);
      else cli.write(jsonLine(around));
      await cli.drained();
    }
  };
}

function alone(record: RecordJson): Omit<ContextJson, 'asOf'> {
  return { before: [], record, after: [], complete: true };
}

/** Prints notes for people below the records: that there are more, or why nothing was found. */
async function sayMore(
  cli: Cli,
  filter: FilterParameters,
  { limit, utc = false }: SearchOptions,
  { count, isMore }: { count: number; isMore: boolean },
): Promise<void> {
  if (isMore && limit > 0) cli.writeError(`There are more: --limit ${limit * 10}, or logwarren export.\n`);
  if (isMore || count > 0 || limit === 0) return;
  await sayNothingFound(cli, filter, utc);
}
