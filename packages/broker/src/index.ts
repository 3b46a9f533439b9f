/**
 * How messages travel by RabbitMQ: topology, connections that come back, packed bodies and properties, publishing until
 * it is confirmed, and consuming with and without acks. Handlers return outcomes and never see a channel; nothing else
 * imports amqplib. The contract defines what a message means.
 */
export {
  BodyError,
  BrokerRefusedError,
  type ConnectionOptions,
  MessageTooLargeError,
  PublisherClosedError,
  TopologyConflictError,
} from './connection/index.ts';
export {
  type AutoAckConsumer,
  type Backlog,
  type Consumer,
  type Outcome,
  openAutoAckConsumer,
  openConsumer,
  openQueueCounter,
  openSubscription,
  type SubscriptionOptions,
} from './consuming/index.ts';
export { forecastReplay, KEEPER_REASONS, readLetter, replayMessage } from './letters/index.ts';
export {
  brokerTimeOf,
  CONTENT_ENCODINGS,
  contentEncoding,
  decodeBody,
  encodeBatch,
  MAX_BODY_BYTES,
  type OutgoingMessage,
  RECEIVED_HEADER,
  readDelivery,
  receivedTimeOf,
  unpack,
} from './messages/index.ts';
export { checkMessage, openPublisher, type Publisher, startPublisher } from './publishing/index.ts';
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
} from './topology/index.ts';
