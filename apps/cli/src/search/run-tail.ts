import type { Cli } from '../cli.ts';
import { filterParameters } from '../commands/filter-options.ts';
import type { TailOptions } from '../commands/tail.ts';
import { follow } from './follow.ts';
import { createRecordPrinter } from './record-printer.ts';

/** Runs `logwarren tail`. */
export async function runTail(cli: Cli, query: readonly string[], options: TailOptions): Promise<void> {
  const printer = createRecordPrinter(cli, query, options);
  await follow({ cli, printer, filter: filterParameters(query, options), limit: options.limit });
}
