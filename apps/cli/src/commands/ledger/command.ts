import type { Command } from 'commander';
import type { Cli } from '../../options/cli.ts';
import { addRangeAliases } from '../../options/filter-options.ts';
import type { LedgerOptions } from './run.ts';

/** Adds `logwarren ledger`: accounts for every record; exit code 1 for a missing or duplicate one, 69 if not known yet. */
export function addLedger(program: Command, cli: Cli): void {
  const command = program
    .command('ledger')
    .description('account for every record: received = stored + dead + shed + in flight + difference');
  addRangeAliases(command)
    .option('--from <time>', 'first UTC day on which records were received: 2026-11-21, 1d')
    .option('--to <time>', 'last UTC day on which records were received')
    .option('--source <name>', 'only this source')
    .option('--service <name>', 'only this service')
    .option('--runs', 'one line for each start of a source')
    .addHelpText('after', EXAMPLES)
    .action(async (options: LedgerOptions) => {
      const { runLedger } = await import('./run.ts');
      await runLedger(cli, options);
    });
}

const EXAMPLES = `
Exit code 1: a record is missing or stored twice. Exit code 69: not known yet, because messages are or may be on their way;
the command asks again for a few seconds before it says so.

Examples:
  logwarren ledger
  logwarren ledger --from 1d --source web-1 --runs
  logwarren ledger --json | jq .total.difference
`;
