import { timeZoneFault } from '@logwarren/contract';
import { FORMAT_NAMES } from '@logwarren/contract/formats';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { wholeNumber } from '../../options/option-values.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import type { ParseOptions } from './run.ts';

const DEFAULT_LIMIT = 50;

/** Adds `logwarren parse`: shows how a source would read each line, and sends nothing. */
export function addParse(program: Command, cli: Cli): void {
  const command = program
    .command('parse')
    .description('show how a source would read the lines of files; sends nothing')
    .argument('[file...]', 'log files; - is standard input')
    .addOption(
      new Option('--format <name>', 'format of the lines, as in SOURCE_FORMAT')
        .choices(FORMAT_NAMES)
        // The user's own formats are known only when their file has been read.
        .argParser((name) => name)
        .default('auto'),
    )
    .option('--formats <file>', 'a file of formats of your own, as in SOURCE_FORMATS')
    .option('--check <file>', 'check a file of formats and its examples; reads no logs')
    .option('--service <name>', 'service of all records, as in SOURCE_SERVICE')
    .addOption(
      new Option('--time-zone <name>', 'zone of times that name none, as in SOURCE_TIME_ZONE').argParser(timeZone),
    )
    .option(
      '--limit <number>',
      'maximum number of rows in the table of each file; the summary counts all records',
      wholeNumber(0, 1_000_000),
      DEFAULT_LIMIT,
    )
    .option('--strict', 'exit with code 1 if a record is not recognised');
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
  logwarren parse --check formats.yaml                  prints file:line:column of each fault
  logwarren parse --formats formats.yaml billing.log    with formats of your own

With --json, each record is one object: {"file", "line", "format", "record"}. "line" is the number of its first line; the
record is as in the API, without an id. The format raw means that no format recognised the record: it is kept as it is.
`;
