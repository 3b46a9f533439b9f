import { AppError, messageOf } from './app-error.ts';

/** What a command-line tool is given. */
export interface ToolContext {
  /** Arguments behind the name of the program. */
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first SIGINT or SIGTERM; the second ends the process at once. */
  signal: AbortSignal;
  write: (text: string) => void;
  writeError: (text: string) => void;
  /** True when people read what is written. */
  isTerminal: boolean;
}

const EXIT_FAILURE = 1;

/**
 * Runs a tool and ends the process with the exit code that it returns.
 *
 * What it throws is one line on standard error and exit code 1; only a bug shows a stack trace. A reader that closes the
 * pipe (`| head`) ends it quietly.
 */
export async function runTool(name: string, main: (context: ToolContext) => Promise<number>): Promise<never> {
  const stopping = new AbortController();
  for (const event of ['SIGINT', 'SIGTERM'] as const) {
    process.on(event, () => {
      if (stopping.signal.aborted) process.exit(EXIT_FAILURE);
      stopping.abort(new AppError('stopping', 'stopped'));
    });
  }
  process.stdout.on('error', () => process.exit(EXIT_FAILURE));
  const context: ToolContext = {
    args: process.argv.slice(2),
    env: process.env,
    signal: stopping.signal,
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    isTerminal: process.stdout.isTTY === true,
  };
  let exitCode = EXIT_FAILURE;
  try {
    exitCode = await main(context);
  } catch (error) {
    const isExpected = error instanceof AppError;
    context.writeError(`${name}: ${isExpected || !(error instanceof Error) ? messageOf(error) : error.stack}\n`);
  }
  // Standard output may be a pipe, which is written in the background.
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  return process.exit(exitCode);
}
