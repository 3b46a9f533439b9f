import type { ToolContext } from '@logwarren/common';
import { Command, CommanderError } from 'commander';
import { createApiClient } from './api-client.ts';
import type { Cli } from './cli.ts';
import { addCanary } from './commands/canary.ts';
import { addDlqDiscard } from './commands/dlq-discard.ts';
import { addDlqList } from './commands/dlq-list.ts';
import { addDlqReplay } from './commands/dlq-replay.ts';
import { addDlqShow } from './commands/dlq-show.ts';
import { addLedger } from './commands/ledger.ts';

const DEFAULT_SEARCH_URL = 'http://127.0.0.1:8080';
/** EX_USAGE of sysexits.h. */
const EXIT_USAGE = 64;

/**
 * Runs the command that the arguments name.
 *
 * @returns exit code: 0; 1 when the command says that something is wrong (a canary, an unbalanced ledger, a letter that
 *   failed again); 64 for arguments that are wrong
 * @throws ApiError
 */
export async function runProgram(context: ToolContext): Promise<number> {
  const program = new Command('logwarren')
    .description('Asks a running Logwarren, and checks it.')
    .option('--search <url>', 'address of the search service; also LOGWARREN_SEARCH_URL')
    .option('--json', 'print JSON instead of text')
    .configureOutput({ writeOut: context.write, writeErr: context.writeError })
    .exitOverride();
  let exitCode = 0;
  const cli: Cli = {
    ...context,
    api: () => createApiClient(searchUrl(program, context), context.signal),
    get isJson() {
      return program.opts<{ json?: boolean }>().json === true;
    },
    fail: () => {
      exitCode = 1;
    },
  };
  const dlq = program.command('dlq').description('dead letters: what could not be stored');
  for (const add of [addDlqList, addDlqShow, addDlqReplay, addDlqDiscard]) add(dlq, cli);
  addLedger(program, cli);
  addCanary(program, cli);
  try {
    await program.parseAsync([...context.args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}

function searchUrl(program: Command, { env }: ToolContext): string {
  return program.opts<{ search?: string }>().search ?? env.LOGWARREN_SEARCH_URL ?? DEFAULT_SEARCH_URL;
}
