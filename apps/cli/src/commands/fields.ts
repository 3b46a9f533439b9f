import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { ScreenOptions } from '../terminal/screen.ts';
import { addFilterOptions, addRangeOptions, type FilterOptions } from './filter-options.ts';
import { addScreenOptions } from './screen-options.ts';
import { wholeNumber } from './whole-number.ts';

/** Options of `logwarren fields`. */
export interface FieldsOptions extends FilterOptions, ScreenOptions {
  values?: string[];
  limit: number;
  exact?: boolean;
}

const DEFAULT_LIMIT = 20;

/** `logwarren fields`: the fields that records have, or the values of some. */
export function addFields(program: Command, cli: Cli): void {
  const command = program.command('fields').description('list the fields that records have, or the values of a field');
  addFilterOptions(command);
  addRangeOptions(command)
    .option(
      '--values <field>',
      'the most frequent values of this field; repeat it for several; one with a comma in its name: \'"a,b"\'',
      collect,
    )
    .option('-n, --limit <number>', 'most values', wholeNumber(1, 1_000), DEFAULT_LIMIT)
    .option('--exact', 'count every record where a sample would do, which may take a minute');
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: FieldsOptions) => {
      const { runFields, runValues } = await import('../summaries/run-fields.ts');
      await (options.values === undefined ? runFields : runValues)(cli, query, options);
    });
}

const collect = (value: string, values: string[] = []): string[] => [...values, value];

const EXAMPLES = `
Examples:
  logwarren fields --service checkout
  logwarren fields --values status --values path --since 1h
  logwarren fields 'status:>=500' --values path -n 5
`;
