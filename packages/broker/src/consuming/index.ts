/**
 * Consuming with acks, for messages that must be stored; consuming without acks, for readers that may miss some (the
 * monitor and the live tail); and counting the messages that wait in a queue. A handler gets a delivery and returns an
 * outcome; channels and delivery tags stay in here.
 */
export { type AutoAckConsumer, openAutoAckConsumer } from './auto-ack-consumer.ts';
export { type Backlog, type Consumer, type Outcome, openConsumer } from './consumer.ts';
export { openQueueCounter } from './queue-counter.ts';
export { openSubscription, type SubscriptionOptions } from './subscription.ts';
