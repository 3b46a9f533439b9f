import { abortable } from '@logwarren/common';
import type { Delivery } from '@logwarren/contract';
import type { Channel, ConsumeMessage } from 'amqplib';
import { brokerMetrics, type ConnectionOptions, openLink, type Session } from '../connection/index.ts';
import { toDelivery } from '../messages/index.ts';
import { createDeclareMissingTopology, LOG_EXCHANGE } from '../topology/index.ts';
import { SlicedWork } from './sliced-work.ts';

/**
 * A subscription gets everything that is published while it is open: it has its own exclusive queue, which disappears
 * with the connection. Messages are taken without acks, so they arrive within milliseconds, or not at all:
 *
 *     broker ── queue of MAX_QUEUED, oldest dropped ──► backlog of maxBacklog ── one at a time, in order ──► onMessage
 *                                                            └── full: counted by onDropped, never decoded
 */

/** Messages that wait in the broker while the process is busy; only then can messages be lost uncounted. */
const MAX_QUEUED = 10_000;
/** Options and callbacks of a subscription. */
export interface SubscriptionOptions extends ConnectionOptions {
  /** Messages in memory; further ones are dropped. */
  maxBacklog: number;
  /** In the order of arrival, the next one when this one is done. A throw is a bug: it is logged, and the message is gone. */
  onMessage: (delivery: Delivery) => void | Promise<void>;
  /** Called with the number of records that were dropped, as far as their messages say. */
  onDropped: (records: number) => void;
  /**
   * Called with true when messages begin to arrive, and with false when the connection is lost: messages published until
   * the next true are missed.
   */
  onLive: (isLive: boolean) => void;
}

/**
 * Opens a subscription, waiting for the broker, and opens it again whenever the connection ends.
 *
 * @throws BrokerUrlError, BrokerRefusedError, TopologyConflictError at once; the signal's reason
 */
export async function openSubscription(options: SubscriptionOptions): Promise<AsyncDisposable> {
  const work = new SlicedWork({ maxRunning: 1, handle: options.onMessage, log: options.log });
  const delivered = brokerMetrics(options.metrics).delivered;
  const receive = (message: ConsumeMessage) => {
    delivered.inc({ connection: options.name });
    if (work.waiting >= options.maxBacklog) options.onDropped(recordsIn(message));
    else work.add(toDelivery(message));
  };
  return await openLink<Channel>({
    ...options,
    openChannel: (model) => model.createChannel(),
    setUp: createDeclareMissingTopology(),
    run: (session) => listen(session, receive, options.onLive),
    onEnd: () => options.onLive(false),
  });
}

async function listen(
  { channel, ended, kill }: Session,
  receive: (message: ConsumeMessage) => void,
  onLive: (isLive: boolean) => void,
): Promise<void> {
  const limit = { 'x-max-length': MAX_QUEUED, 'x-overflow': 'drop-head' };
  const { queue } = await channel.assertQueue('', { exclusive: true, durable: false, arguments: limit });
  const onMessage = (message: ConsumeMessage | null) => {
    if (message === null) kill('the broker cancelled the subscription');
    else receive(message);
  };
  await channel.consume(queue, onMessage, { noAck: true, exclusive: true });
  await channel.bindQueue(queue, LOG_EXCHANGE, '#');
  onLive(true);
  await abortable(new Promise<void>(() => {}), ended);
}

/** Our own batches say how many records they hold; any other message counts as one. */
function recordsIn({ properties }: ConsumeMessage): number {
  const { count } = properties.headers ?? {};
  return Number.isInteger(count) && count > 0 ? count : 1;
}
