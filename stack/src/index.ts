/** Servers and services as child processes, for `npm start` and for the tests. */
export { findChromium } from './browser.ts';
export { forgetData } from './forget-data.ts';
export { startGuardian } from './guardian.ts';
export * from './ports.ts';
export * from './progress.ts';
export { addProcessEntry, addRunEntry, removeRunEntry } from './run-directory.ts';
export { imageState, startMongoContainer } from './servers/docker.ts';
export { MONGO_IMAGE, RABBITMQ_IMAGE } from './servers/docker-container.ts';
export { findMongod, startLocalMongod } from './servers/local-mongod.ts';
export { findRabbitmq } from './servers/local-rabbitmq.ts';
export * from './servers/open-servers.ts';
export { answersAmqp } from './servers/probe-amqp.ts';
export * from './servers/server.ts';
export { UNROUTED_POLICY } from './servers/unrouted-policy.ts';
export * from './stack-error.ts';
export * from './stack-paths.ts';
