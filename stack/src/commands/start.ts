import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, versionLine } from '@logwarren/common';
import { configSchema as source } from '../../../apps/source/src/config.ts';
import { missingPatterns } from '../../../apps/source/src/inputs/files/finding/find-files.ts';
import { runDemoTraffic } from '../demo/demo-traffic.ts';
import { findRealLogs } from '../demo/real-logs.ts';
import { PortInUseError, StackError } from '../home/stack-error.ts';
import { ROOT, type StackPaths, stackPaths } from '../home/stack-paths.ts';
import { startGuardian } from '../processes/guardian.ts';
import { holdPort, portOwner } from '../processes/ports.ts';
import { runCommand } from '../processes/run-command.ts';
import { stopLeftovers } from '../processes/run-directory.ts';
import { openServices, serviceLog } from '../processes/services.ts';
import { takeHome } from '../processes/single-instance.ts';
import { createStopSignal } from '../processes/stop-signal.ts';
import { supervise } from '../processes/supervise.ts';
import { banner } from '../report/banner.ts';
import { environmentHints, wrongSettings } from '../report/environment-hints.ts';
import { createProgress } from '../report/progress.ts';
import { showAlerts } from '../report/show-alerts.ts';
import { checkGivenUrls } from '../servers/given-server.ts';
import { forgetData, openServers, type Servers, type ServersOptions } from '../servers/open-servers.ts';
import { readServerMode } from '../servers/server/server.ts';
import { readStartOptions, type StartOptions, USAGE } from './start-options.ts';

/**
 * `npm start`:
 *
 *     ports free? → take the home, stop what an earlier start left → servers → page → services → demo traffic → wait →
 *     stop all
 */

const BUILD_LIMIT_MS = 120_000;

const progress = createProgress(process.stdout);
const signal = createStopSignal();
try {
  // npm runs scripts in the repository; INIT_CWD is the user's directory.
  const options = readStartOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (options.help) console.log(USAGE);
  else if (options.version) console.log(versionLine('logwarren'));
  else await run(options);
} catch (error) {
  if (!signal.aborted) {
    console.error(
      `\nLogwarren could not be started: ${error instanceof StackError ? messageOf(error) : (error as Error).stack}`,
    );
    process.exitCode = 1;
  }
}
if (signal.aborted) console.log('Stopped.');

async function run(options: StartOptions): Promise<void> {
  for (const hint of environmentHints(process.env)) progress.say(`! ${hint}`);
  const ports = { search: readPort('SEARCH_PORT', 8080), source: readPort('SOURCE_PORT', 8081) };
  const paths = stackPaths(process.env.LOGWARREN_HOME || undefined);
  const given = { amqpUrl: process.env.AMQP_URL || undefined, mongoUrl: process.env.MONGO_URL || undefined };
  checkGivenUrls(given);
  const wrong = wrongSettings(process.env);
  if (wrong.length > 0) throw new StackError('settings-wrong', `settings are wrong: ${wrong.join('; ')}`);
  using _home = takeHome(paths.home);
  const leftovers = await stopLeftovers(paths.run);
  if (leftovers.length > 0) progress.say(`Stopped what an earlier start left running: ${leftovers.join(', ')}.`);
  // Held until the services take them. If two starts run at once, the second learns it now and not after a minute.
  await using held = new AsyncDisposableStack();
  held.use(await holdOrRefuse(ports.search, 'search', 'SEARCH_PORT'));
  held.use(await holdOrRefuse(ports.source, "the source's HTTP input", 'SOURCE_PORT'));
  if (options.fresh) await startAfresh(paths, given);
  const isFirstStart = !existsSync(paths.source);
  await using _guardian = startGuardian(paths.run);
  await using servers = await openServers({
    paths,
    signal,
    progress,
    ports: 'usual',
    data: 'persistent',
    mode: readServerMode(process.env),
    given,
  });
  sayFoundData(servers);
  await using supervisors = new AsyncDisposableStack();
  for (const each of [servers.rabbitmq, servers.mongodb].flatMap(({ supervised }) => supervised ?? []))
    supervisors.use(supervise(each, progress));
  const files = options.files.length > 0 ? options.files : [...serverLogs(servers), ...findRealLogs('/var/log')];
  const env = {
    ...process.env,
    AMQP_URL: servers.rabbitmq.url,
    MONGO_URL: servers.mongodb.url,
    SEARCH_PORT: String(ports.search),
    SOURCE_PORT: String(ports.source),
  };
  await buildPage();
  const urls = { searchUrl: urlOf(ports.search), sourceUrl: urlOf(ports.source) };
  const monitorLog = serviceLog(paths, 'monitor');
  const alerts = { file: monitorLog, searchUrl: urls.searchUrl, say: progress.say };
  await using _alerts = await showAlerts(alerts);
  await held.disposeAsync();
  await using _services = await openServices({ paths, env, files, progress, signal });
  const hosts = [process.env.SEARCH_HOST, process.env.SOURCE_HOST].map((host) => host || '127.0.0.1');
  const missing = await missingPatterns(files);
  const pollMs = source.shape.SOURCE_POLL_MS.parse(process.env.SOURCE_POLL_MS || undefined);
  progress.say(
    banner({ ...urls, hosts, servers, files, missing, pollMs, monitorLog, demo: options.demo, home: paths.home }),
  );
  const demo = options.demo ? runDemoTraffic({ sourceUrl: urls.sourceUrl, withPast: isFirstStart, signal }) : undefined;
  await aborted();
  progress.say('Stopping: services first, then the servers …');
  await demo;
}

async function startAfresh(paths: StackPaths, { amqpUrl, mongoUrl }: ServersOptions['given']): Promise<void> {
  if (amqpUrl !== undefined || mongoUrl !== undefined) {
    throw new StackError(
      'fresh-given',
      '--fresh deletes only the data of servers that npm start runs itself; leave out AMQP_URL and MONGO_URL, or empty ' +
        'those servers by hand and delete the checkpoints in ' +
        paths.source,
    );
  }
  await forgetData(paths);
  progress.say('Forgot everything collected before.');
}

function readPort(variable: string, usual: number): number {
  const text = process.env[variable] || String(usual);
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StackError('port-invalid', `${variable} is ${JSON.stringify(text)}; expected a port from 1 to 65535`);
}

async function holdOrRefuse(port: number, what: string, variable: string): Promise<AsyncDisposable> {
  const held = await holdPort(port);
  if (held === undefined) throw new PortInUseError(port, what, variable, portOwner(port));
  return held;
}

/** Explains where the records of last week come from. */
function sayFoundData({ rabbitmq, mongodb }: Servers): void {
  const places = [mongodb.found, rabbitmq.found].filter((place) => place !== undefined);
  if (places.length === 0) return;
  progress.say(`Goes on with data of an earlier start: ${places.join(', ')}. npm start -- --fresh begins anew.`);
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function serverLogs({ rabbitmq, mongodb }: Servers): string[] {
  return [rabbitmq.logFile, mongodb.logFile].filter((file) => file !== undefined);
}

async function aborted(): Promise<void> {
  if (signal.aborted) return;
  // The listener alone does not keep the process alive.
  const alive = setInterval(() => {}, 60_000);
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  clearInterval(alive);
}

/**
 * Builds the page that the search service serves, unless it is up to date.
 *
 * @throws StackError with the end of the build's output
 */
async function buildPage(): Promise<void> {
  const script = join(ROOT, 'apps', 'web', 'build', 'build-page.ts');
  const options = { timeoutMs: BUILD_LIMIT_MS, cwd: ROOT, signal };
  await progress.step('page', () => runCommand(process.execPath, [script], options));
}
