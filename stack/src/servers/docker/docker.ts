import { ensureReplicaSet } from '@logwarren/store/admin';
import type { StackPaths } from '../../home/stack-paths.ts';
import { findFreePort } from '../../processes/ports.ts';
import { runCommand, tryCommand } from '../../processes/run-command.ts';
import { answersAmqp } from '../server/probe-amqp.ts';
import { dayOf, type Server, type ServerContext, wantedPort } from '../server/server.ts';
import { onFreePorts } from '../server/start-own.ts';
import { setUnroutedPolicy } from '../server/unrouted-policy.ts';
import {
  type Container,
  containerId,
  MONGO_IMAGE,
  mongodArguments,
  RABBITMQ_IMAGE,
  runContainer,
  supervisedContainer,
  whenReady,
} from './docker-container.ts';

/**
 * Servers as containers, published on loopback, with their data in named volumes. `test-containers.ts` has the
 * containers of tests.
 */

const HOST = '127.0.0.1';
const ANSWER_MS = 5_000;
const REGISTRY_MS = 3_000;
const PULL_MS = 600_000;
const REGISTRY = 'https://registry-1.docker.io/v2/';

/** `present` in the engine, `pullable` from a registry that answers, or `no` if there is no Docker for this image. */
export async function imageState(image: string): Promise<'present' | 'pullable' | 'no'> {
  const options = { timeoutMs: ANSWER_MS, env: process.env };
  if ((await tryCommand('docker', ['version', '--format', '{{.Server.Version}}'], options)).code !== 0) return 'no';
  if ((await tryCommand('docker', ['image', 'inspect', image], options)).code === 0) return 'present';
  return (await registryAnswers()) ? 'pullable' : 'no';
}

async function registryAnswers(): Promise<boolean> {
  try {
    const response = await fetch(REGISTRY, { signal: AbortSignal.timeout(REGISTRY_MS) });
    await response.body?.cancel();
    return response.ok || response.status === 401;
  } catch {
    return false;
  }
}

/** Pulls an image, and shows the progress. */
export async function pullImage(image: string, context: ServerContext): Promise<void> {
  const { signal, update } = context;
  update(`pulling ${image}`);
  const onLine = (line: string) => update(`pulling ${image}: ${line.slice(0, 60)}`, 'fleeting');
  await runCommand('docker', ['pull', image], { timeoutMs: PULL_MS, env: process.env, signal, onLine });
}

/** RabbitMQ with its management plugin. */
export async function startRabbitmqContainer(context: ServerContext): Promise<Server> {
  const choose = async () => ({
    amqp: await findFreePort(wantedPort(context, 5672), context.takenPorts),
    management: await findFreePort(wantedPort(context, 15672), context.takenPorts),
  });
  const found = await foundVolume(context, 'rabbitmq');
  const server = await onFreePorts(choose, (ports) => startRabbitmqOn(ports, context));
  const rabbitmqctl = ['docker', 'exec', server.id, 'rabbitmqctl'];
  const note = await setUnroutedPolicy(rabbitmqctl, { env: process.env, signal: context.signal });
  return { ...server.about, found, description: `${server.about.description}${note}` };
}

async function startRabbitmqOn({ amqp, management }: { amqp: number; management: number }, context: ServerContext) {
  const container = await runContainer(context, {
    name: 'rabbitmq',
    image: RABBITMQ_IMAGE,
    ports: [`${amqp}:5672`, `${management}:15672`],
    dataDir: '/var/lib/rabbitmq',
    // The node's name, and with it the place of its data, comes from the host name.
    options: ['--hostname', 'logwarren'],
    command: [],
  });
  const about = await readyServer(container, context, 'RabbitMQ', () => answersAmqp(HOST, amqp), {
    url: `amqp://guest:guest@${HOST}:${amqp}`,
    managementUrl: `http://guest:guest@${HOST}:${management}`,
    description: `${RABBITMQ_IMAGE} in container ${container.id} on ${HOST}:${amqp}`,
  });
  return { id: container.id, about };
}

/** MongoDB as a replica set of one node. */
export async function startMongoContainer(context: ServerContext): Promise<Server> {
  const choose = async () => ({ port: await findFreePort(wantedPort(context, 27_017), context.takenPorts) });
  const found = await foundVolume(context, 'mongod');
  return { ...(await onFreePorts(choose, ({ port }) => startMongoOn(port, context))), found };
}

async function startMongoOn(port: number, context: ServerContext): Promise<Server> {
  const container = await runContainer(context, {
    name: 'mongod',
    image: MONGO_IMAGE,
    ports: [`${port}:27017`],
    dataDir: '/data/db',
    options: ['--hostname', 'logwarren'],
    command: mongodArguments(),
  });
  const base = `mongodb://${HOST}:${port}`;
  // Inside its container the server knows itself by the inner port; clients connect directly.
  const isReady = () => ensureReplicaSet(`${base}/?directConnection=true`, `${HOST}:27017`);
  return readyServer(container, context, 'MongoDB', isReady, {
    url: `${base}/logwarren?directConnection=true`,
    description: `${MONGO_IMAGE} in container ${container.id} on ${HOST}:${port}`,
  });
}

/** The volume of an earlier start. Its name comes from the directory, so a new clone in the same place finds it too. */
async function foundVolume({ paths }: ServerContext, name: 'rabbitmq' | 'mongod'): Promise<string | undefined> {
  const id = containerId(paths, name);
  const args = ['volume', 'inspect', '--format', '{{.CreatedAt}}', id];
  const { code, stdout } = await tryCommand('docker', args, { timeoutMs: ANSWER_MS, env: process.env });
  if (code !== 0) return undefined;
  const created = new Date(stdout.trim());
  return `Docker's volume ${id}${Number.isNaN(created.getTime()) ? '' : ` (since ${dayOf(created)})`}`;
}

/** Deletes the data of a stack's containers; does nothing without Docker. */
export async function removeVolumes(paths: StackPaths): Promise<void> {
  for (const name of ['rabbitmq', 'mongod'] as const) {
    const id = containerId(paths, name);
    for (const args of [
      ['rm', '--force', '--volumes', id],
      ['volume', 'rm', '--force', id],
    ]) {
      await tryCommand('docker', args, { timeoutMs: 60_000, env: process.env });
    }
  }
}

/** The program in a container, once it is ready. */
function readyServer(
  container: Container,
  context: ServerContext,
  name: string,
  isReady: () => Promise<boolean>,
  about: { url: string; managementUrl?: string; description: string },
): Promise<Server> {
  const server: Server = {
    ...about,
    logFile: container.logFile,
    supervised: [supervisedContainer(name, container, isReady)],
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
  return whenReady(server, isReady, context);
}
