import { timeZoneFault } from '@logwarren/contract';
import { FORMAT_NAMES } from '@logwarren/contract/formats';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { wholeNumber } from '../../options/option-values.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import type { ParseOptions } from './run.ts';

const DEFAULT_LIMIT = 50;

/** `logwarren parse`: what a source would make of each line; nothing is sent. */
export function addParse(program: Command, cli: Cli): void {
  const command = program
    .command('parse')
    .description('show what a source would make of the lines of files; sends nothing')
    .argument('[file...]', 'files of logs; - is standard input')
    .addOption(
      new Option('--format <name>', 'format of the lines, as SOURCE_FORMAT has it')
        .choices(FORMAT_NAMES)
        // One of your own is known only when the file of formats has been read.
        .argParser((name) => name)
        .default('auto'),
    )
    .option('--formats <file>', 'formats of your own, as SOURCE_FORMATS has them')
    .option('--check <file>', 'check a file of formats and its examples; reads no logs')
    .option('--service <name>', 'service of all records, as SOURCE_SERVICE has it')
    .addOption(
      new Option('--time-zone <name>', 'zone of times that name none, as SOURCE_TIME_ZONE has it').argParser(timeZone),
    )
    .option(
      '--limit <number>',
      'most rows of the table for each file; the summary counts all',
      wholeNumber(0, 1_000_000),
      DEFAULT_LIMIT,
    )
    .option('--strict', 'exit code 1 when a record was not recognised');
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: ParseOptions) => {
      const { runParse } = await import('./run.ts');
      await runParse(cli, files, options);
    });
}

/** Reads an option that is a time zone. */
function timeZone(name: string): string {
  const fault = timeZoneFault(name);
  if (fault === undefined) return name;
  throw new InvalidArgumentError(`It ${fault}.`);
}

const EXAMPLES = `
Examples:
  logwarren parse /var/log/syslog                       a table and a summary
  docker logs shop 2>&1 | logwarren parse -             from standard input
  logwarren parse app.log --json | jq 'select(.format == "raw")'
  logwarren parse --strict app.log && echo every line is understood
  logwarren parse --check formats.yaml                  exit code 1 with file:line:column of each fault
  logwarren parse --formats formats.yaml billing.log    by formats of your own

JSON has one object a record: {"file", "line", "format", "record"}; line is the number of its first line, the record is as
in the API, without an id. The format raw means: not recognised, kept as it is.
`;
