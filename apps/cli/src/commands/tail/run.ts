import { follow } from '../../follow/follow.ts';
import type { Cli } from '../../options/cli.ts';
import { type FilterOptions, filterParameters } from '../../options/filter-options.ts';
import type { RecordOptions } from '../../options/record-options.ts';
import { createRecordPrinter } from '../../print/record-printer.ts';
import type { ScreenOptions } from '../../text/screen.ts';

/** Options of `logwarren tail`. */
export interface TailOptions extends FilterOptions, RecordOptions, ScreenOptions {
  /** How many earlier records to start with. */
  limit: number;
}

/** Runs `logwarren tail`. */
export async function runTail(cli: Cli, query: readonly string[], options: TailOptions): Promise<void> {
  const printer = createRecordPrinter(cli, query, options);
  await follow({ cli, printer, filter: filterParameters(query, options), limit: options.limit });
}
