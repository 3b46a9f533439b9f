/**
 * How a process lives: configuration from variables, its log, readiness and health port, retries, start and stop. It knows
 * no broker, no store and no record, and nothing else reads `process.env`, handles signals or ends the process. Command-line
 * tools, which need none of that, take `./tool`.
 */

export { AppError, messageOf } from './errors/app-error.ts';
export { CERTIFICATE_FAULTS } from './errors/certificate-faults.ts';
export { knownFormat, UnknownFormatError } from './errors/unknown-format.ts';
export {
  makeFilePrivate,
  makePrivateDirectory,
  openPrivateFile,
  replacePrivateFile,
  syncDirectory,
  volumeRefusals,
} from './files/private-files.ts';
export { createForeignRequestCheck, ForeignRequestError } from './http/foreign-requests.ts';
export { fallbackPorts, ListenError, type ListenWish, listenOn } from './http/listen.ts';
export { createParserErrorHandler } from './http/parser-errors.ts';
export { encodingFault, pathOf, shownPath } from './http/request-url.ts';
export { createLogger, type Logger } from './log/logger.ts';
export {
  createLabelLimit,
  createMetrics,
  type MetricsOf,
  type MetricTable,
  OTHER_LABEL,
  sharedMetrics,
} from './log/metric-table.ts';
export { buildVersion, versionLine } from './process/build-version.ts';
export { endProcess } from './process/end-process.ts';
export { openHealthServer } from './process/health-server.ts';
export { Readiness } from './process/readiness.ts';
export { runService, type ServiceContext } from './process/run-service.ts';
export { type Arguments, hasOption, parseArguments } from './process/service-arguments.ts';
/** The facts that `--help` of a service shows. */
export type { ServiceAbout } from './process/service-help.ts';
export { ConfigError, loadConfig } from './settings/load-config.ts';
export { foldName, nearestName } from './settings/nearest-name.ts';
export {
  AMQP_URL,
  flag,
  hostNames,
  integer,
  list,
  listenHost,
  MONGO_URL,
  port,
  serviceSettings,
} from './settings/settings.ts';
export { misspeltVariables } from './settings/variable-hints.ts';
export { redactUrl, withoutSecrets } from './urls/redact-url.ts';
export { dropParameters, splitLogin } from './urls/url-parts.ts';
export { abortable, settledWithin } from './waits/abortable.ts';
export { type Backoff, backoffMs, delay, retry } from './waits/retry.ts';
export { Slots } from './waits/slots.ts';
export { inTurns, type Pace, Turns } from './waits/turns.ts';
export { watchClock } from './waits/watch-clock.ts';
