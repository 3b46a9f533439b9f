import { join } from 'node:path';
import { ROOT, type StackPaths } from '../home/stack-paths.ts';
import type { Progress } from '../report/progress.ts';
import { endOf, type ManagedProcess, startProcess, waitUntil } from './managed-process.ts';
import { findFreePort, isPortFree, portOwner } from './ports.ts';
import { supervise } from './supervise.ts';

/** The five services as child processes, started together. A service that ends by itself is started again. */

const SERVICES = ['source', 'collector', 'monitor', 'search', 'retention'] as const;
type ServiceName = (typeof SERVICES)[number];

const FIRST_HEALTH_PORT = 9101;
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 12_000;
/** Attempts with other ports: another program may take a port between the choice and the service's start. */
const MAX_PORT_CHOICES = 5;

interface ServicesOptions {
  paths: StackPaths;
  /** Variables of all services: servers, ports. */
  env: Record<string, string | undefined>;
  /** Absolute paths or globs that the source follows. */
  files: string[];
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Starts the services and waits until all are ready. Disposing stops them, the source first, so that it accepts no
 * records that the others could no longer handle.
 *
 * @throws StackError when one ends or does not become ready, with the last lines of its log
 */
export async function openServices(options: ServicesOptions): Promise<AsyncDisposable> {
  await using started = new AsyncDisposableStack();
  const takenPorts = new Set<number>();
  const choosePort = () => findFreePort(FIRST_HEALTH_PORT, takenPorts);
  const healthPorts = new Map<ServiceName, number>();
  for (const name of SERVICES) healthPorts.set(name, await choosePort());
  const services = SERVICES.map((name) => startService(name, healthPorts.get(name) ?? 0, choosePort, options));
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

/** The log file of a service. */
export function serviceLog(paths: StackPaths, name: ServiceName): string {
  return join(paths.logs, `${name}.log`);
}

interface Service extends AsyncDisposable {
  name: ServiceName;
  readonly healthPort: number;
  readonly child: ManagedProcess;
  /** Starts it again, on another health port if another program has taken its port. */
  restart(): Promise<void>;
  /** Starts the service again whenever it ends, until disposed. */
  supervise(): void;
}

function startService(
  name: ServiceName,
  firstPort: number,
  choosePort: () => Promise<number>,
  options: ServicesOptions,
): Service {
  let healthPort = firstPort;
  const { paths, env, files, progress } = options;
  const logFile = serviceLog(paths, name);
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
  let child = start();
  let watching: AsyncDisposable | undefined;
  const service: Service = {
    name,
    get healthPort() {
      return healthPort;
    },
    get child() {
      return child;
    },
    async restart() {
      await child[Symbol.asyncDispose]();
      if (!(await isPortFree(healthPort))) healthPort = await choosePort();
      child = start();
    },
    supervise() {
      const restart = async (signal: AbortSignal) => {
        await service.restart();
        await waitUntil(() => answers(service, 'healthz'), { child, limitMs: READY_LIMIT_MS, signal }, name);
        // No limit on waiting for servers, because they have supervisors of their own.
        await waitUntil(() => answers(service, 'readyz'), { child, limitMs: Number.POSITIVE_INFINITY, signal }, name);
      };
      const ended = (signal: AbortSignal) => endOf(child, signal);
      watching = supervise({ name, log: logFile, ended, cause: () => child.lastLine, start: restart }, progress);
    },
    async [Symbol.asyncDispose]() {
      await watching?.[Symbol.asyncDispose]();
      await child[Symbol.asyncDispose]();
    },
  };
  return service;
}

/**
 * True if it answers with success. Another program on its port may answer as well, until the service ends for that
 * reason.
 */
async function answers(service: Service, path: 'healthz' | 'readyz'): Promise<boolean> {
  const response = await askHealth(service, path);
  await response.body?.cancel();
  return response.ok && isOwnPort(service);
}

function askHealth({ healthPort }: Service, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${healthPort}/${path}`, { signal: AbortSignal.timeout(2_000) });
}

function isOwnPort({ healthPort, child }: Service): boolean {
  const owner = portOwner(healthPort);
  return owner === undefined || owner.startsWith(`pid ${child.pid} `);
}

async function waitReady(service: Service, { progress, signal }: ServicesOptions): Promise<void> {
  const { name } = service;
  await progress.step(name, async (update) => {
    const isReady = async () => {
      const response = await askHealth(service, 'readyz');
      const { dependencies } = (await response.json()) as { dependencies: Record<string, { ready: boolean }> };
      const missing = Object.keys(dependencies).filter((dependency) => !dependencies[dependency]?.ready);
      if (!response.ok) update(`waiting for ${missing.join(', ')}`, 'fleeting');
      return response.ok && isOwnPort(service);
    };
    for (let choice = 1; ; choice++) {
      try {
        await waitUntil(isReady, { child: service.child, limitMs: READY_LIMIT_MS, signal }, name);
        break;
      } catch (error) {
        signal.throwIfAborted();
        if (choice === MAX_PORT_CHOICES || !hasLostPort(service)) throw error;
        await service.restart();
      }
    }
    update(`ready (health and metrics on port ${service.healthPort})`, 'fleeting');
  });
}

/** True if it has ended because another program was faster to take the health port that we chose. */
function hasLostPort({ child }: Service): boolean {
  return !child.running && /port is in use; set HEALTH_PORT/.test(child.lastLine);
}
