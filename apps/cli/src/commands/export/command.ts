import { type Command, Option } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { addFilterOptions, addRangeOptions } from '../../options/filter-options.ts';
import { fileName, repeated } from '../../options/option-values.ts';
import type { ExportOptions } from './run.ts';

/** `logwarren export`: every record that matches, into a file or a pipe. */
export function addExport(program: Command, cli: Cli): void {
  const command = program.command('export').description('write every record that matches into a file or a pipe');
  addFilterOptions(command);
  addRangeOptions(command)
    .option('--utc', 'times of --from and --to are in UTC')
    .addOption(
      new Option('--order <order>', 'desc: the newest first; asc: the oldest first')
        .choices(['asc', 'desc'])
        .default('desc'),
    )
    .optionsGroup('What is written:')
    .option(
      '-o, --output <file>',
      'into this file, whose name ends with .part while it grows; - is standard output',
      fileName,
    )
    .addOption(
      new Option(
        '--format <format>',
        'ndjson, one JSON object a line, or csv; without it as the file is named, or ndjson',
      ).choices(['ndjson', 'csv']),
    )
    .option('--gzip', 'compressed; so is a file whose name ends with .gz')
    .option('--columns <names>', 'columns of a CSV: fields and attributes, separated by commas; or repeat it', repeated)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: ExportOptions) => {
      const { runExport } = await import('./run.ts');
      await runExport(cli, query, options);
    });
}

const EXAMPLES = `
There is no limit. The service says at the end how many records there were; when it does not, or it were others, that is
said and the exit code is 1. In a CSV, cells that a spreadsheet would take for formulas begin with '.

Examples:
  logwarren export level:error --since 7d -o errors.ndjson.gz
  logwarren export --service checkout --from 2026-11-21 -o checkout.csv --columns timestamp,severity,message,status
  logwarren export --since 1h --order asc | jq -r 'select(.attributes.status == 502) | .message'
`;
