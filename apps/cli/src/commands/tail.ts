import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import type { ScreenOptions } from '../terminal/screen.ts';
import { oneLine } from '../terminal/terminal-text.ts';
import { UsageError } from '../usage-error.ts';
import { addFilterOptions, type FilterOptions } from './filter-options.ts';
import { addRecordOptions, type RecordOptions } from './record-options.ts';
import { addScreenOptions } from './screen-options.ts';
import { wholeNumber } from './whole-number.ts';

/** Options of `logwarren tail`. */
export interface TailOptions extends FilterOptions, RecordOptions, ScreenOptions {
  /** Records of before to begin with. */
  limit: number;
}

const DEFAULT_LIMIT = 10;
/** They are kept until the last is found. */
const MAX_BEFORE = 100_000;

/** `logwarren tail`: records as they are published. */
export function addTail(program: Command, cli: Cli): void {
  const command = program.command('tail').description('follow records as they come, until Ctrl-C');
  addFilterOptions(command).option(
    '-n, --limit <number>',
    'begin with so many of before',
    wholeNumber(0, MAX_BEFORE),
    DEFAULT_LIMIT,
  );
  for (const name of ['from', 'since']) {
    command.addOption(new Option(`--${name} <time>`).hideHelp());
    command.on(`option:${name}`, (value: string) => {
      throw new UsageError(
        `--${name}: tail begins now; to begin earlier, write logwarren search --follow --${name} ${oneLine(value)}`,
      );
    });
  }
  addRecordOptions(command);
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: TailOptions) => {
      const { runTail } = await import('../search/run-tail.ts');
      await runTail(cli, query, options);
    });
}

const EXAMPLES = `
Comes straight from RabbitMQ, also while MongoDB is away. When the connection is lost it is made again, and what was
missed is fetched; what could not be shown in time is counted, on standard error.

Examples:
  logwarren tail
  logwarren tail --service checkout --min-severity warn
  logwarren tail 'payment NOT level:debug' -n 50
  logwarren tail level:error --json | while read -r record; do notify-send "$(jq -r .message <<<"$record")"; done
`;
