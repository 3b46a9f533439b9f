import type { Command } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { addFilterOptions, addRangeOptions } from '../../options/filter-options.ts';
import { repeated, wholeNumber } from '../../options/option-values.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import type { FieldsOptions } from './run.ts';

const DEFAULT_LIMIT = 20;

/** Adds `logwarren fields`: the fields that records have, or the values of some. */
export function addFields(program: Command, cli: Cli): void {
  const command = program.command('fields').description('list the fields that records have, or the values of a field');
  addFilterOptions(command);
  addRangeOptions(command)
    .option(
      '--values <field>',
      'list the most frequent values of this field; repeat it for several fields; quote a name with a comma: \'"a,b"\'',
      repeated,
    )
    .option('-n, --limit <number>', 'maximum number of values', wholeNumber(1, 1_000), DEFAULT_LIMIT)
    .option('--exact', 'count every record instead of a sample, which may take a minute');
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: FieldsOptions) => {
      const { runFields, runValues } = await import('./run.ts');
      await (options.values === undefined ? runFields : runValues)(cli, query, options);
    });
}

const EXAMPLES = `
Examples:
  logwarren fields --service checkout
  logwarren fields --values status --values path --since 1h
  logwarren fields 'status:>=500' --values path -n 5
`;
