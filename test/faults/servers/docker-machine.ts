import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { addRunEntry, MONGO_IMAGE, RABBITMQ_IMAGE, removeRunEntry } from '@logwarren/stack';
import type { Machine, ServerProgram, SmallDisk } from './machine.ts';
import { ERLANG_SETTINGS, findLastingPort, MONGOD_SETTINGS, REPLICA_SET } from './server-settings.ts';

/** Servers as containers: published on the loopback address, killed through Docker, gone with the test. */

const execFileAsync = promisify(execFile);
const COMMAND_LIMIT_MS = 60_000;
const DATA_DIR = '/data/db';
const RABBITMQ_DIR = '/var/lib/rabbitmq';
const FILLER = `${DATA_DIR}/filler`;

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execFileAsync('docker', args, { timeout: COMMAND_LIMIT_MS, maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

/** Makes the machine that runs servers as containers. */
export function createDockerMachine(): Machine {
  return {
    async createRabbitmq(diskMiB) {
      const disk = diskMiB === undefined ? undefined : await createDisk(diskMiB);
      const [port, managementPort] = [await findLastingPort(), await findLastingPort()];
      const container = await createContainer('rabbitmq', [
        ...['--publish', `127.0.0.1:${port}:5672`, '--publish', `127.0.0.1:${managementPort}:15672`],
        ...['--hostname', 'faults', '--env', `RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=${ERLANG_SETTINGS.join(' ')}`],
        ...(disk === undefined ? [] : ['--volume', `${disk.volume}:${RABBITMQ_DIR}`]),
        RABBITMQ_IMAGE,
      ]);
      const ctl = (...args: string[]) => docker('exec', container.id, 'rabbitmqctl', '--quiet', ...args);
      return { ...withDisk(container, disk), port, managementPort, ctl };
    },
    async createMongod(diskMiB) {
      const port = await findLastingPort();
      const disk = diskMiB === undefined ? undefined : await createDisk(diskMiB);
      const container = await createContainer('mongod', [
        ...['--publish', `127.0.0.1:${port}:27017`, '--hostname', 'faults'],
        ...(disk === undefined ? [] : ['--volume', `${disk.volume}:${DATA_DIR}`]),
        ...[MONGO_IMAGE, 'mongod', '--replSet', REPLICA_SET, ...MONGOD_SETTINGS],
      ]);
      return { ...withDisk(container, disk), port, member: '127.0.0.1:27017' };
    },
  };
}

type Container = Omit<ServerProgram, 'port'> & { id: string };

function withDisk(
  container: Container,
  disk: Awaited<ReturnType<typeof createDisk>> | undefined,
): Container & SmallDisk {
  return {
    ...container,
    // dd ends with an error when the disk is full, as intended.
    fillDisk: async () => void (await disk?.run(`dd if=/dev/zero of=${FILLER} bs=64k 2>/dev/null || true`)),
    freeDisk: async () => void (await disk?.run(`rm -f ${FILLER}`)),
    async [Symbol.asyncDispose]() {
      await container[Symbol.asyncDispose]();
      await disk?.[Symbol.asyncDispose]();
    },
  };
}

async function createContainer(kind: string, args: string[]): Promise<Container> {
  const id = `logwarren-fault-${kind}-${randomUUID().slice(0, 8)}`;
  // The guardian of the test run removes what a killed test leaves behind.
  const runDir = process.env.TEST_RUN_DIR;
  if (runDir) addRunEntry(runDir, { name: id, container: id });
  await docker('create', '--name', id, ...args);
  return {
    id,
    start: async () => void (await docker('start', id)),
    ended: async () => void (await docker('wait', id)),
    async signal(signal) {
      await docker('kill', '--signal', signal, id);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await docker('wait', id);
    },
    async [Symbol.asyncDispose]() {
      await docker('rm', '--force', '--volumes', id);
      if (runDir) removeRunEntry(runDir, id);
    },
  };
}

/** A small disk in memory. It exists while a container uses it, so this container does nothing else. */
async function createDisk(sizeMiB: number) {
  const volume = `logwarren-fault-disk-${randomUUID().slice(0, 8)}`;
  const options = ['type=tmpfs', 'device=tmpfs', `o=size=${sizeMiB}m`].flatMap((option) => ['--opt', option]);
  await docker('volume', 'create', '--driver', 'local', ...options, volume);
  const keep = ['--volume', `${volume}:${DATA_DIR}`, '--entrypoint', 'sleep', MONGO_IMAGE, 'infinity'];
  const keeper = await createContainer('disk', keep);
  await keeper.start();
  return {
    volume,
    run: (command: string) => docker('exec', keeper.id, 'sh', '-c', command),
    async [Symbol.asyncDispose]() {
      await keeper[Symbol.asyncDispose]();
      await docker('volume', 'rm', '--force', volume);
    },
  };
}
