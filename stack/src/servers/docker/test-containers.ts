import { ensureReplicaSet } from '@logwarren/store/admin';
import type { StartedTestContainer } from 'testcontainers';
import { addRunEntry, removeRunEntry } from '../../processes/run-directory.ts';
import { answersAmqp } from '../server/probe-amqp.ts';
import type { Server, ServerContext } from '../server/server.ts';
import { BOOT_LIMIT_MS } from '../server/start-own.ts';
import { containerId, MONGO_IMAGE, mongodArguments, RABBITMQ_IMAGE, whenReady } from './docker-container.ts';

/**
 * Servers for one run of the tests, as containers of Testcontainers: Docker chooses their ports, and their data goes
 * with them. The guardian removes them if the run is killed, so the reaper of Testcontainers, one more image to pull,
 * is not needed.
 */

/** RabbitMQ with its management plugin. */
export async function startRabbitmqForTests(context: ServerContext): Promise<Server> {
  const { container, host, dispose } = await start(context, 'rabbitmq', RABBITMQ_IMAGE, [5672, 15_672], []);
  const amqp = container.getMappedPort(5672);
  const server = {
    url: `amqp://guest:guest@${host}:${amqp}`,
    managementUrl: `http://guest:guest@${host}:${container.getMappedPort(15_672)}`,
    description: `${RABBITMQ_IMAGE} in container ${container.getName().replace('/', '')} on ${host}:${amqp}`,
    [Symbol.asyncDispose]: dispose,
  };
  return whenReady(server, () => answersAmqp(host, amqp), context);
}

/** MongoDB as a replica set of one node. */
export async function startMongoForTests(context: ServerContext): Promise<Server> {
  const { container, host, dispose } = await start(context, 'mongod', MONGO_IMAGE, [27_017], mongodArguments());
  const port = container.getMappedPort(27_017);
  // Inside its container the server knows itself by the inner port; clients connect directly.
  const isReady = () => ensureReplicaSet(`mongodb://${host}:${port}/?directConnection=true`, '127.0.0.1:27017');
  const server = {
    url: `mongodb://${host}:${port}/logwarren?directConnection=true`,
    description: `${MONGO_IMAGE} in container ${container.getName().replace('/', '')} on ${host}:${port}`,
    [Symbol.asyncDispose]: dispose,
  };
  return whenReady(server, isReady, context);
}

interface StartedForTests {
  container: StartedTestContainer;
  /** Host on which its ports are published: this machine, or the one that DOCKER_HOST names. */
  host: string;
  dispose: () => Promise<void>;
}

async function start(
  { paths, update, signal }: ServerContext,
  name: 'rabbitmq' | 'mongod',
  image: string,
  ports: number[],
  command: string[],
): Promise<StartedForTests> {
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';
  // Imported here, because `npm start` does not need it and its libraries take a second to load.
  const { GenericContainer, Wait } = await import('testcontainers');
  const id = containerId(paths, name);
  update(`starting container ${id}`);
  addRunEntry(paths.run, { name, container: id });
  // The name of RabbitMQ's node, and with it the place of its data, comes from the host name.
  const container = await new GenericContainer(image)
    .withName(id)
    .withHostname('logwarren')
    .withExposedPorts(...ports)
    .withCommand(command)
    .withStartupTimeout(BOOT_LIMIT_MS)
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  const dispose = async () => {
    await container.stop({ timeout: 0, remove: true, removeVolumes: true });
    removeRunEntry(paths.run, name);
  };
  if (signal.aborted) await dispose();
  signal.throwIfAborted();
  return { container, host: container.getHost(), dispose };
}
