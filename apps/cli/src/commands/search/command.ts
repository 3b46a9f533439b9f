import { type Command, Option } from 'commander';
import { UsageError } from '../../exit/errors.ts';
import type { Cli } from '../../options/cli.ts';
import { addFilterOptions, addRangeOptions } from '../../options/filter-options.ts';
import { wholeNumber } from '../../options/option-values.ts';
import { addRecordOptions } from '../../options/record-options.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import type { SearchOptions } from './run.ts';

const DEFAULT_LIMIT = 100;
const FROM_1 = 'from 1 on, and 0 only with --follow';
/** Most records before or after one that the service gives. */
const MAX_AROUND = 1_000;
/** Records that are found newest first and printed newest last: they are kept until the last is found. */
const MAX_KEPT = 100_000;

/** `logwarren search`: the newest records that match, in order of time. */
export function addSearch(program: Command, cli: Cli): void {
  const command = program.command('search').description('find records; the newest ones, the last of them at the end');
  addFilterOptions(command);
  addRangeOptions(command)
    .option('-n, --limit <number>', 'most records', wholeNumber(0, undefined, FROM_1), DEFAULT_LIMIT)
    .addOption(
      new Option('--order <order>', 'desc: the newest first; asc: the oldest there are, oldest first').choices([
        'asc',
        'desc',
      ]),
    )
    .option('-f, --follow', 'then go on with what comes')
    .optionsGroup('What happened around each record:')
    .option('-B, --before <number>', 'so many records before it', wholeNumber(0, MAX_AROUND))
    .option('-A, --after <number>', 'so many records after it', wholeNumber(0, MAX_AROUND))
    .option('-C, --context <number>', 'both', wholeNumber(0, MAX_AROUND))
    .addOption(
      new Option('--of <what>', 'around it: in the same service, or in the same trace')
        .choices(['service', 'trace'])
        .default('service'),
    );
  addRecordOptions(command);
  addScreenOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (query: string[], options: SearchOptions) => {
      checkTogether(options);
      const { runSearch } = await import('./run.ts');
      await runSearch(cli, query, options);
    });
}

function checkTogether({ after, before, context, follow, limit, order, to }: SearchOptions): void {
  if (order === undefined && limit > MAX_KEPT) {
    throw new UsageError(
      `--limit ${limit}: more than ${MAX_KEPT} records need --order asc or desc; or use logwarren export`,
    );
  }
  if (!follow) {
    if (limit === 0) throw new UsageError(`--limit 0 finds nothing; it is ${FROM_1}`);
    return;
  }
  if (order !== undefined) throw new UsageError('--follow shows records as they come; leave --order out');
  if (to !== undefined) throw new UsageError('--follow has no end; leave --to out');
  if ((before ?? after ?? context) !== undefined) {
    throw new UsageError('what comes has no records around it yet; leave --before, --after and --context out');
  }
}

const EXAMPLES = `
Put a query into single quotes, so that the shell leaves < > * " ( ) alone; one that begins with - comes after --.

Examples:
  logwarren search timeout
  logwarren search '"not completed" service:checkout' --since 1h
  logwarren search 'status:>=500 path:/check*' --from 10:00 --to 10:30
  logwarren search --min-severity error --since 15m -B 5
  logwarren search --trace-id 4bf92f3577b34da6a3ce929d0e0e4736
  logwarren search level:error --since 1d --json | jq -r .message
  logwarren search timeout --color always | less -R
`;
