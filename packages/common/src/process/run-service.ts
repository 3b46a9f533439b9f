import type { Registry } from 'prom-client';
import type { z } from 'zod';
import { AppError, messageOf } from '../errors/app-error.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { describeVariables } from '../settings/describe-variables.ts';
import { ConfigError, loadConfig } from '../settings/load-config.ts';
import type { serviceSettings } from '../settings/settings.ts';
import { misspeltVariables, withoutServiceLinks } from '../settings/variable-hints.ts';
import { buildVersion, versionLine } from './build-version.ts';
import { endProcess } from './end-process.ts';
import { listeningAddress, openHealthServer } from './health-server.ts';
import { Readiness } from './readiness.ts';
import { hasOption, parseArguments } from './service-arguments.ts';
import { helpText, type ServiceAbout } from './service-help.ts';
import { createServiceMetrics } from './service-metrics.ts';
import { stopOnSignals } from './stop-signals.ts';

/**
 * The life of a service process.
 *
 *     read configuration → open health port → start (opens things, in order) → wait for a signal → close in reverse
 *
 * Exit codes: 0 after SIGTERM or SIGINT, 1 when starting or closing failed, 78 when the configuration is wrong.
 * From the first signal on it takes at most SHUTDOWN_MS, and a second one ends it at once (stop-signals.ts).
 */

const EXIT_FAILURE = 1;
/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78;

/** Everything that a service is given at its start. */
export interface ServiceContext<Config> {
  config: Config;
  /** Whether a variable was set, by the environment or an argument; otherwise its value is the default. */
  isGiven: (variable: string) => boolean;
  log: Logger;
  /** Closed in reverse order when the service stops; hand over what was opened on the same line. */
  resources: AsyncDisposableStack;
  readiness: Readiness;
  metrics: Registry;
  /** Aborted by the first SIGTERM or SIGINT, also while starting, and by `stop`. */
  signal: AbortSignal;
  /** Ends the service as a signal would: 0 for work that is done, another code with a logged error. */
  stop: (exitCode: number) => void;
}

/** Differences between services in how they are started. */
interface RunOptions {
  /**
   * Turns command line arguments into variables, which win over the environment; a ConfigError ends the process with
   * code 78. Without it, arguments are refused. `--help` and `--version` are answered before.
   */
  readArguments?: (args: readonly string[]) => Record<string, string>;
}

type ServiceShape = z.ZodRawShape & ReturnType<typeof serviceSettings>;

/**
 * Runs a service until it is asked to stop, then ends the process.
 *
 * @param about its name in log and metrics, and what `--help` says
 * @param start opens everything; a throw ends the process with code 1
 */
export async function runService<Shape extends ServiceShape>(
  about: ServiceAbout,
  schema: z.ZodObject<Shape>,
  start: (context: ServiceContext<z.output<z.ZodObject<Shape>>>) => Promise<void>,
  { readArguments = (args) => refuseArguments(args, about) }: RunOptions = {},
): Promise<never> {
  const { name } = about;
  answerQuestions(about, schema);
  const names = Object.keys(schema.shape);
  const { env, hints } = withoutServiceLinks(environmentOrExit(name, readArguments), names);
  const config = configOrExit(name, schema, env);
  const settings = config as z.output<z.ZodObject<ReturnType<typeof serviceSettings>>>;
  const log = createLogger(name, settings.LOG_LEVEL);
  const { asked, signal, stop } = stopOnSignals(log, settings.SHUTDOWN_MS);
  exitOnUnexpectedErrors(log);
  for (const hint of [...hints, ...misspeltVariables(env, [`${name.toUpperCase()}_`], names)]) log.warn(hint);
  log.info(buildVersion(), 'Starting.');
  const metrics = createServiceMetrics(name);
  const resources = new AsyncDisposableStack();
  let exitCode = 0;
  try {
    const readiness = new Readiness(log);
    readiness.expect('start');
    const { HEALTH_HOST: host, HEALTH_PORT: port, HEALTH_ALLOWED_HOSTS: allowedHosts } = settings;
    const isGiven = (variable: string) => Boolean(env[variable] || env[`${variable}_FILE`]);
    const health = { host, port, isPortGiven: isGiven('HEALTH_PORT'), allowedHosts, readiness, metrics, log };
    const healthServer = resources.use(await openHealthServer(health));
    log.info(listeningAddress(healthServer.server), 'Health server listens.');
    await start({ config, isGiven, log, resources, readiness, metrics, signal, stop });
    readiness.report('start', true, 'everything is open');
    exitCode = await asked;
  } catch (error) {
    exitCode = signal.aborted ? await asked : reportFailure(log, error);
    stop(exitCode);
  }
  return endProcess(await closeAll(resources, log, exitCode));
}

type Environment = Record<string, string | undefined>;

function environmentOrExit(name: string, readArguments: NonNullable<RunOptions['readArguments']>): Environment {
  return orExit(name, () => ({ ...process.env, ...readArguments(process.argv.slice(2)) }));
}

function configOrExit<Shape extends z.ZodRawShape>(name: string, schema: z.ZodObject<Shape>, env: Environment) {
  return orExit(name, () => loadConfig(schema, env));
}

function orExit<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`logwarren ${name}: ${error.message}\n`);
    return process.exit(EXIT_CONFIG);
  }
}

/** Answers `--help` and `--version`, even if other arguments are wrong, and ends the process. */
function answerQuestions(about: ServiceAbout, schema: z.ZodObject): void {
  const args = process.argv.slice(2);
  const isHelp = hasOption(args, 'help');
  if (!isHelp && !hasOption(args, 'version')) return;
  process.stdout.write(
    isHelp ? helpText(about, describeVariables(schema)) : `${versionLine(`logwarren ${about.name}`)}\n`,
  );
  process.exit(0);
}

function refuseArguments(args: readonly string[], about: ServiceAbout): Record<string, string> {
  parseArguments(args, about);
  return {};
}

/** An error that nobody expected leaves an unknown state: better a restart than a service that pretends to work. */
function exitOnUnexpectedErrors(log: Logger): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'Unexpected error: exiting.');
    void endProcess(EXIT_FAILURE);
  });
}

function reportFailure(log: Logger, error: unknown): number {
  if (error instanceof AppError) log.fatal({ code: error.code }, `Cannot start: ${messageOf(error)}`);
  else log.fatal({ err: error }, 'Cannot start.');
  return EXIT_FAILURE;
}

async function closeAll(resources: AsyncDisposableStack, log: Logger, exitCode: number): Promise<number> {
  try {
    await resources.disposeAsync();
    log.info({ exitCode }, 'Stopped.');
    return exitCode;
  } catch (error) {
    log.error({ err: error }, 'Closing failed.');
    return EXIT_FAILURE;
  }
}
