import type { Command } from 'commander';
import type { Cli } from '../../../options/cli.ts';
import { addLetterFilter, type ChangeOptions } from '../letter-selection.ts';

/** Adds `logwarren dlq discard`: gives up dead letters. */
export function addDlqDiscard(dlq: Command, cli: Cli): void {
  const command = dlq.command('discard').description('give up dead letters').argument('[ids...]');
  addLetterFilter(command)
    .option('--all', 'all dead letters')
    .option('--dry-run', 'only say how many would be given up')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], options: ChangeOptions) => {
      const { runDlqDiscard } = await import('./run.ts');
      await runDlqDiscard(cli, ids, options);
    });
}

const EXAMPLES = `
Examples:
  logwarren dlq discard --reason body-corrupt --to 30d --dry-run
  logwarren dlq discard 3f0c9a5d7e1b42c68a90d4e2b7f15c3a
`;
