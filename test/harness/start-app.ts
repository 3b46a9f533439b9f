import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { AppLog, type LogLine } from './app-log.ts';
import { runningApps } from './running-apps.ts';
import { waitFor } from './wait-for.ts';

export type AppName = 'source' | 'collector' | 'monitor' | 'search' | 'retention';

/** A service as a process of its own, on ports of its own. Disposing sends SIGTERM and waits for the end. */
export interface App extends AsyncDisposable {
  readonly name: AppName;
  readonly pid: number;
  readonly logs: LogLine[];
  /** Base URL of the public server (`source`, `search`) without a slash at the end; set once `waitListening` is done. */
  readonly url: string;
  readonly healthUrl: string;
  /** Settles when the process has ended; code null when a signal ended it. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly running: boolean;
  kill(signal: NodeJS.Signals): void;
  /** Waits until `/readyz` answers 200; this object. */
  waitReady(timeoutMs?: number): Promise<App>;
  /** Waits until the health server, and the public one if there is one, listen; this object. */
  waitListening(timeoutMs?: number): Promise<App>;
  /** Writes to standard input; `end` closes it. */
  write(text: string): void;
  end(): void;
}

const ROOT = join(import.meta.dirname, '..', '..');
const STOP_LIMIT_MS = 15_000;
const PUBLIC_APPS: ReadonlySet<AppName> = new Set(['source', 'search']);
/** Set last, so that a test cannot take the ports of a running stack by accident; it can still name its own. */
const EPHEMERAL_PORTS = { HEALTH_PORT: '0', SEARCH_PORT: '0', SOURCE_PORT: '0' };

/**
 * Starts a service; `await using` ends it with the test.
 *
 * @param env over the environment of the tests, with ports chosen by the system
 * @param args command line, files to follow for example
 */
export function startApp(name: AppName, env: Record<string, string>, args: string[] = []): App {
  const child = spawn(process.execPath, [join(ROOT, 'apps', name, 'src', 'main.ts'), ...args], {
    env: { ...process.env, ...EPHEMERAL_PORTS, NODE_ENV: 'production', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${name}`);
  const log = new AppLog();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => log.add(chunk));
  }
  child.stdin.on('error', () => {}); // the process may end before it has read everything
  runningApps.set(pid, { name, kill: (signal) => child.kill(signal) });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => {
      runningApps.delete(pid);
      resolve({ code, signal });
    });
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const wait = <T>(
    what: string,
    timeoutMs: number,
    ask: () => T | undefined | false | Promise<T | undefined | false>,
  ) =>
    waitFor(`${name} ${what}`, () => (isRunning() ? ask() : endedError(name, log)), {
      timeoutMs,
      detail: () => log.tail(),
    });
  const app: App = {
    ...{ name, pid, logs: log.lines, exited },
    get url() {
      return localUrl(log.publicPort, `${name}'s public server`);
    },
    get healthUrl() {
      return localUrl(log.healthPort, `${name}'s health server`);
    },
    get running() {
      return isRunning();
    },
    kill: (signal) => void child.kill(signal),
    async waitListening(timeoutMs = 20_000) {
      const isPublic = PUBLIC_APPS.has(name);
      await wait(
        'listens',
        timeoutMs,
        () => log.healthPort !== undefined && (!isPublic || log.publicPort !== undefined),
      );
      return app;
    },
    async waitReady(timeoutMs = 30_000) {
      await app.waitListening(timeoutMs);
      await wait('is ready', timeoutMs, async () => (await fetch(`${app.healthUrl}/readyz`)).ok);
      return app;
    },
    write: (text) => void child.stdin.write(text),
    end: () => void child.stdin.end(),
    async [Symbol.asyncDispose]() {
      if (isRunning()) child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
    },
  };
  return app;
}

function localUrl(port: number | undefined, what: string): string {
  if (port === undefined) throw new Error(`${what} does not listen yet; call waitListening first`);
  return `http://127.0.0.1:${port}`;
}

/** A promise that ends waiting at once: what has ended will not become ready. */
function endedError(name: string, log: AppLog): never {
  throw new AppEndedError(`${name} has ended:\n${log.tail()}`);
}

class AppEndedError extends Error {}
