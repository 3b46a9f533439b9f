import type { Command } from 'commander';
import type { Cli } from '../../../options/cli.ts';
import { addLetterFilter } from '../letter-selection.ts';
import type { ReplayOptions } from './run.ts';

/** Adds `logwarren dlq replay`: sends dead letters again, or predicts whether they would be stored. */
export function addDlqReplay(dlq: Command, cli: Cli): void {
  const command = dlq.command('replay').description('send dead letters again').argument('[ids...]');
  addLetterFilter(command)
    .option('--all', 'all dead letters')
    .option('--dry-run', 'only say what would be stored now, and what would fail again and why')
    .option('--wait', 'wait until no dead letter is on its way any more')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], options: ReplayOptions) => {
      const { runDlqReplay } = await import('./run.ts');
      await runDlqReplay(cli, ids, options);
    });
}

const EXAMPLES = `
Exit code 1 with --dry-run: a letter would fail again.

Examples:
  logwarren dlq replay --all --dry-run
  logwarren dlq replay --reason unrouted --wait
`;
