import type { Command } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { addFilterOptions, addRangeOptions } from '../../options/filter-options.ts';
import { wholeNumber } from '../../options/option-values.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import type { PatternsOptions } from './run.ts';

const DEFAULT_LIMIT = 20;

/** Adds `logwarren patterns`: counts messages that differ only in numbers, ids and addresses. */
export function addPatterns(program: Command, cli: Cli): void {
  const command = program
    .command('patterns')
    .description('group messages that differ only in numbers, ids, addresses and times');
  addFilterOptions(command);
  addRangeOptions(command)
    .option('-n, --limit <number>', 'maximum number of patterns', wholeNumber(1, 500), DEFAULT_LIMIT)
    .option('--exact', 'count every record instead of a sample, which may take a minute')
    .option('--examples', 'show one message for each pattern');
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: PatternsOptions) => {
      const { runPatterns } = await import('./run.ts');
      await runPatterns(cli, query, options);
    });
}

const EXAMPLES = `
Examples:
  logwarren patterns --min-severity error --since 1h
  logwarren patterns --service checkout --since 1d --exact --examples
  logwarren search --since 1h --pattern 'order A-<n> not completed: payment service answered <n>'   the records of a pattern
`;
