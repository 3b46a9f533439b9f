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

/**
 * Consumes without acks, for those who may miss messages but must not fall over.
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
/** Handling goes on this long before other work of the process gets its turn. */
const SLICE_MS = 5;
/** Asynchronous handlers that run at once: enough to keep zlib's four threads busy. */
const MAX_RUNNING = 8;
/** A handler that throws for each message must not flood the log. */
const ERROR_LOG_INTERVAL_MS = 10_000;

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
  readonly #waiting: Delivery[] = [];
  #running = 0;
  #sliceDue = false;
  #overfull = Promise.withResolvers<void>();
  #empty = Promise.withResolvers<void>();
  #cancel: () => Promise<unknown> = async () => {};
  #closed = false;
  #errorLoggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: AutoAckConsumerOptions) {
    this.#options = options;
    this.#log = options.log.child({ connection: options.name, queue: options.queue });
    this.#metrics = brokerMetrics(options.metrics);
  }

  get backlog(): number {
    return this.#waiting.length + this.#running;
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
    this.#waiting.push(toDelivery(message));
    if (this.backlog > this.#options.maxBacklog) this.#overfull.resolve();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#sliceDue) return;
    this.#sliceDue = true;
    setImmediate(() => {
      this.#sliceDue = false;
      this.#handleSlice();
      // With all places taken, the next handler to end goes on.
      if (this.#waiting.length > 0 && this.#running < MAX_RUNNING) this.#schedule();
      if (this.backlog === 0) this.#empty.resolve();
    });
  }

  #handleSlice(): void {
    const untilMs = performance.now() + SLICE_MS;
    let handled = 0;
    for (const delivery of this.#waiting) {
      if (this.#running >= MAX_RUNNING || performance.now() > untilMs) break;
      handled += 1;
      this.#handle(delivery);
    }
    this.#waiting.splice(0, handled);
  }

  #handle(delivery: Delivery): void {
    try {
      const running = this.#options.onMessage(delivery);
      if (running !== undefined) void this.#follow(running);
    } catch (error) {
      this.#reportThrow(error);
    }
  }

  async #follow(running: Promise<void>): Promise<void> {
    this.#running += 1;
    try {
      await running;
    } catch (error) {
      this.#reportThrow(error);
    } finally {
      this.#running -= 1;
      this.#schedule();
    }
  }

  #reportThrow(error: unknown): void {
    const nowMs = performance.now();
    if (nowMs - this.#errorLoggedAtMs < ERROR_LOG_INTERVAL_MS) return;
    this.#errorLoggedAtMs = nowMs;
    this.#log.error({ err: error }, 'BUG: the message handler threw; the message is lost.');
  }
}
