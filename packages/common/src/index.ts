/** How a process lives: configuration, log, readiness, retries, start and stop. */
export * from './app-error.ts';
export * from './drop-parameters.ts';
export * from './foreign-requests.ts';
export * from './health-server.ts';
export * from './load-config.ts';
export * from './logger.ts';
export * from './private-files.ts';
export * from './readiness.ts';
export * from './redact-url.ts';
export * from './retry.ts';
export * from './run-service.ts';
export * from './run-tool.ts';
export { createUnknownGauge } from './service-metrics.ts';
export * from './settings.ts';
export { Slots } from './slots.ts';
export { splitLogin } from './split-login.ts';
export * from './unknown-format.ts';
export * from './watch-clock.ts';
