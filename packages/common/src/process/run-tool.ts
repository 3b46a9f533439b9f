import { readFileSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { AppError, messageOf } from '../errors/app-error.ts';
import { endProcess } from './end-process.ts';

/** Everything that a command-line tool is given. */
export interface ToolContext {
  /** Arguments behind the name of the program. */
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first SIGINT or SIGTERM; another one, a second later or more, ends the process at once. */
  signal: AbortSignal;
  /** Writes to standard output; bytes for files that are not text. */
  write: (text: string | Uint8Array) => void;
  writeError: (text: string) => void;
  /** Settles when standard output takes more; wait for it between large pieces. */
  drained: () => Promise<void>;
  /** True when standard output was closed before the start (`>&-`), as far as the system shows it. */
  isOutputClosed: () => boolean;
  /** True when people read what is written. */
  isTerminal: boolean;
  /** The same for standard error. */
  isErrorTerminal: boolean;
  /** Width of the terminal now, of standard output or else of standard error; undefined when neither is one. */
  columns: () => number | undefined;
}

const EXIT_FAILURE = 1;
/** Exit code that a shell reports for a program ended by a signal: 128 plus its number. */
const EXIT_SIGNAL = 128;
/** A program that starts this one may pass a signal on that the terminal has sent already, ms. */
const ECHO_MS = 1_000;

/**
 * Runs a tool and ends the process with the exit code that it returns.
 *
 * An error is one line on standard error and exit code 1; only a bug shows a stack trace. After a signal, any error that
 * it throws counts as the requested end: nothing is printed, and the code is 128 plus the signal's number (130 after
 * Ctrl-C). A reader that closes the pipe (`| head`) ends it quietly with 141, as SIGPIPE ends other programs.
 */
export async function runTool(name: string, main: (context: ToolContext) => Promise<number>): Promise<never> {
  const stopping = stopOnSignals();
  const { stdout, stderr } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return void endProcess(EXIT_SIGNAL + constants.signals.SIGPIPE);
    stderr.write(`${name}: cannot write to standard output: ${messageOf(error)}\n`);
    void endProcess(EXIT_FAILURE);
  });
  stderr.on('error', () => {}); // nobody is left to be told
  const context: ToolContext = {
    args: process.argv.slice(2),
    env: process.env,
    signal: stopping.signal,
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    drained: async () => {
      if (stdout.writableNeedDrain) await new Promise<void>((resolve) => stdout.once('drain', resolve));
    },
    isOutputClosed: () => isClosed(stdout),
    isTerminal: stdout.isTTY === true,
    isErrorTerminal: stderr.isTTY === true,
    columns: () => (stdout.isTTY ? stdout.columns : stderr.isTTY ? stderr.columns : undefined),
  };
  let exitCode = EXIT_FAILURE;
  try {
    exitCode = await main(context);
  } catch (error) {
    if (stopping.exitCode === undefined) {
      const isExpected = error instanceof AppError;
      context.writeError(`${name}: ${isExpected || !(error instanceof Error) ? messageOf(error) : error.stack}\n`);
    }
    exitCode = stopping.exitCode ?? EXIT_FAILURE;
  }
  // Standard output may be a pipe, which is written in the background.
  await new Promise<void>((resolve) => stdout.write('', () => resolve()));
  return endProcess(exitCode);
}

const READ_AND_WRITE = 0o2;
const ACCESS = 0o3;

/**
 * If standard output is closed, Node opens /dev/null in its place for reading and writing; a shell's `> /dev/null` only
 * writes. A parent that opens /dev/null as Node does, to ignore the output, looks the same.
 */
function isClosed({ fd }: { fd: number }): boolean {
  try {
    const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0';
    const isBoth = (Number.parseInt(flags, 8) & ACCESS) === READ_AND_WRITE;
    return isBoth && readlinkSync(`/proc/self/fd/${fd}`) === '/dev/null';
  } catch {
    return false;
  }
}

function stopOnSignals(): { readonly signal: AbortSignal; readonly exitCode: number | undefined } {
  const stopping = new AbortController();
  let exitCode: number | undefined;
  let firstMs = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (exitCode !== undefined && performance.now() - firstMs >= ECHO_MS) void endProcess(exitCode);
      if (exitCode !== undefined) return;
      exitCode = EXIT_SIGNAL + constants.signals[name];
      firstMs = performance.now();
      stopping.abort(new AppError('stopping', 'stopped'));
    });
  }
  return {
    signal: stopping.signal,
    get exitCode() {
      return exitCode;
    },
  };
}
