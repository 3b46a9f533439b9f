import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { addProcessEntry, removeRunEntry } from '@logwarren/stack';
import type { Machine, ServerProgram } from './machine.ts';
import { ERLANG_SETTINGS, findLastingPort, MONGOD_SETTINGS, REPLICA_SET } from './server-settings.ts';

/** Servers as processes from programs of this machine, each leader of a group so that one signal reaches all of it. */

const execFileAsync = promisify(execFile);
const HOST = '127.0.0.1';
const COMMAND_LIMIT_MS = 60_000;
const CHUNK = Buffer.alloc(64 * 1024);

interface LocalPrograms {
  rabbitmq: string;
  mongod: string;
}

/** Makes the machine that runs servers as processes. */
export function createLocalMachine({ rabbitmq, mongod }: LocalPrograms): Machine {
  return {
    createRabbitmq: (diskMiB) => createLocalRabbitmq(rabbitmq, diskMiB),
    async createMongod(diskMiB) {
      const port = await findLastingPort();
      const dir = mkdtempSync(join(tmpdir(), 'logwarren-fault-mongod-'));
      const disk = useDisk(dir, diskMiB);
      const dataDir = join(dir, 'data');
      mkdirSync(dataDir);
      const args = ['--dbpath', dataDir, '--port', String(port), '--bind_ip', HOST, '--nounixsocket'];
      const program = createProgram(
        'mongod',
        mongod,
        [...args, '--replSet', REPLICA_SET, ...MONGOD_SETTINGS],
        process.env,
      );
      return {
        ...{ ...program, port, member: `${HOST}:${port}` },
        ...disk,
        async [Symbol.asyncDispose]() {
          await program[Symbol.asyncDispose]();
          disk.unmount();
          rmSync(dir, { recursive: true, force: true });
        },
      };
    },
  };
}

/** The distribution's wrapper insists on the system's user and directories, so the script behind it is called. */
async function createLocalRabbitmq(command: string, diskMiB?: number) {
  const [port, managementPort] = [await findLastingPort(), await findLastingPort()];
  const [distribution, epmd] = [await findLastingPort(), await findLastingPort()];
  const dir = mkdtempSync(join(tmpdir(), 'logwarren-fault-rabbitmq-'));
  const disk = useDisk(dir, diskMiB);
  const write = (name: string, ...lines: string[]) => {
    writeFileSync(join(dir, name), `${lines.join('\n')}\n`);
    return join(dir, name);
  };
  const management = [`management.tcp.ip = ${HOST}`, `management.tcp.port = ${managementPort}`];
  const env = {
    PATH: [dirname(command), process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter),
    ...{ LANG: 'C.UTF-8', HOME: dir, ERL_EPMD_ADDRESS: HOST, ERL_EPMD_PORT: String(epmd) },
    ...{ RABBITMQ_NODENAME: 'faults@localhost', RABBITMQ_DIST_PORT: String(distribution) },
    RABBITMQ_CONFIG_FILE: write('rabbitmq.conf', `listeners.tcp.1 = ${HOST}:${port}`, ...management),
    RABBITMQ_CONF_ENV_FILE: write('rabbitmq-env.conf', ''),
    RABBITMQ_ENABLED_PLUGINS_FILE: write('enabled_plugins', '[rabbitmq_management].'),
    ...{ RABBITMQ_MNESIA_BASE: join(dir, 'data'), RABBITMQ_LOG_BASE: join(dir, 'logs') },
    RABBITMQ_PID_FILE: join(dir, 'rabbitmq.pid'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-kernel inet_dist_use_interface {127,0,0,1} ${ERLANG_SETTINGS.join(' ')}`,
  };
  const mapper = createProgram('epmd', 'epmd', ['-address', HOST, '-port', String(epmd)], process.env);
  await mapper.start();
  const program = createProgram('rabbitmq', command, [], env);
  const options = { env, timeout: COMMAND_LIMIT_MS };
  return {
    ...{ ...program, port, managementPort, ...disk },
    ctl: async (...args: string[]) =>
      (await execFileAsync(join(dirname(command), 'rabbitmqctl'), ['--quiet', ...args], options)).stdout,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await mapper[Symbol.asyncDispose]();
      disk.unmount();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function createProgram(
  kind: string,
  command: string,
  args: string[],
  env: Record<string, string | undefined>,
): Omit<ServerProgram, 'port'> {
  let pid = 0;
  let exited: Promise<unknown> = Promise.resolve();
  const runDir = process.env.TEST_RUN_DIR;
  const noteName = `fault-${kind}-${Math.random().toString(36).slice(2, 10)}`;
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (pid > 0) process.kill(-pid, signal);
    } catch {
      // nothing of it is left
    }
  };
  return {
    async start() {
      const child = spawn(command, args, { env: env as NodeJS.ProcessEnv, detached: true, stdio: 'ignore' });
      exited = once(child, 'exit');
      await once(child, 'spawn');
      pid = child.pid as number;
      if (runDir) addProcessEntry(runDir, noteName, pid);
    },
    async ended() {
      await exited;
      signalGroup('SIGKILL');
    },
    async signal(signal) {
      if (signal === 'SIGTERM') process.kill(pid, signal);
      else signalGroup(signal);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await exited;
      if (signal === 'SIGTERM') signalGroup('SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      signalGroup('SIGKILL');
      await exited;
      if (runDir) removeRunEntry(runDir, noteName);
    },
  };
}

/** A small disk in memory at an empty directory; none without a size. */
function useDisk(dir: string, diskMiB: number | undefined) {
  if (diskMiB !== undefined) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMiB}m`, 'tmpfs', dir]);
  const filler = join(dir, 'filler');
  return {
    fillDisk: async () => {
      if (diskMiB !== undefined) fill(filler);
    },
    freeDisk: async () => rmSync(filler, { force: true }),
    unmount: () => void (diskMiB !== undefined && execFileSync('umount', [dir])),
  };
}

function fill(file: string): void {
  try {
    for (;;) appendFileSync(file, CHUNK);
  } catch {
    // the disk is full
  }
}
