/**
 * Consuming: with acks for what must be stored, without acks for what may be missed (the monitor and the live tail), and
 * counting what waits in a queue. A handler gets a delivery and returns an outcome; channels and delivery tags stay in
 * here.
 */
export { type AutoAckConsumer, openAutoAckConsumer } from './auto-ack-consumer.ts';
export { type Backlog, type Consumer, type Outcome, openConsumer } from './consumer.ts';
export { openQueueCounter } from './queue-counter.ts';
export { openSubscription, type SubscriptionOptions } from './subscription.ts';
