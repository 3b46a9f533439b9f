import type { Command } from 'commander';
import type { Cli } from '../../../options/cli.ts';
import { wholeNumber } from '../../../options/option-values.ts';
import { addLetterFilter } from '../letter-selection.ts';
import type { ListOptions } from './run.ts';

const DEFAULT_LIMIT = 50;

/** Adds `logwarren dlq list`: dead letters, the newest failure first. */
export function addDlqList(dlq: Command, cli: Cli): void {
  const command = dlq.command('list').description('list dead letters, the newest failure first');
  addLetterFilter(command)
    .option('--state <states>', 'kept, replaying, replayed, discarded, all; by default those that are open')
    .option('--limit <number>', 'maximum number of letters', wholeNumber(1), DEFAULT_LIMIT)
    .addHelpText('after', EXAMPLES)
    .action(async (options: ListOptions) => {
      const { runDlqList } = await import('./run.ts');
      await runDlqList(cli, options);
    });
}

const EXAMPLES = `
Examples:
  logwarren dlq list
  logwarren dlq list --reason record-invalid --from 1d
  logwarren dlq list --state all --json | jq -r .explanation
`;
