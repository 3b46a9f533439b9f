import type { Command } from 'commander';
import { addOfOption, MAX_AROUND } from '../../options/around-options.ts';
import type { Cli } from '../../options/cli.ts';
import { wholeNumber } from '../../options/option-values.ts';
import { addRecordOptions } from '../../options/record-options.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import type { ContextOptions } from './run.ts';

const DEFAULT_CONTEXT = 20;

/** Adds `logwarren context`: one record, and what happened around it. */
export function addContext(program: Command, cli: Cli): void {
  const command = program
    .command('context')
    .description('show a record and the records before and after it')
    .argument('<id>', 'id of the record, from search --json or -v, or from the page')
    .option('-B, --before <number>', 'this many records before it', wholeNumber(0, MAX_AROUND), DEFAULT_CONTEXT)
    .option('-A, --after <number>', 'this many records after it', wholeNumber(0, MAX_AROUND), DEFAULT_CONTEXT);
  addOfOption(command);
  addRecordOptions(command);
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: ContextOptions) => {
      const { runContext } = await import('./run.ts');
      await runContext(cli, id, options);
    });
}

const EXAMPLES = `
Examples:
  logwarren context 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011
  logwarren context 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011 -B 50 -A 0 --of trace
  logwarren context 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011 -B 0 -A 0 -v
`;
