import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { StackError } from '../home/stack-error.ts';

interface CommandResult {
  /** 128 or more if a signal ended it, 127 if there is no such program. */
  code: number;
  stdout: string;
  /** Standard output and error, in the order of arrival. */
  output: string;
}

/** Environment and limits of a command. */
export interface CommandOptions {
  timeoutMs: number;
  signal?: AbortSignal;
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Called for every line, for progress. */
  onLine?: (line: string) => void;
}

/** Runs a program to its end without a shell and without input; never throws. */
export async function tryCommand(command: string, args: string[], options: CommandOptions): Promise<CommandResult> {
  const { timeoutMs, signal, env, cwd, onLine } = options;
  const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const child = spawn(command, args, {
    cwd,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: limit,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let output = '';
  const collect = (text: string) => {
    output += text;
    for (const line of text.split('\n')) if (line.trim() !== '') onLine?.(line.trim());
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    collect(text);
  });
  child.stderr.setEncoding('utf8').on('data', collect);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, stdout, output: output || error.message }));
    child.once('close', (code) => resolve({ code: code ?? 137, stdout, output }));
  });
}

/** Like `tryCommand`, but a code other than 0 throws a StackError with the last lines of the output. */
export async function runCommand(command: string, args: string[], options: CommandOptions): Promise<string> {
  const result = await tryCommand(command, args, options);
  options.signal?.throwIfAborted();
  if (result.code === 0) return result.stdout.trim();
  const tail = result.output.trim().split('\n').slice(-8).join('\n');
  throw new StackError('command-failed', `${command} ${args.join(' ')} failed (exit code ${result.code}):\n${tail}`);
}

/** The first program in the list that exists: a path as it is, a name through the PATH. */
export function findProgram(...candidates: string[]): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  for (const candidate of candidates) {
    const paths = candidate.includes('/') ? [candidate] : directories.map((directory) => join(directory, candidate));
    const found = paths.find(isExecutable);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
