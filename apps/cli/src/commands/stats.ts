import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { ScreenOptions } from '../terminal/screen.ts';
import { addFilterOptions, addRangeOptions, type FilterOptions } from './filter-options.ts';
import { addScreenOptions } from './screen-options.ts';
import { wholeNumber } from './whole-number.ts';

/** Options of `logwarren stats`. */
export interface StatsOptions extends FilterOptions, ScreenOptions {
  services: number;
}

const DEFAULT_SERVICES = 20;

/** `logwarren stats`: how many records there are, by severity, time and service. */
export function addStats(program: Command, cli: Cli): void {
  const command = program.command('stats').description('count records by severity, time and service');
  addFilterOptions(command);
  addRangeOptions(command).option('--services <number>', 'most services', wholeNumber(1), DEFAULT_SERVICES);
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: StatsOptions) => {
      const { runStats } = await import('../summaries/run-stats.ts');
      await runStats(cli, query, options);
    });
}

const EXAMPLES = `
Examples:
  logwarren stats --since 1h
  logwarren stats timeout --since 7d
  logwarren stats --service checkout --from 10:00 --to 11:00
  logwarren stats --since 1d --json | jq .bySeverity.ERROR
`;
