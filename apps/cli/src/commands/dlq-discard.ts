import type { DiscardJson } from '@logwarren/api';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type LetterOptions, postToEnd, selectionBody } from '../letter.ts';
import { countOf } from '../terminal/sparkline.ts';
import { jsonLine } from '../terminal/terminal-text.ts';
import { UsageError } from '../usage-error.ts';
import { addLetterFilter } from './letter-options.ts';

/** `logwarren dlq discard`: gives dead letters up. */
export function addDlqDiscard(dlq: Command, cli: Cli): void {
  const command = dlq.command('discard').description('give dead letters up').argument('[ids...]');
  addLetterFilter(command)
    .option('--all', 'all there are')
    .option('--dry-run', 'only say how many it would be')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], options: LetterOptions) => {
      const body = selectionBody(ids, options);
      if (typeof body === 'string') throw new UsageError(body);
      let discarded = 0;
      await postToEnd<DiscardJson>(cli, '/dead-letters/discard', body, (answer) => {
        discarded += answer.discarded;
      });
      const what = `${countOf(discarded, 'dead letter')} ${options.dryRun ? 'would be given up' : 'given up'}`;
      cli.write(cli.isJson ? jsonLine({ discarded }) : `${what}.\n`);
    });
}

const EXAMPLES = `
Examples:
  logwarren dlq discard --reason body-corrupt --to 30d --dry-run
  logwarren dlq discard 3f0c9a5d7e1b42c68a90d4e2b7f15c3a
`;
