import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Ask, HopelessError, waitFor } from '../wait-for.ts';
import { AppLog, type LogLine } from './app-log.ts';

/** The services that a test can start. */
export type AppName = 'source' | 'collector' | 'monitor' | 'search' | 'retention';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** A service starts in a second, but other tests may run beside it on two cores. */
const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 30_000;
const PUBLIC_APPS: ReadonlySet<AppName> = new Set(['source', 'search']);
const EPHEMERAL_PORTS = { HEALTH_PORT: '0', SEARCH_PORT: '0', SOURCE_PORT: '0' };

/**
 * Starts a service as a process of its own; `await using` ends it with the test.
 *
 * @param env over the environment of the tests; ports are chosen by the system unless named here
 * @param args command line, files to follow for example
 * @param root of the sources; another commit's, for example
 * @param cwd folder that the process runs in
 */
export function startApp(
  name: AppName,
  env: Record<string, string>,
  args: string[] = [],
  root = ROOT,
  cwd?: string,
): App {
  const child = spawn(process.execPath, [join(root, 'apps', name, 'src', 'main.ts'), ...args], {
    env: { ...process.env, ...EPHEMERAL_PORTS, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd,
  });
  return new App(name, child);
}

/** A running service. Disposing sends SIGTERM and waits for the end. */
export class App implements AsyncDisposable {
  readonly name: AppName;
  readonly pid: number;
  /** Settles when the process has ended; code null when a signal ended it. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #log = new AppLog();

  constructor(name: AppName, child: ChildProcessWithoutNullStreams) {
    if (child.pid === undefined) throw new Error(`cannot start ${name}`);
    this.name = name;
    this.pid = child.pid;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => this.#log.add(chunk));
    }
    child.stdin.on('error', () => {}); // the process may end before it has read everything
    runningApps.set(this.pid, this);
    this.exited = once(child, 'close').then(([code, signal]) => {
      runningApps.delete(this.pid);
      return { code, signal };
    });
  }

  /** Lines of its log so far, oldest first. */
  get logs(): LogLine[] {
    return this.#log.lines;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Base URL of the public server (source, search), without a slash at the end; after `waitListening`. */
  get url(): string {
    return this.#localUrl(this.#log.publicPort, 'public server');
  }

  /** Base URL of `/healthz`, `/readyz` and `/metrics`; after `waitListening`. */
  get healthUrl(): string {
    return this.#localUrl(this.#log.healthPort, 'health server');
  }

  /** Standard input. */
  get input(): NodeJS.WritableStream {
    return this.#child.stdin;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until the health server, and the public one if there is one, listen. */
  async waitListening(timeoutMs = START_LIMIT_MS): Promise<this> {
    const isPublic = PUBLIC_APPS.has(this.name);
    const listens = () => this.#log.healthPort !== undefined && (!isPublic || this.#log.publicPort !== undefined);
    await this.#waitFor('listens', timeoutMs, listens);
    return this;
  }

  /** Waits until `/readyz` answers 200. */
  async waitReady(timeoutMs = START_LIMIT_MS): Promise<this> {
    await this.waitListening(timeoutMs);
    await this.#waitFor('is ready', timeoutMs, async () => (await fetch(`${this.healthUrl}/readyz`)).ok);
    return this;
  }

  /** Waits for a line of the log. */
  async waitForLog(isIt: (line: LogLine) => boolean, timeoutMs = 60_000): Promise<LogLine> {
    return this.#waitFor('has logged the line', timeoutMs, () => this.logs.find(isIt));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.running) this.kill('SIGTERM');
    const limit = setTimeout(() => this.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.exited;
    clearTimeout(limit);
  }

  #waitFor<T>(what: string, timeoutMs: number, ask: Ask<T>): Promise<T> {
    const askWhileRunning: Ask<T> = async () => {
      const answer = await Promise.resolve(ask()).catch(() => undefined);
      const isThere = answer !== undefined && answer !== false;
      if (!isThere && !this.running) throw new HopelessError(`${this.name} has ended:\n${this.#log.tail()}`);
      return answer;
    };
    return waitFor(`${this.name} ${what}`, askWhileRunning, { timeoutMs, detail: () => this.#log.tail() });
  }

  #localUrl(port: number | undefined, what: string): string {
    if (port === undefined)
      throw new Error(`the ${what} of ${this.name} does not listen yet; call waitListening first`);
    return `http://127.0.0.1:${port}`;
  }
}

interface Killable {
  readonly name: string;
  kill(signal: NodeJS.Signals): void;
}

/** Processes by pid that the harness has started and that have not ended; `check-leaks.ts` looks here. */
export const runningApps: Map<number, Killable> = new Map();
