/** Servers and services as child processes, for `npm start` and for the tests. */

export * from './home/stack-error.ts';
export * from './home/stack-paths.ts';
export { startGuardian } from './processes/guardian.ts';
export * from './processes/ports.ts';
export { addProcessEntry, addRunEntry, removeRunEntry } from './processes/run-directory.ts';
export * from './report/progress.ts';
export { imageState, startMongoContainer } from './servers/docker/docker.ts';
export { MONGO_IMAGE, RABBITMQ_IMAGE } from './servers/docker/docker-container.ts';
export { forgetData } from './servers/forget-data.ts';
export { findChromium } from './servers/installed/browser.ts';
export { findMongod, startLocalMongod } from './servers/installed/local-mongod.ts';
export { findRabbitmq } from './servers/installed/local-rabbitmq.ts';
export * from './servers/open-servers.ts';
export { answersAmqp } from './servers/server/probe-amqp.ts';
export * from './servers/server/server.ts';
export { UNROUTED_POLICY } from './servers/server/unrouted-policy.ts';
