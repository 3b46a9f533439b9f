import { rmSync } from 'node:fs';
import { StackError } from '../home/stack-error.ts';
import type { StackPaths } from '../home/stack-paths.ts';
import type { Progress } from '../report/progress.ts';
import { imageState, pullImage, removeVolumes, startMongoContainer, startRabbitmqContainer } from './docker/docker.ts';
import { MONGO_IMAGE, RABBITMQ_IMAGE } from './docker/docker-container.ts';
import { startMongoForTests, startRabbitmqForTests } from './docker/test-containers.ts';
import { openGivenServer } from './given-server.ts';
import { installMongod } from './installed/install-mongod.ts';
import { findMongod, startLocalMongod } from './installed/local-mongod.ts';
import { findRabbitmq, installRabbitmq, startLocalRabbitmq } from './installed/local-rabbitmq.ts';
import { createPackageInstaller } from './installed/package-installer.ts';
import type { Server, ServerContext, ServerMode } from './server/server.ts';

/**
 * RabbitMQ and MongoDB, each from the first place that has it:
 *
 *     given URL → Docker, when the image is here or the registry answers → programs of this machine → install them
 */

/** Both servers. Disposing stops those that we started. */
export interface Servers extends AsyncDisposable {
  rabbitmq: Server;
  mongodb: Server;
}

/** Settings for opening both servers. */
export interface ServersOptions extends Omit<ServerContext, 'update' | 'takenPorts'> {
  mode: ServerMode;
  /** URLs of servers that already run. */
  given: { amqpUrl?: string; managementUrl?: string; mongoUrl?: string };
  progress: Progress;
}

/** @throws StackError when a server is not available anywhere; the other one is stopped again */
export async function openServers(options: ServersOptions): Promise<Servers> {
  const { given, progress, signal } = options;
  await using started = new AsyncDisposableStack();
  const context = { ...options, takenPorts: new Set<number>() };
  const isForTests = options.data === 'throw-away';
  const packages = createPackageInstaller();
  const rabbitmq = progress.step('RabbitMQ', async (update) => {
    if (given.amqpUrl !== undefined) {
      return { ...(await openGivenServer(given.amqpUrl, { update, signal })), managementUrl: given.managementUrl };
    }
    return firstOf(options.mode, {
      context: { ...context, update },
      image: RABBITMQ_IMAGE,
      startContainer: isForTests ? startRabbitmqForTests : startRabbitmqContainer,
      find: findRabbitmq,
      startProgram: startLocalRabbitmq,
      install: () => installRabbitmq(packages, update),
    });
  });
  const mongodb = progress.step('MongoDB', (update) => {
    if (given.mongoUrl !== undefined) return openGivenServer(given.mongoUrl, { update, signal });
    const { programs } = options.paths;
    return firstOf(options.mode, {
      context: { ...context, update },
      image: MONGO_IMAGE,
      startContainer: isForTests ? startMongoForTests : startMongoContainer,
      find: () => findMongod(programs),
      startProgram: startLocalMongod,
      install: () => installMongod({ programs, packages, update, signal: options.signal }),
    });
  });
  const results = await Promise.allSettled([rabbitmq, mongodb]);
  for (const result of results) if (result.status === 'fulfilled') started.use(result.value);
  const servers = { rabbitmq: await rabbitmq, mongodb: await mongodb };
  started.move();
  return {
    ...servers,
    async [Symbol.asyncDispose]() {
      await Promise.all([servers.rabbitmq[Symbol.asyncDispose](), servers.mongodb[Symbol.asyncDispose]()]);
    },
  };
}

interface Ways {
  context: ServerContext;
  image: string;
  startContainer: (context: ServerContext) => Promise<Server>;
  find: () => string | undefined;
  startProgram: (program: string, context: ServerContext) => Promise<Server>;
  install: () => Promise<string>;
}

async function firstOf(mode: ServerMode, ways: Ways): Promise<Server> {
  const { context, image } = ways;
  if (mode !== 'local') {
    context.update('looking for Docker');
    const state = await imageState(image);
    if (state === 'pullable') await pullImage(image, context);
    if (state !== 'no') return ways.startContainer(context);
    if (mode === 'docker') {
      throw new StackError('no-docker', `Docker has no image ${image}, or does not run, and no registry answers`);
    }
  }
  const program = ways.find() ?? (await ways.install());
  return ways.startProgram(program, context);
}

/**
 * Deletes the stored data of a stack's servers, in directories and in Docker's volumes, and the source's checkpoints.
 * Nothing of the stack may be running.
 */
export async function forgetData(paths: StackPaths): Promise<void> {
  await removeVolumes(paths);
  for (const directory of [paths.rabbitmq, paths.mongod, paths.source, paths.logs]) {
    rmSync(directory, { recursive: true, force: true });
  }
}
