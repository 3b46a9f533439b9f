import { type Command, Option } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { addFilterOptions, addRangeOptions } from '../../options/filter-options.ts';
import { fileName, repeated } from '../../options/option-values.ts';
import type { ExportOptions } from './run.ts';

/** Adds `logwarren export`: every record that matches, into a file or a pipe. */
export function addExport(program: Command, cli: Cli): void {
  const command = program.command('export').description('write every record that matches into a file or a pipe');
  addFilterOptions(command);
  addRangeOptions(command)
    .option('--utc', 'read --from and --to as UTC')
    .addOption(
      new Option('--order <order>', 'desc: newest first; asc: oldest first').choices(['asc', 'desc']).default('desc'),
    )
    .optionsGroup('What is written:')
    .option(
      '-o, --output <file>',
      'write to this file, which is named *.part until it is complete; - is standard output',
      fileName,
    )
    .addOption(
      new Option(
        '--format <format>',
        'ndjson (one JSON object per line) or csv; by default what the name of the file says, or ndjson',
      ).choices(['ndjson', 'csv']),
    )
    .option('--gzip', 'compress; a file name that ends with .gz implies it')
    .option(
      '--columns <names>',
      'columns of a CSV: fields and attributes; separate them with commas or repeat the option',
      repeated,
    )
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: ExportOptions) => {
      const { runExport } = await import('./run.ts');
      await runExport(cli, query, options);
    });
}

const EXAMPLES = `
An export has no limit. At its end the service says how many records there are. If it does not, or if another number came,
the export was cut off: a message says so, and the exit code is 1. In a CSV, cells that a spreadsheet would take for
formulas begin with '.

Examples:
  logwarren export level:error --since 7d -o errors.ndjson.gz
  logwarren export --service checkout --from 2026-11-21 -o checkout.csv --columns timestamp,severity,message,status
  logwarren export --since 1h --order asc | jq -r 'select(.attributes.status == 502) | .message'
`;
