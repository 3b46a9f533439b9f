/**
 * Exchanges, queues and bindings as data, the words of a routing key, and the declaration of all of it on a session.
 * Indispensable settings are arguments here; settings that operators tune are left to their policies. Everything above
 * uses the names.
 */
export { createDeclareMissingTopology, createDeclareTopology, onOwnChannel } from './declare-topology.ts';
export {
  DEAD_EXCHANGE,
  DEAD_QUEUE,
  LOG_EXCHANGE,
  LOG_QUEUE,
  MAX_ROUTING_KEY_BYTES,
  MONITORING_QUEUE,
  REPLAY_EXCHANGE,
  reachesMonitor,
  routingKey,
  routingWord,
  UNROUTED_EXCHANGE,
  UNROUTED_QUEUE,
} from './topology.ts';
