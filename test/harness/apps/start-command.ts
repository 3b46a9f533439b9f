import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor } from '../wait-for.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'apps', 'cli', 'src', 'main.ts');

/** A `logwarren` command that is running; disposing ends it. */
export interface RunningCommand extends AsyncDisposable {
  readonly out: string;
  readonly errors: string;
  /** Lines of standard output so far, JSON each. */
  records(): { id: string; message: string; [name: string]: unknown }[];
  /** Waits until standard error says something. */
  waitForError(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Does not read standard output until `resume`. */
  pause(): void;
  resume(): void;
  /** Settles with the exit code. */
  exited: Promise<number | null>;
}

/** Starts the `logwarren` command. */
export function startCommand(args: string[], env: Record<string, string> = {}): RunningCommand {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    get out() {
      return out;
    },
    get errors() {
      return errors;
    },
    records: () =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    waitForError: async (pattern) => {
      await waitFor(`standard error says ${pattern}`, () => pattern.test(errors), { detail: () => errors });
    },
    kill: (signal) => void child.kill(signal),
    pause: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
    exited,
    async [Symbol.asyncDispose]() {
      child.stdout.resume();
      child.kill('SIGKILL');
      await exited;
    },
  };
}
