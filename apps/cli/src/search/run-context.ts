import type { ContextJson } from '@logwarren/api';
import { queryOf } from '../api-client.ts';
import type { Cli } from '../cli.ts';
import type { ContextOptions } from '../commands/context.ts';
import { jsonLine } from '../terminal/terminal-text.ts';
import { GroupPrinter } from './group-printer.ts';
import { createRecordPrinter } from './record-printer.ts';

/** Runs `logwarren context`. */
export async function runContext(cli: Cli, id: string, options: ContextOptions): Promise<void> {
  const { after, before, of } = options;
  const path = `/logs/${encodeURIComponent(id)}/context${queryOf({ before, after, of })}`;
  const context = await cli.api().get<ContextJson>(path, 'record', 'before', 'after');
  const printer = createRecordPrinter(cli, [], options);
  if (!printer.isText) cli.write(jsonLine(context));
  else new GroupPrinter(printer).print(context);
  if (!context.complete) cli.notice('the search took too long, so some records around it are missing; ask again');
}
