import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { ScreenOptions } from '../terminal/screen.ts';
import { addFilterOptions, addRangeOptions, type FilterOptions } from './filter-options.ts';
import { addScreenOptions } from './screen-options.ts';
import { wholeNumber } from './whole-number.ts';

/** Options of `logwarren patterns`. */
export interface PatternsOptions extends FilterOptions, ScreenOptions {
  limit: number;
  exact?: boolean;
  examples?: boolean;
}

const DEFAULT_LIMIT = 20;

/** `logwarren patterns`: messages that differ in numbers, ids and addresses only, counted together. */
export function addPatterns(program: Command, cli: Cli): void {
  const command = program
    .command('patterns')
    .description('group messages that differ only in numbers, ids, addresses and times');
  addFilterOptions(command);
  addRangeOptions(command)
    .option('-n, --limit <number>', 'most patterns', wholeNumber(1, 500), DEFAULT_LIMIT)
    .option('--exact', 'count every record where a sample would do, which may take a minute')
    .option('--examples', 'show a message of each');
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: PatternsOptions) => {
      const { runPatterns } = await import('../summaries/run-patterns.ts');
      await runPatterns(cli, query, options);
    });
}

const EXAMPLES = `
Examples:
  logwarren patterns --min-severity error --since 1h
  logwarren patterns --service checkout --since 1d --exact --examples
  logwarren search --since 1h --pattern 'order A-<n> not completed: payment service answered <n>'   the records of one
`;
