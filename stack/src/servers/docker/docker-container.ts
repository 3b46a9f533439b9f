import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../home/stack-error.ts';
import type { StackPaths } from '../../home/stack-paths.ts';
import { endOf, type ManagedProcess, startProcess, waitUntil } from '../../processes/managed-process.ts';
import { runCommand, tryCommand } from '../../processes/run-command.ts';
import { addRunEntry, removeRunEntry } from '../../processes/run-directory.ts';
import type { Supervised } from '../../processes/supervise.ts';
import { NO_ZLIB, type Server, type ServerContext, ZSTD_LEVEL } from '../server/server.ts';
import { BOOT_LIMIT_MS, RESTART_LIMIT_MS } from '../server/start-own.ts';

/** A container of the stack: started, watched, started again, stopped. */

/** Image of RabbitMQ for containers of the stack. */
export const RABBITMQ_IMAGE = 'rabbitmq:4-management';
/** Image of MongoDB for containers of the stack. */
export const MONGO_IMAGE = 'mongo:8';

const HOST = '127.0.0.1';
const ANSWER_MS = 5_000;
const STOP_SECONDS = 10;
const WAIT_AGAIN_MS = 1_000;
const RUNNING = 'running';

/** Settings of a container, for `docker run`. */
interface ContainerSpec {
  name: 'rabbitmq' | 'mongod';
  image: string;
  /** `host:container`. */
  ports: string[];
  /** Directory of the container that the named volume is mounted on. */
  dataDir: string;
  options: string[];
  command: string[];
}

/** A running container. Disposing removes it; its data stays in the volume. */
export interface Container extends AsyncDisposable {
  /** The container's name. */
  id: string;
  /** File for its output. */
  logFile: string;
  /** Settles when it has ended, with the reason. */
  ended(signal: AbortSignal): Promise<string>;
  /** Starts it again as it was, with its data. If somebody has removed it, makes a new one. */
  startAgain(signal: AbortSignal): Promise<void>;
  /** The last lines of its output. */
  lastLines(): Promise<string>;
}

/** Arguments for MongoDB in a container: a replica set with a cache of at most 1 GB. */
export function mongodArguments(): string[] {
  return [
    'mongod',
    '--replSet',
    'logwarren',
    '--wiredTigerCacheSizeGB',
    '1',
    '--oplogSize',
    '512',
    '--zstdDefaultCompressionLevel',
    String(ZSTD_LEVEL),
    ...NO_ZLIB,
    '--setParameter',
    'shutdownTimeoutMillisForSignaledShutdown=100',
  ];
}

/** Name of a container, and of the volume with its data. */
export function containerId(paths: StackPaths, name: ContainerSpec['name']): string {
  return `logwarren-${paths.id}-${name}`;
}

/** Starts a container, and replaces one that an earlier start left. */
export async function runContainer(context: ServerContext, spec: ContainerSpec): Promise<Container> {
  const { paths, signal, update } = context;
  const id = containerId(paths, spec.name);
  const docker = { timeoutMs: 60_000, env: process.env };
  const remove = () => tryCommand('docker', ['rm', '--force', '--volumes', id], docker);
  update(`starting container ${id}`);
  await remove();
  addRunEntry(paths.run, { name: spec.name, container: id });
  const publish = spec.ports.flatMap((port) => ['--publish', `${HOST}:${port}`]);
  const volume = ['--volume', `${id}:${spec.dataDir}`];
  const options = ['--detach', '--init', '--name', id, ...volume, ...publish, ...spec.options];
  const run = ['run', ...options, spec.image, ...spec.command];
  await runCommand('docker', run, { ...docker, signal });
  let log = followLog(id, spec.name, context);
  return {
    id,
    logFile: logFileOf(spec.name, context),
    ended: (stopping) => endOfContainer(id, spec.name, context, stopping),
    async startAgain(stopping) {
      await log[Symbol.asyncDispose]();
      const since = new Date().toISOString();
      if ((await tryCommand('docker', ['start', id], { ...docker, signal: stopping })).code !== 0) {
        stopping.throwIfAborted();
        await remove();
        await runCommand('docker', run, { ...docker, signal: stopping });
      }
      log = followLog(id, spec.name, context, since);
    },
    lastLines: async () => (await tryCommand('docker', ['logs', '--tail', '5', id], docker)).output.trim(),
    async [Symbol.asyncDispose]() {
      await tryCommand('docker', ['stop', '--time', String(STOP_SECONDS), id], docker);
      await remove();
      await log[Symbol.asyncDispose]();
      removeRunEntry(paths.run, spec.name);
    },
  };
}

/**
 * Waits until the server in a container is ready.
 *
 * @returns the server
 * @throws StackError when it is not ready in time; the container is stopped again
 */
export async function whenReady(
  server: Server,
  isReady: () => Promise<boolean>,
  { signal, update }: ServerContext,
): Promise<Server> {
  await using started = new AsyncDisposableStack();
  started.use(server);
  await waitUntil(isReady, { limitMs: BOOT_LIMIT_MS, signal }, server.description);
  update(server.description, 'fleeting');
  started.move();
  return server;
}

/** Runs `docker wait` in its own process group, so that Ctrl-C does not end it before us. */
async function endOfContainer(
  id: string,
  name: string,
  { paths }: ServerContext,
  signal: AbortSignal,
): Promise<string> {
  const format = `{{if .State.Running}}${RUNNING}{{else}}exit code {{.State.ExitCode}}{{end}}`;
  const memory = '{{if .State.OOMKilled}}, out of memory{{end}}';
  const options = { timeoutMs: ANSWER_MS, env: process.env };
  for (;;) {
    {
      await using waiting = startProcess({
        name: `${name}-wait`,
        command: 'docker',
        args: ['wait', id],
        env: process.env,
        logFile: join(paths.logs, 'docker-wait.log'),
        runDir: paths.run,
        stopLimitMs: 500,
      });
      await endOf(waiting, signal);
    }
    const { code, stdout } = await tryCommand('docker', ['inspect', '--format', `${format}${memory}`, id], options);
    if (code !== 0) return 'its container is gone, or Docker is';
    if (!stdout.startsWith(RUNNING)) return stdout.trim();
    // `docker wait` also ends when it loses Docker, while the container may still run.
    await sleep(WAIT_AGAIN_MS, undefined, { signal });
  }
}

/** Copies the output of a container into a file, for people and so that the source can follow it. */
function followLog(id: string, name: string, context: ServerContext, since?: string): ManagedProcess {
  const from = since === undefined ? [] : ['--since', since];
  return startProcess({
    name: `${name}-log`,
    command: 'docker',
    args: ['logs', '--follow', ...from, id],
    env: process.env,
    logFile: logFileOf(name, context),
    runDir: context.paths.run,
    stopLimitMs: 500,
  });
}

function logFileOf(name: string, { paths }: ServerContext): string {
  return join(paths.logs, `${name}.log`);
}

/** A container as the supervisor sees it. */
export function supervisedContainer(name: string, container: Container, isReady: () => Promise<boolean>): Supervised {
  return {
    name,
    log: container.logFile,
    ended: container.ended,
    async start(signal) {
      await container.startAgain(signal);
      const done = new AbortController();
      const either = AbortSignal.any([signal, done.signal]);
      const ended = container.ended(either).then(async (reason) => {
        const lines = await container.lastLines();
        throw new StackError('child-ended', `${name} ended (${reason}); see docker logs ${container.id}:\n${lines}`);
      });
      try {
        await Promise.race([waitUntil(isReady, { limitMs: RESTART_LIMIT_MS, signal: either }, name), ended]);
      } finally {
        done.abort(new Error('done'));
        await ended.catch(() => {});
      }
    },
  };
}
