import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { makeOwnDirectory } from '../../home/make-private.ts';
import { endOf, type ManagedProcess, startProcess, waitUntil } from '../../processes/managed-process.ts';
import { findFreePort } from '../../processes/ports.ts';
import { findProgram } from '../../processes/run-command.ts';
import type { Supervised } from '../../processes/supervise.ts';
import type { Update } from '../../report/progress.ts';
import { answersAmqp } from '../server/probe-amqp.ts';
import { foundData, type Server, type ServerContext, wantedPort } from '../server/server.ts';
import { BOOT_LIMIT_MS, onFreePorts, startOwn } from '../server/start-own.ts';
import { setUnroutedPolicy } from '../server/unrouted-policy.ts';
import { CannotInstallError, type PackageInstaller } from './package-installer.ts';

/**
 * Our own RabbitMQ from programs of this machine: an instance separate from the system's, with its own data, node name,
 * cookie, ports and epmd, all on loopback. The distribution's wrapper in /usr/sbin insists on the system's user and
 * directories, so we call the script behind it. epmd runs as our child: if Erlang started it, it would outlive us.
 *
 * Only tests have the management plugin: with it, RabbitMQ 3.10 takes five seconds longer to stop.
 */

const STOP_LIMIT_MS = 20_000;
const HOST = '127.0.0.1';

interface RabbitmqPorts {
  amqp: number;
  management: number;
  distribution: number;
  epmd: number;
}

/** The script that starts a broker as the current user; undefined if RabbitMQ is not installed. */
export function findRabbitmq(): string | undefined {
  return findProgram(
    '/usr/lib/rabbitmq/bin/rabbitmq-server',
    '/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server',
    '/usr/local/opt/rabbitmq/sbin/rabbitmq-server',
    'rabbitmq-server',
  );
}

/** @param program from `findRabbitmq` */
export async function startLocalRabbitmq(program: string, context: ServerContext): Promise<Server> {
  context.update('starting');
  const found = foundData(join(context.paths.rabbitmq, 'data'), context);
  const server = await onFreePorts(
    () => choosePorts(context),
    (ports) => startOn(ports, program, context),
  );
  context.update(server.description, 'fleeting');
  return { ...server, found };
}

async function startOn(ports: RabbitmqPorts, program: string, context: ServerContext): Promise<Server> {
  const { paths, signal } = context;
  await using started = new AsyncDisposableStack();
  const withManagement = context.data === 'throw-away';
  const env = prepare(paths.rabbitmq, ports, program, withManagement);
  const logFile = join(paths.logs, 'rabbitmq.log');
  const epmd = openEpmd(ports.epmd, context);
  started.defer(() => epmd.stop());
  const start = () => {
    epmd.start();
    return startProcess({
      name: 'rabbitmq',
      command: program,
      args: [],
      env,
      runDir: paths.run,
      logFile: join(paths.logs, 'rabbitmq-console.log'),
      ownLog: logFile,
      stopLimitMs: withManagement ? 0 : STOP_LIMIT_MS,
    });
  };
  const isReady = () => answersAmqp(HOST, ports.amqp);
  const own = await startOwn({ name: 'RabbitMQ', log: logFile, start, port: ports.amqp, isReady }, signal);
  started.use(own);
  const managementUrl = withManagement ? `http://guest:guest@${HOST}:${ports.management}` : undefined;
  if (withManagement) {
    const wait = { limitMs: BOOT_LIMIT_MS, signal };
    await waitUntil(() => answersHttp(ports.management), wait, "RabbitMQ's management plugin");
  }
  const rabbitmqctl = [join(dirname(program), 'rabbitmqctl')];
  const note = context.data === 'persistent' ? await setUnroutedPolicy(rabbitmqctl, { env, signal }) : '';
  signal.throwIfAborted();
  const resources = started.move();
  return {
    url: `amqp://guest:guest@${HOST}:${ports.amqp}`,
    managementUrl,
    logFile,
    description: `${program} on ${HOST}:${ports.amqp}${note}`,
    supervised: [own.supervised, ...epmd.supervised],
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function choosePorts(context: ServerContext): Promise<RabbitmqPorts> {
  const choose = (usual: number) => findFreePort(wantedPort(context, usual), context.takenPorts);
  return {
    amqp: await choose(5672),
    management: await choose(15672),
    distribution: await choose(25672),
    epmd: await choose(14369),
  };
}

/** Erlang's register of nodes. The broker survives without it, but starts its own when it starts itself. */
interface Epmd {
  /** Starts it if it is not running. */
  start(): void;
  stop(): Promise<void>;
  supervised: Supervised[];
}

function openEpmd(port: number, { paths }: ServerContext): Epmd {
  const program = findProgram('epmd', '/usr/lib/erlang/bin/epmd', '/opt/homebrew/bin/epmd');
  if (program === undefined) return { start: () => {}, stop: async () => {}, supervised: [] };
  const log = join(paths.logs, 'rabbitmq-console.log');
  let child: ManagedProcess | undefined;
  const start = () => {
    if (child?.running) return;
    child = startProcess({
      name: 'epmd',
      command: program,
      args: ['-address', HOST, '-port', String(port)],
      env: process.env,
      runDir: paths.run,
      logFile: log,
      stopLimitMs: 500,
    });
  };
  const ended = async (signal: AbortSignal) => (child === undefined ? 'not running' : await endOf(child, signal));
  return {
    start,
    stop: async () => void (await child?.[Symbol.asyncDispose]()),
    supervised: [{ name: "RabbitMQ's epmd", log, ended, start: async () => start() }],
  };
}

/** Writes the broker's configuration; returns its environment. */
function prepare(directory: string, ports: RabbitmqPorts, program: string, withManagement: boolean) {
  const home = join(directory, 'home');
  makeOwnDirectory(directory);
  makeOwnDirectory(home);
  const configFile = join(directory, 'rabbitmq.conf');
  const pluginsFile = join(directory, 'enabled_plugins');
  const emptyFile = join(directory, 'rabbitmq-env.conf');
  writeFileSync(configFile, configuration(ports));
  writeFileSync(pluginsFile, withManagement ? '[rabbitmq_management].\n' : '[].\n');
  writeFileSync(emptyFile, '');
  return {
    PATH: [dirname(program), process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter),
    LANG: 'C.UTF-8',
    HOME: home,
    RABBITMQ_NODENAME: 'logwarren@localhost',
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_CONFIG_FILE: configFile,
    RABBITMQ_CONF_ENV_FILE: emptyFile,
    RABBITMQ_ENABLED_PLUGINS_FILE: pluginsFile,
    RABBITMQ_MNESIA_BASE: join(directory, 'data'),
    RABBITMQ_LOG_BASE: join(dirname(directory), 'logs'),
    RABBITMQ_LOGS: join(dirname(directory), 'logs', 'rabbitmq.log'),
    RABBITMQ_PID_FILE: join(directory, 'rabbitmq.pid'),
    // A node that fails to start writes megabytes into the folder that it was started in, which is the user's own.
    ERL_CRASH_DUMP: join(dirname(directory), 'logs', 'rabbitmq-crash.dump'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_ADDRESS: HOST,
    ERL_EPMD_PORT: String(ports.epmd),
  };
}

function configuration({ amqp, management }: RabbitmqPorts): string {
  return [
    '# Written by stack/src/servers/installed/local-rabbitmq.ts at every start.',
    `listeners.tcp.1 = ${HOST}:${amqp}`,
    `management.tcp.ip = ${HOST}`,
    `management.tcp.port = ${management}`,
    'disk_free_limit.absolute = 200MB',
    'log.file.rotation.size = 10485760',
    '',
  ].join('\n');
}

async function answersHttp(port: number): Promise<boolean> {
  const response = await fetch(`http://${HOST}:${port}/api/overview`, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.status === 401 || response.ok;
}

/** Installs the distribution's RabbitMQ; returns the program. */
export async function installRabbitmq(packages: PackageInstaller, update: Update): Promise<string> {
  if (!packages.possible) throw new CannotInstallError('RabbitMQ', 'AMQP_URL');
  await packages.install(['rabbitmq-server'], update);
  const program = findRabbitmq();
  if (program === undefined) throw new CannotInstallError('RabbitMQ', 'AMQP_URL');
  return program;
}
