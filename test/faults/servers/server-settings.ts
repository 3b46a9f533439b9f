import { findFreePort, NO_ZLIB } from '@logwarren/stack';

/** Settings of the servers with which tests see results soon. */

/**
 * Statistics every second instead of every five; a check of consumer timeouts every two seconds instead of every
 * minute.
 */
export const ERLANG_SETTINGS = [
  ...['-rabbit', 'collect_statistics_interval', '1000'],
  ...['-rabbit', 'channel_tick_interval', '2000'],
];

/** Name of the replica set of MongoDB in these tests. */
export const REPLICA_SET = 'faults';

/** Failpoints; a small cache, because several servers share the machine; a quick end after SIGTERM. */
export const MONGOD_SETTINGS = [
  ...['--wiredTigerCacheSizeGB', '0.5', '--oplogSize', '128', ...NO_ZLIB],
  ...['--setParameter', 'enableTestCommands=1', '--setParameter', 'diagnosticDataCollectionEnabled=false'],
  ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
];

/**
 * A port for a server that is killed and comes back on it: outside the range of outgoing connections, one of which
 * could have taken it meanwhile.
 */
export function findLastingPort(): Promise<number> {
  return findFreePort(10_000 + Math.floor(Math.random() * 20_000));
}
