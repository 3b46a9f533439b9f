import { findAround } from '../../find/find-records.ts';
import type { AroundOptions } from '../../options/around-options.ts';
import type { Cli } from '../../options/cli.ts';
import type { RecordOptions } from '../../options/record-options.ts';
import { GroupPrinter } from '../../print/group-printer.ts';
import { createRecordPrinter } from '../../print/record-printer.ts';
import type { ScreenOptions } from '../../text/screen.ts';
import { jsonLine } from '../../text/terminal-text.ts';

/** Options of `logwarren context`. */
export interface ContextOptions extends AroundOptions, RecordOptions, ScreenOptions {}

/** Runs `logwarren context`. */
export async function runContext(cli: Cli, id: string, options: ContextOptions): Promise<void> {
  const context = await findAround(cli.api(), id, options);
  const printer = createRecordPrinter(cli, [], options);
  if (!printer.isText) cli.write(jsonLine(context));
  else new GroupPrinter(printer).print(context);
  if (!context.complete) cli.notice('the search took too long, so some records around it are missing; try again');
}
