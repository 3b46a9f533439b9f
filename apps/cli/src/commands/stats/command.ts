import type { Command } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { addFilterOptions, addRangeOptions } from '../../options/filter-options.ts';
import { wholeNumber } from '../../options/option-values.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import type { StatsOptions } from './run.ts';

const DEFAULT_SERVICES = 20;

/** Adds `logwarren stats`: counts records by severity, time and service. */
export function addStats(program: Command, cli: Cli): void {
  const command = program.command('stats').description('count records by severity, time and service');
  addFilterOptions(command);
  addRangeOptions(command).option(
    '--services <number>',
    'maximum number of services',
    wholeNumber(1),
    DEFAULT_SERVICES,
  );
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: StatsOptions) => {
      const { runStats } = await import('./run.ts');
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
