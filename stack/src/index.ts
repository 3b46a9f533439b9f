/**
 * Runs RabbitMQ, MongoDB and the five services as processes of one machine: for `npm start`, for `npm test` and for the
 * benches. The commands of package.json are in `commands/` and are entry points of their own; this file exports the
 * parts that tests and benches use.
 */
export { stackPaths } from './home/stack-paths.ts';
export { startGuardian } from './processes/guardian.ts';
export { findFreePort } from './processes/ports.ts';
export { addProcessEntry, addRunEntry, removeRunEntry } from './processes/run-directory.ts';
export { createProgress } from './report/progress.ts';
export { imageState, startMongoContainer } from './servers/docker/docker.ts';
export { MONGO_IMAGE, RABBITMQ_IMAGE } from './servers/docker/docker-container.ts';
export { findChromium } from './servers/installed/browser.ts';
export { findMongod, startLocalMongod } from './servers/installed/local-mongod.ts';
export { findRabbitmq } from './servers/installed/local-rabbitmq.ts';
export { forgetData, openServers } from './servers/open-servers.ts';
export { answersAmqp } from './servers/server/probe-amqp.ts';
export { NO_ZLIB, readServerMode, type Server, type ServerContext } from './servers/server/server.ts';
export { UNROUTED_POLICY } from './servers/server/unrouted-policy.ts';
