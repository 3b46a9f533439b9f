import type { Command } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { addRangeAliases } from '../../options/filter-options.ts';
import type { LedgerOptions } from './run.ts';

/** `logwarren ledger`: accounts for every record; exit code 1 when one is lost or stored twice, 69 when that is not known. */
export function addLedger(program: Command, cli: Cli): void {
  const command = program
    .command('ledger')
    .description('account for every record: received = stored + dead + shed + in flight + difference');
  addRangeAliases(command)
    .option('--from <time>', 'first UTC day of receipt: 2026-11-21, 1d')
    .option('--to <time>', 'last UTC day of receipt')
    .option('--source <name>', 'only of this source')
    .option('--service <name>', 'only of this service')
    .option('--runs', 'a line for each start of a source')
    .addHelpText('after', EXAMPLES)
    .action(async (options: LedgerOptions) => {
      const { runLedger } = await import('./run.ts');
      await runLedger(cli, options);
    });
}

const EXAMPLES = `
Exit code 1: a record is nowhere, or there twice. 69: not known yet, because messages are on their way or
may be; it asks again for some seconds before it says so.

Examples:
  logwarren ledger
  logwarren ledger --from 1d --source web-1 --runs
  logwarren ledger --json | jq .total.difference
`;
