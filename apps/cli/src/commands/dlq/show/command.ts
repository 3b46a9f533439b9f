import type { Command } from 'commander';
import type { Cli } from '../../../options/cli.ts';
import { fileName } from '../../../options/option-values.ts';
import type { ShowOptions } from './run.ts';

/** Adds `logwarren dlq show`: everything about one dead letter, with the beginning of its bytes. */
export function addDlqShow(dlq: Command, cli: Cli): void {
  dlq
    .command('show')
    .description('show one dead letter and the beginning of its bytes')
    .argument('<id>')
    .option('--hex', 'show the bytes in hexadecimal')
    .option('--save <file>', 'write all of its bytes to a file; - is standard output', fileName)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: ShowOptions) => {
      const { runDlqShow } = await import('./run.ts');
      await runDlqShow(cli, id, options);
    });
}

const EXAMPLES = `
Examples:
  logwarren dlq show 3f0c9a5d7e1b42c68a90d4e2b7f15c3a --hex
  logwarren dlq show 3f0c9a5d7e1b42c68a90d4e2b7f15c3a --save letter.bin
`;
