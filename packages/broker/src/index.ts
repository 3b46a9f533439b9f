/**
 * How batches travel by RabbitMQ: topology, connections that come back, message bodies, publishing until it is confirmed, and
 * consuming with and without acks. Its handlers return outcomes and never see a channel; nothing else imports amqplib. What is
 * in a message is the contract's, and reading a foreign one is here.
 */
export { type AutoAckConsumer, openAutoAckConsumer } from './auto-ack-consumer.ts';
export { textOf as bodyText } from './body-text.ts';
export { checkMessage } from './check-message.ts';
export { decodeBody, encodeBatch } from './codec.ts';
export { type Backlog, type Consumer, type Outcome, openConsumer } from './consumer.ts';
export type { DeadLetter } from './dead-letter.ts';
export {
  BodyError,
  BrokerRefusedError,
  MessageTooLargeError,
  PublisherClosedError,
  TopologyConflictError,
} from './errors.ts';
export type { ConnectionOptions } from './link.ts';
export type { Delivery, OutgoingMessage } from './message.ts';
export { envelopeOf, type IdentityKind, identityOf, isBatchType, uuidOf } from './message-identity.ts';
export { openPublisher, type Publisher, startPublisher } from './publisher.ts';
export { openQueueCounter } from './queue-counter.ts';
export { MAX_BODY_BYTES, type ReadDelivery, readDelivery } from './read-delivery.ts';
export { KEEPER_REASONS, readLetter } from './read-letter.ts';
export { brokerTimeOf, RECEIVED_HEADER, receivedTimeOf } from './receipt-time.ts';
export { forecastReplay, replayMessage } from './replay-message.ts';
export { openTap, type TapOptions } from './tap.ts';
export {
  DEAD_EXCHANGE,
  DEAD_QUEUE,
  LOG_EXCHANGE,
  LOG_QUEUE,
  MONITORING_QUEUE,
  reachesMonitor,
  routingKey,
  routingWord,
  UNROUTED_EXCHANGE,
  UNROUTED_QUEUE,
} from './topology.ts';
export { CONTENT_ENCODINGS, contentEncoding, unpack } from './unpack.ts';
export { DEAD_LETTER_REASONS, Unreadable } from './unreadable.ts';
