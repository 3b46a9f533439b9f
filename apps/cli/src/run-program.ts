import type { ToolContext } from '@logwarren/common/tool';
import { type Command, CommanderError } from 'commander';
import { createApiClient } from './api/api-client.ts';
import { ApiError, SEARCH_OPTIONS } from './api/api-error.ts';
import { buildProgram, type ProgramOptions } from './build-program.ts';
import { EXIT_UNAVAILABLE, EXIT_USAGE, EXIT_WRONG, UsageError } from './exit/exit-codes.ts';
import type { Cli } from './options/cli.ts';

const DEFAULT_URL = 'http://127.0.0.1:8080';
const BAD_REQUEST = 400;

/**
 * Runs the command that the arguments name.
 *
 * @returns exit code, see EXIT_CODES
 * @throws errors that are neither a service's refusal nor a wrong argument, and the reason of the signal
 */
export async function runProgram(context: ToolContext): Promise<number> {
  let exitCode = 0;
  const cli: Cli = {
    ...context,
    api: () => {
      const { address, name } = addressOf(program.opts(), context);
      return createApiClient(address, context.signal, name);
    },
    get isJson() {
      return program.opts<ProgramOptions>().json === true;
    },
    fail: (code = EXIT_WRONG) => {
      exitCode = code;
    },
    notice: (text) => context.writeError(`logwarren: ${text}\n`),
  };
  const program = buildProgram(cli);
  let running: Command | undefined;
  program.hook('preAction', (_program, command) => {
    running = command;
  });
  try {
    await program.parseAsync(withHelp(program, context.args), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    const isWrongArgument = error instanceof UsageError;
    if ((!(error instanceof ApiError) && !isWrongArgument) || context.signal.aborted) throw error;
    if (isWrongArgument) {
      cli.notice(error.message);
      return EXIT_USAGE;
    }
    const [{ explainError }, { typedName }] = await Promise.all([
      import('./advice/explain-error.ts'),
      import('./advice/typed-name.ts'),
    ]);
    cli.notice(explainError(error, (parameter) => typedName(running, parameter)));
    if (error.status === BAD_REQUEST) return EXIT_USAGE;
    return error.isUnavailable ? EXIT_UNAVAILABLE : EXIT_WRONG;
  }
}

/** Turns `help dlq list` into `dlq list --help`. Commander alone would print all help for a command that does not exist. */
function withHelp(program: Command, args: readonly string[]): string[] {
  const [first, ...names] = args;
  if (first !== 'help' || names.length === 0) return [...args];
  let command: Command = program;
  for (const name of names) {
    if (command.commands.length === 0) break;
    const below = command.commands.find((each) => each.name() === name);
    if (below === undefined) return names;
    command = below;
  }
  return [...names, '--help'];
}

/** The address of the search service, and the option or variable that gave it. */
function addressOf({ search, url }: ProgramOptions, { env }: ToolContext): { address: string; name: string } {
  if (url !== undefined) return { address: url, name: '--url' };
  if (search !== undefined) return { address: search, name: '--search' };
  for (const name of ['LOGWARREN_URL', 'LOGWARREN_SEARCH_URL']) {
    const address = env[name];
    if (address !== undefined && address !== '') return { address, name };
  }
  return { address: DEFAULT_URL, name: SEARCH_OPTIONS };
}
