import { type Command, Option } from 'commander';
import { UsageError } from '../../exit/exit-codes.ts';
import { addOfOption, MAX_AROUND } from '../../options/around-options.ts';
import type { Cli } from '../../options/cli.ts';
import { addFilterOptions, addRangeOptions } from '../../options/filter-options.ts';
import { wholeNumber } from '../../options/option-values.ts';
import { addRecordOptions } from '../../options/record-options.ts';
import { addScreenOptions } from '../../options/screen-options.ts';
import type { SearchOptions } from './run.ts';

const DEFAULT_LIMIT = 100;
const FROM_1 = 'of at least 1 (0 only with --follow)';
/** How many records are kept in memory: they are found newest first and printed newest last. */
const MAX_KEPT = 100_000;

/** Adds `logwarren search`: the newest records that match, in order of time. */
export function addSearch(program: Command, cli: Cli): void {
  const command = program.command('search').description('find records: the newest ones, in order of time');
  addFilterOptions(command);
  addRangeOptions(command)
    .option('-n, --limit <number>', 'maximum number of records', wholeNumber(0, undefined, FROM_1), DEFAULT_LIMIT)
    .addOption(
      new Option('--order <order>', 'desc: newest first; asc: the oldest records, oldest first').choices([
        'asc',
        'desc',
      ]),
    )
    .option('-f, --follow', 'then print new records as they arrive')
    .optionsGroup('What happened around each record:')
    .option('-B, --before <number>', 'this many records before it', wholeNumber(0, MAX_AROUND))
    .option('-A, --after <number>', 'this many records after it', wholeNumber(0, MAX_AROUND))
    .option('-C, --context <number>', 'this many records before it and after it', wholeNumber(0, MAX_AROUND));
  addOfOption(command);
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
    if (limit === 0) throw new UsageError(`--limit 0 finds nothing; use a whole number ${FROM_1}`);
    return;
  }
  if (order !== undefined) throw new UsageError('--follow prints records as they arrive; leave out --order');
  if (to !== undefined) throw new UsageError('--follow never ends; leave out --to');
  if ((before ?? after ?? context) !== undefined) {
    throw new UsageError('new records have nothing around them yet; leave out --before, --after and --context');
  }
}

const EXAMPLES = `
Put a query in single quotes to protect < > * " ( ) from the shell, and put -- in front of one that begins with -.

Examples:
  logwarren search timeout
  logwarren search '"not completed" service:checkout' --since 1h
  logwarren search 'status:>=500 path:/check*' --from 10:00 --to 10:30
  logwarren search --min-severity error --since 15m -B 5
  logwarren search --trace-id 4bf92f3577b34da6a3ce929d0e0e4736
  logwarren search level:error --since 1d --json | jq -r .message
  logwarren search timeout --color always | less -R
`;
