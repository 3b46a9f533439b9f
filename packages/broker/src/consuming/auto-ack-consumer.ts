import { abortable, type Logger, settledWithin } from '@logwarren/common';
import type { Delivery } from '@logwarren/contract';
import type { Channel, ConsumeMessage } from 'amqplib';
import {
  type BrokerMetrics,
  brokerMetrics,
  type ConnectionOptions,
  openLink,
  type Session,
} from '../connection/index.ts';
import { toDelivery } from '../messages/index.ts';
import { createDeclareTopology } from '../topology/index.ts';
import { SlicedWork } from './sliced-work.ts';

/**
 * Consumes without acks, for services that may miss messages but must not run out of memory.
 *
 * With auto-ack the broker sends as fast as the socket takes it, and prefetch does not count: a queue's max-length would
 * never be reached, because the backlog grows in our own memory. So the consumer pauses itself:
 *
 *     consuming ── backlog over maxBacklog ──► cancelled ── backlog worked off ──► consuming
 *
 * While it is cancelled the queue fills, and its own limit drops the oldest.
 */

const CANCEL_LIMIT_MS = 2_000;
const DRAIN_LIMIT_MS = 5_000;
/** Asynchronous handlers that run at once: enough to keep zlib's four threads busy. */
const MAX_RUNNING = 8;

interface AutoAckConsumerOptions extends ConnectionOptions {
  queue: string;
  /** Messages in memory at which it pauses; those already in the buffers of the sockets, some MB, still follow. */
  maxBacklog: number;
  /** Quick; a few run at once if it is asynchronous. A throw is a bug: it is logged, and the message is gone. */
  onMessage: (delivery: Delivery) => void | Promise<void>;
}

/** Disposing stops the deliveries and works off the backlog for up to 5 s. */
export interface AutoAckConsumer extends AsyncDisposable {
  /** Messages received and not handled yet. */
  readonly backlog: number;
}

/**
 * Opens a self-pausing consumer, waiting for the broker, and declares the topology.
 *
 * @throws BrokerUrlError, BrokerRefusedError, TopologyConflictError at once; the signal's reason
 */
export async function openAutoAckConsumer(options: AutoAckConsumerOptions): Promise<AutoAckConsumer> {
  const consumer = new SelfPausingConsumer(options);
  await consumer.open();
  return consumer;
}

class SelfPausingConsumer implements AutoAckConsumer {
  readonly #options: AutoAckConsumerOptions;
  readonly #log: Logger;
  readonly #metrics: BrokerMetrics;
  readonly #stack = new AsyncDisposableStack();
  readonly #work: SlicedWork<Delivery>;
  #overfull = Promise.withResolvers<void>();
  #empty = Promise.withResolvers<void>();
  #cancel: () => Promise<unknown> = async () => {};
  #closed = false;

  constructor(options: AutoAckConsumerOptions) {
    this.#options = options;
    this.#log = options.log.child({ connection: options.name, queue: options.queue });
    this.#metrics = brokerMetrics(options.metrics);
    this.#work = new SlicedWork({
      maxRunning: MAX_RUNNING,
      handle: options.onMessage,
      onIdle: () => this.#empty.resolve(),
      log: this.#log,
    });
  }

  get backlog(): number {
    return this.#work.backlog;
  }

  async open(): Promise<void> {
    const link = await openLink<Channel>({
      ...this.#options,
      openChannel: (model) => model.createChannel(),
      setUp: createDeclareTopology(),
      run: (session) => this.#consume(session),
    });
    this.#stack.use(link);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await settledWithin(this.#cancel(), CANCEL_LIMIT_MS);
    await this.#stack.disposeAsync();
    if (this.backlog > 0) await settledWithin(this.#empty.promise, DRAIN_LIMIT_MS);
  }

  async #consume({ channel, ended, kill }: Session): Promise<void> {
    const onMessage = (message: ConsumeMessage | null) => {
      if (message === null) kill('the broker cancelled the consumer: the queue was deleted or moved');
      else this.#receive(message);
    };
    while (!this.#closed) {
      this.#overfull = Promise.withResolvers();
      const { consumerTag } = await channel.consume(this.#options.queue, onMessage, { noAck: true });
      this.#cancel = async () => channel.cancel(consumerTag);
      await abortable(this.#overfull.promise, ended);
      await channel.cancel(consumerTag);
      this.#log.debug({ backlog: this.backlog }, 'Consumer paused: it does not keep up.');
      if (this.backlog > 0) await abortable(this.#empty.promise, ended);
    }
  }

  #receive(message: ConsumeMessage): void {
    const labels = { connection: this.#options.name };
    this.#metrics.delivered.inc(labels);
    if (message.fields.redelivered) this.#metrics.redelivered.inc(labels);
    if (this.backlog === 0) this.#empty = Promise.withResolvers();
    this.#work.add(toDelivery(message));
    if (this.backlog > this.#options.maxBacklog) this.#overfull.resolve();
  }
}
