import type { ToolContext } from '@logwarren/common/tool';
import { CommanderError } from 'commander';
import { ApiError, createApiClient } from './api-client.ts';
import { buildProgram, type ProgramOptions } from './build-program.ts';
import type { Cli } from './cli.ts';
import { EXIT_UNAVAILABLE, EXIT_USAGE, EXIT_WRONG } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_URL = 'http://127.0.0.1:8080';
const BAD_REQUEST = 400;

/**
 * Runs the command that the arguments name.
 *
 * @returns exit code, see EXIT_CODES
 * @throws what is neither an answer of the service nor a wrong argument
 */
export async function runProgram(context: ToolContext): Promise<number> {
  let exitCode = 0;
  const cli: Cli = {
    ...context,
    api: () => createApiClient(addressOf(program.opts(), context), context.signal),
    get isJson() {
      return program.opts<ProgramOptions>().json === true;
    },
    fail: (code = EXIT_WRONG) => {
      exitCode = code;
    },
    notice: (text) => context.writeError(`logwarren: ${text}\n`),
  };
  const program = buildProgram(cli);
  try {
    await program.parseAsync([...context.args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    const isWrongArgument = error instanceof UsageError;
    if ((!(error instanceof ApiError) && !isWrongArgument) || context.signal.aborted) throw error;
    if (isWrongArgument) {
      cli.notice(error.message);
      return EXIT_USAGE;
    }
    const { explainError } = await import('./explain-error.ts');
    cli.notice(explainError(error));
    if (error.status === BAD_REQUEST) return EXIT_USAGE;
    return error.isUnavailable ? EXIT_UNAVAILABLE : EXIT_WRONG;
  }
}

function addressOf({ search, url }: ProgramOptions, { env }: ToolContext): string {
  return url ?? search ?? (env.LOGWARREN_URL || env.LOGWARREN_SEARCH_URL || DEFAULT_URL);
}
