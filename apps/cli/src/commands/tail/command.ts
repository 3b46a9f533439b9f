import { type Command, Option } from 'commander';
import { UsageError } from '../../exit/exit-codes.ts';
import type { Cli } from '../../options/cli.ts';
import { addFilterOptions } from '../../options/filter-options.ts';
import { wholeNumber } from '../../options/option-values.ts';
import { addRecordOptions } from '../../options/record-options.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import { oneLine } from '../../text/terminal-text.ts';
import type { TailOptions } from './run.ts';

const DEFAULT_LIMIT = 10;
/** How many earlier records are kept in memory until the last is found. */
const MAX_BEFORE = 100_000;

/** Adds `logwarren tail`: records as they are published. */
export function addTail(program: Command, cli: Cli): void {
  const command = program.command('tail').description('print records as they arrive, until Ctrl-C');
  addFilterOptions(command).option(
    '-n, --limit <number>',
    'start with this many earlier records',
    wholeNumber(0, MAX_BEFORE),
    DEFAULT_LIMIT,
  );
  for (const name of ['from', 'since']) {
    command.addOption(new Option(`--${name} <time>`).hideHelp());
    command.on(`option:${name}`, (value: string) => {
      throw new UsageError(
        `--${name}: tail starts now; to start earlier, use logwarren search --follow --${name} ${oneLine(value)}`,
      );
    });
  }
  addRecordOptions(command);
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: TailOptions) => {
      const { runTail } = await import('./run.ts');
      await runTail(cli, query, options);
    });
}

const EXAMPLES = `
Records come straight from RabbitMQ, even while MongoDB is down. A lost connection is restored, and the missed records
are fetched. Records that could not be shown in time are counted on standard error.

Examples:
  logwarren tail
  logwarren tail --service checkout --min-severity warn
  logwarren tail 'payment NOT level:debug' -n 50
  logwarren tail level:error --json | while read -r record; do notify-send "$(jq -r .message <<<"$record")"; done
`;
