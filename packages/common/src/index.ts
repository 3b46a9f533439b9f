/**
 * How a process lives: configuration from variables, its log, readiness and health port, retries, start and stop. It knows
 * no broker, no store and no record, and nothing else reads `process.env`, handles signals or ends the process. Command-line
 * tools, which need none of that, take `./tool`.
 */
export { abortable, settledWithin } from './abortable.ts';
export { AppError, messageOf } from './app-error.ts';
export { buildVersion, versionLine } from './build-version.ts';
export { CERTIFICATE_FAULTS } from './certificate-faults.ts';
export { dropParameters } from './drop-parameters.ts';
export { endProcess } from './end-process.ts';
export { createForeignRequestCheck, ForeignRequestError } from './foreign-requests.ts';
export { openHealthServer } from './health-server.ts';
export { fallbackPorts, ListenError, type ListenWish, listenOn } from './listen.ts';
export { ConfigError, loadConfig } from './load-config.ts';
export { createLogger, type Logger } from './logger.ts';
export {
  createLabelLimit,
  createMetrics,
  type MetricsOf,
  type MetricTable,
  OTHER_LABEL,
  sharedMetrics,
} from './metric-table.ts';
export { foldName, nearestName } from './nearest-name.ts';
export { createParserErrorHandler } from './parser-errors.ts';
export {
  makeFilePrivate,
  makePrivateDirectory,
  openPrivateFile,
  replacePrivateFile,
  syncDirectory,
  volumeRefusals,
} from './private-files.ts';
export { encodingFault } from './query-encoding.ts';
export { Readiness } from './readiness.ts';
export { redactUrl, withoutSecrets } from './redact-url.ts';
export { pathOf, shownPath } from './request-path.ts';
export { type Backoff, backoffMs, delay, retry } from './retry.ts';
export { runService, type ServiceContext } from './run-service.ts';
export { type Arguments, hasOption, parseArguments } from './service-arguments.ts';
export type { ServiceAbout } from './service-help.ts';
export { AMQP_URL, flag, hostNames, integer, list, listenHost, MONGO_URL, port, serviceSettings } from './settings.ts';
export { Slots } from './slots.ts';
export { splitLogin } from './split-login.ts';
export { inTurns, type Pace, Turns } from './turns.ts';
export { knownFormat, UnknownFormatError } from './unknown-format.ts';
export { misspeltVariables } from './variable-hints.ts';
export { watchClock } from './watch-clock.ts';
