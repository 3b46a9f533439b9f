import { join } from 'node:path';
import { endOf, type ManagedProcess, startProcess, waitUntil } from './managed-process.ts';
import { findFreePort } from './ports.ts';
import type { Progress } from './progress.ts';
import { ROOT, type StackPaths } from './stack-paths.ts';
import { supervise } from './supervise.ts';

/** The five services as child processes, started together and, when one ends by itself, started again. */

const SERVICES = ['source', 'collector', 'monitor', 'search', 'retention'] as const;
export type ServiceName = (typeof SERVICES)[number];

const FIRST_HEALTH_PORT = 9101;
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 12_000;

export interface ServicesOptions {
  paths: StackPaths;
  /** Variables of all services: servers, ports. */
  env: Record<string, string | undefined>;
  /** Absolute paths or globs that the source follows. */
  files: string[];
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Starts the services and waits until all are ready. Disposing stops them, the source first, so that it takes in nothing
 * that the others could not handle any more.
 *
 * @throws StackError when one ends or does not get ready, with the last lines of its log
 */
export async function openServices(options: ServicesOptions): Promise<AsyncDisposable> {
  await using started = new AsyncDisposableStack();
  const takenPorts = new Set<number>();
  const healthPorts = new Map<ServiceName, number>();
  for (const name of SERVICES) healthPorts.set(name, await findFreePort(FIRST_HEALTH_PORT, takenPorts));
  const services = SERVICES.map((name) => startService(name, healthPorts.get(name) ?? 0, options));
  const [source, ...others] = services;
  started.defer(async () => {
    await source?.[Symbol.asyncDispose]();
    await Promise.all(others.map((service) => service[Symbol.asyncDispose]()));
  });
  const ready = await Promise.allSettled(services.map((service) => waitReady(service, options)));
  for (const result of ready) if (result.status === 'rejected') throw result.reason;
  for (const service of services) service.supervise();
  const resources = started.move();
  return { [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

interface Service extends AsyncDisposable {
  name: ServiceName;
  healthPort: number;
  child: ManagedProcess;
  /** Starts the service again whenever it ends, until it is disposed of. */
  supervise(): void;
}

function startService(name: ServiceName, healthPort: number, options: ServicesOptions): Service {
  const { paths, env, files, progress } = options;
  const logFile = join(paths.logs, `${name}.log`);
  const start = () =>
    startProcess({
      name,
      command: process.execPath,
      args: [join(ROOT, 'apps', name, 'src', 'main.ts'), ...(name === 'source' ? files : [])],
      env: { ...env, HEALTH_PORT: String(healthPort), SOURCE_STATE_DIR: paths.source },
      cwd: ROOT,
      logFile,
      runDir: paths.run,
      stopLimitMs: STOP_LIMIT_MS,
    });
  // It lives as soon as it answers; what it waits for, such as a server, has its own supervisor.
  const lives = async () => (await fetch(`http://127.0.0.1:${healthPort}/healthz`)).ok;
  let watching: AsyncDisposable | undefined;
  const service: Service = {
    ...{ name, healthPort, child: start() },
    supervise() {
      const restart = async (signal: AbortSignal) => {
        await service.child[Symbol.asyncDispose]();
        service.child = start();
        await waitUntil(lives, { child: service.child, limitMs: READY_LIMIT_MS, signal }, name);
      };
      const ended = (signal: AbortSignal) => endOf(service.child, signal);
      watching = supervise({ name, log: logFile, ended, start: restart }, progress);
    },
    async [Symbol.asyncDispose]() {
      await watching?.[Symbol.asyncDispose]();
      await service.child[Symbol.asyncDispose]();
    },
  };
  return service;
}

async function waitReady({ name, healthPort, child }: Service, { progress, signal }: ServicesOptions): Promise<void> {
  await progress.step(name, async (update) => {
    const isReady = async () => {
      const response = await fetch(`http://127.0.0.1:${healthPort}/readyz`, { signal: AbortSignal.timeout(2_000) });
      const { dependencies } = (await response.json()) as { dependencies: Record<string, { ready: boolean }> };
      const missing = Object.keys(dependencies).filter((dependency) => !dependencies[dependency]?.ready);
      if (!response.ok) update(`waiting for ${missing.join(', ')}`, 'fleeting');
      return response.ok;
    };
    await waitUntil(isReady, { child, limitMs: READY_LIMIT_MS, signal }, name);
    update(`ready (health and metrics on port ${healthPort})`, 'fleeting');
  });
}
