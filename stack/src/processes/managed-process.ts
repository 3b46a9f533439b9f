import { spawn } from 'node:child_process';
import { closeSync, fchmodSync, openSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { abortable } from '@logwarren/common';
import { makeOwnDirectory, withPrivateUmask } from '../home/make-private.ts';
import { StackError } from '../home/stack-error.ts';
import { lastLine, lastWords, logStarts } from '../report/last-words.ts';
import { processIdentity } from './process-identity.ts';
import { addProcessEntry, removeRunEntry, stopProcess } from './run-directory.ts';

interface ProcessSpec {
  /** Name of the process in the run directory; `[a-z-]+`. */
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  cwd?: string;
  /** File to which standard output and error are appended; without it, they are ours. */
  logFile?: string;
  /** A log that the program writes itself. */
  ownLog?: string;
  runDir: string;
  /** Time that the program has to stop after SIGTERM. */
  stopLimitMs?: number;
}

interface ProcessEnd {
  /** Undefined if a signal ended it, or if it never ran. */
  exitCode: number | undefined;
  /** `exit code 1`, `signal SIGKILL`. */
  description: string;
}

/** A child that leads its own process group, so that Ctrl-C on the terminal reaches it only through us, in order. */
export interface ManagedProcess extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string | undefined;
  /** The path of its log and the last lines of the log, for an error message. */
  readonly logEnd: string;
  /** The last line that it has written to its log itself; empty if it wrote nothing. */
  readonly lastLine: string;
  /** Settles when the process has ended. */
  readonly exited: Promise<ProcessEnd>;
  readonly running: boolean;
}

/** A log that has grown beyond this size is emptied at the next start. */
const LOG_LIMIT_BYTES = 50 * 1024 * 1024;

/** Starts a child and notes it in the run directory. Disposing stops the child and its whole process group. */
export function startProcess(spec: ProcessSpec): ManagedProcess {
  const { name, runDir, logFile } = spec;
  const output = logFile === undefined ? 'inherit' : openLog(logFile);
  const logs = [spec.ownLog, logFile].filter((file) => file !== undefined);
  const starts = logStarts(logs);
  const child = withPrivateUmask(() =>
    spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', output, output],
    }),
  );
  if (typeof output === 'number') closeSync(output);
  const { pid } = child;
  const exited = new Promise<ProcessEnd>((resolve) => {
    child.once('error', (error) => resolve({ exitCode: undefined, description: error.message }));
    child.once('exit', (code, signal) => {
      const description = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve({ exitCode: code ?? undefined, description });
    });
  });
  if (pid === undefined) throw new StackError('program-missing', `cannot run ${spec.command} for ${name}`);
  addProcessEntry(runDir, name, pid);
  const entry = { pid, identity: processIdentity(pid) ?? 'gone' };
  return {
    name,
    pid,
    logFile,
    exited,
    get logEnd() {
      const words = lastWords(logs, starts);
      return logs.length === 0 ? '' : `its log is ${logs[0]}${words === '' ? '' : `:\n${words}`}`;
    },
    get lastLine() {
      return lastLine(lastWords(logs, starts));
    },
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
    async [Symbol.asyncDispose]() {
      await stopProcess(entry, spec.stopLimitMs);
      await exited;
      removeRunEntry(runDir, name);
    },
  };
}

/** Settles with a description of how the child ended; rejects when the signal comes first. */
export async function endOf(child: ManagedProcess, signal: AbortSignal): Promise<string> {
  return (await abortable(child.exited, signal)).description;
}

function openLog(file: string): number {
  makeOwnDirectory(dirname(file));
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) truncateSync(file);
  const log = openSync(file, 'a', 0o600);
  fchmodSync(log, 0o600);
  return log;
}

/**
 * Waits until the condition holds.
 *
 * @param condition checked every 100 ms; an error counts as false
 * @throws StackError when the process ends or the time is up first, with the last lines of its log
 */
export async function waitUntil(
  condition: () => Promise<boolean>,
  { child, limitMs, signal }: { child?: ManagedProcess; limitMs: number; signal: AbortSignal },
  what: string,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    signal.throwIfAborted();
    if (await condition().catch(() => false)) return;
    if (child && !child.running) {
      throw new StackError('child-ended', `${what} ended (${(await child.exited).description}); ${child.logEnd}`);
    }
    if (performance.now() > deadline) {
      const hint = child ? `; ${child.logEnd}` : '';
      throw new StackError('not-ready', `${what} is not ready after ${Math.round(limitMs / 1000)} s${hint}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
