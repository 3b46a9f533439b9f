/**
 * One connection that comes back: a session is opened, used until it ends for any reason, and replaced by a new one. It
 * knows RabbitMQ's errors, and which of them waiting cannot cure, and it counts what happens. It knows no queue and no
 * message.
 */
export { type BrokerMetrics, brokerMetrics, type PublisherMetrics, publisherMetrics } from './broker-metrics.ts';
export {
  BodyError,
  BrokerRefusedError,
  MessageInvalidError,
  MessageTooLargeError,
  PublisherClosedError,
  TopologyConflictError,
} from './errors.ts';
export { type ConnectionOptions, openLink } from './link.ts';
/** One life of a connection with its one channel. */
export type { Session } from './session.ts';
