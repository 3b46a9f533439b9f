import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor } from '../harness/wait-for.ts';

/** Path of the service that opens nothing. */
export const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'idle-service.ts');

/** A process whose output is kept; disposing kills it if it still runs. */
export class Service implements AsyncDisposable {
  readonly exited: Promise<number | null>;
  output = '';
  readonly #child: ChildProcess;

  constructor(file: string, args: string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, [file, ...args], {
      env: { PATH: process.env.PATH, HEALTH_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
      });
    }
    this.exited = once(this.#child, 'close').then(([code]) => code);
  }

  /** The signal that ended it. */
  get signal(): NodeJS.Signals | null {
    return this.#child.signalCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async waitForOutput(text: string): Promise<void> {
    await waitFor(`the output holds ${text}`, () => this.output.includes(text), { detail: () => this.output });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}

/** Starts the service that opens nothing; see test/fixtures/idle-service.ts for its behaviours. */
export function idle(behaviour = '', env: Record<string, string> = {}): Service {
  return new Service(FIXTURE, [behaviour], env);
}
