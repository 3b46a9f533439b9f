import {
  answersAmqp,
  findMongod,
  findRabbitmq,
  imageState,
  RABBITMQ_IMAGE,
  readServerMode,
  stackPaths,
} from '@logwarren/stack';
import { ensureReplicaSet, runAdminCommand } from '@logwarren/store/admin';
import { waitFor } from '../../harness/wait-for.ts';
import { createDockerMachine } from './docker-machine.ts';
import { createLocalMachine } from './local-machine.ts';
import type { Machine, ServerProgram, SmallDisk } from './machine.ts';

/**
 * A broker and a database that a test may kill, freeze, starve and start again: nobody else uses them. They are
 * containers where Docker has the image, otherwise programs of this machine (LOGWARREN_SERVERS chooses, as for `npm
 * test`).
 */

const BOOT_LIMIT_MS = 120_000;

/** Ways to cause faults. */
interface FaultServer extends AsyncDisposable {
  /** Sends SIGKILL; returns when the server is gone. */
  kill(): Promise<void>;
  /** Asks it to stop; returns when it has stopped. */
  stop(): Promise<void>;
  /** Starts it again with the same data and port; returns when it serves. */
  start(): Promise<void>;
  /** Sends SIGSTOP: its connections stay open, and nothing answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

/** A RabbitMQ that a test may break. */
export interface FaultBroker extends FaultServer, SmallDisk {
  readonly amqpUrl: string;
  readonly managementUrl: string;
  /** Version of the broker: `4.0.5`. */
  readonly version: string;
  ctl(...args: string[]): Promise<string>;
}

/** A MongoDB that a test may break. */
export interface FaultMongo extends FaultServer, SmallDisk {
  readonly url: string;
  /** Version of mongod: `6.0.5`. */
  readonly version: string;
  /** Runs a command on `admin`; failpoints are enabled. */
  command(command: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** Chooses how servers run on this machine. */
export async function chooseMachine(): Promise<Machine> {
  const mode = readServerMode(process.env);
  if (mode !== 'local' && (await imageState(RABBITMQ_IMAGE)) === 'present') return createDockerMachine();
  const programs = { rabbitmq: findRabbitmq(), mongod: findMongod(stackPaths().programs) };
  const { rabbitmq, mongod } = programs;
  if (rabbitmq !== undefined && mongod !== undefined) return createLocalMachine({ rabbitmq, mongod });
  throw new Error('faults need servers of their own: Docker with the images, or the programs that `npm test` installs');
}

/** Starts a broker. */
export async function openFaultBroker(machine: Machine, diskMiB?: number): Promise<FaultBroker> {
  const program = await machine.createRabbitmq(diskMiB);
  await using opened = new AsyncDisposableStack();
  opened.use(program);
  const managementUrl = `http://guest:guest@127.0.0.1:${program.managementPort}`;
  const serves = async () => (await answersAmqp('127.0.0.1', program.port)) && (await answersApi(managementUrl));
  const server = faultServer(program, 'RabbitMQ', serves);
  await server.start();
  const version = (await program.ctl('version')).trim();
  opened.move();
  return Object.assign(server, {
    // Stops the node properly, as its own SIGTERM handler does where a script in front of it passes the signal on.
    async stop() {
      await program.ctl('shutdown', '--no-wait').catch(() => {});
      await program.ended();
    },
    ...{ managementUrl, version, amqpUrl: `amqp://guest:guest@127.0.0.1:${program.port}` },
    ctl: (...args: string[]) => program.ctl(...args),
    ...disksOf(program),
  });
}

/** Starts a mongod that is a replica set of one. */
export async function openFaultMongo(machine: Machine, diskMiB?: number): Promise<FaultMongo> {
  const program = await machine.createMongod(diskMiB);
  await using opened = new AsyncDisposableStack();
  opened.use(program);
  const url = `mongodb://127.0.0.1:${program.port}/?directConnection=true`;
  const server = faultServer(program, 'MongoDB', () => ensureReplicaSet(url, program.member));
  await server.start();
  const { version } = await runAdminCommand(url, { buildInfo: 1 });
  opened.move();
  return Object.assign(server, {
    ...{ url, version: String(version) },
    command: (command: Record<string, unknown>) => runAdminCommand(url, command),
    ...disksOf(program),
  });
}

function disksOf(program: SmallDisk): SmallDisk {
  return { fillDisk: () => program.fillDisk(), freeDisk: () => program.freeDisk() };
}

function faultServer(program: ServerProgram, name: string, serves: () => Promise<boolean>): FaultServer {
  return {
    kill: () => program.signal('SIGKILL'),
    stop: () => program.signal('SIGTERM'),
    freeze: () => program.signal('SIGSTOP'),
    thaw: () => program.signal('SIGCONT'),
    async start() {
      await program.start();
      await waitFor(`${name} serves`, serves, { timeoutMs: BOOT_LIMIT_MS });
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

async function answersApi(managementUrl: string): Promise<boolean> {
  const { origin } = new URL(managementUrl);
  const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` };
  const response = await fetch(`${origin}/api/vhosts`, { headers, signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
