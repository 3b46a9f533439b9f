import { abortable, type Logger, settledWithin } from '@logwarren/common';
import { type ConfirmChannel, IllegalOperationError } from 'amqplib';
import {
  brokerMetrics,
  MessageInvalidError,
  openLink,
  PublisherClosedError,
  type Session,
} from '../connection/index.ts';
import { type OutgoingMessage, publishOptions } from '../messages/index.ts';
import { createDeclareTopology, LOG_EXCHANGE } from '../topology/index.ts';
import { checkMessage } from './check-message.ts';
import { type PublishEntry, PublishQueue } from './publish-queue.ts';
import type { Publisher, PublisherOptions } from './publisher.ts';
import { RefusalPause } from './refusal-pause.ts';

/**
 * Publishes with confirms: a message leaves the publisher when the broker has taken it over, never before.
 *
 *     waiting ──► sent ──► confirmed
 *        ▲          │
 *        └──────────┘ nack, return, or the session ended: the same message again, in its old place
 *
 * After a nack or a return there is a pause, then one message goes out to try, then twice as many with each confirm. So
 * a full queue costs one refused message per pause, not a window full: the other queues get a copy of every attempt.
 */

const BACKLOG_LIMIT_MS = 5_000;
const DRAIN_LIMIT_MS = 5_000;
const REFUSALS_PER_SESSION = 10;

/**
 * Opens a publisher, waiting for the broker, and declares the topology.
 *
 * @throws BrokerUrlError, BrokerRefusedError, TopologyConflictError at once; the signal's reason
 */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const publisher = new ConfirmingPublisher(options);
  await publisher.open();
  return publisher;
}

/**
 * Opens a publisher without waiting for the broker: until it comes, `accepting` is false, and what is published waits.
 *
 * @param onRefused called once when the first attempt shows that waiting does not help: BrokerUrlError,
 *   BrokerRefusedError, TopologyConflictError. The publisher can only be disposed of then
 */
export function startPublisher(options: PublisherOptions, onRefused: (error: unknown) => void): Publisher {
  const publisher = new ConfirmingPublisher(options);
  publisher.open().catch((error: unknown) => {
    if (!publisher.isClosed && !options.signal.aborted) onRefused(error);
  });
  return publisher;
}

/** The one kind of publisher; see `publisher.ts` for what it promises. */
class ConfirmingPublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #log: Logger;
  readonly #queue: PublishQueue;
  readonly #confirmTimeoutMs: number;
  readonly #metrics: ReturnType<typeof publisherMetrics>;
  readonly #stack = new AsyncDisposableStack();
  readonly #closing = new AbortController();
  readonly #declare = createDeclareTopology();
  #session: Session<ConfirmChannel> | undefined;
  #blocked = false;
  #unblockedAtMs = 0;
  readonly #pause: RefusalPause;
  #inFlight = 0;
  #closed = false;
  /** Replaced when it has been settled; see `whenAccepting`. */
  #change = Promise.withResolvers<void>();

  constructor(options: PublisherOptions) {
    const { window = 64, maxInFlightBytes = 16 * 1024 * 1024, confirmTimeoutMs = 45_000 } = options;
    this.#options = options;
    this.#log = options.log.child({ connection: options.name });
    this.#queue = new PublishQueue({ window, maxInFlightBytes });
    this.#confirmTimeoutMs = confirmTimeoutMs;
    this.#metrics = publisherMetrics(options);
    this.#pause = new RefusalPause(() => this.#endPause());
  }

  async open(): Promise<void> {
    const link = await openLink<ConfirmChannel>({
      ...this.#options,
      signal: AbortSignal.any([this.#options.signal, this.#closing.signal]),
      openChannel: (model) => model.createConfirmChannel(),
      setUp: (session) => this.#setUp(session),
      run: async (session) => this.#begin(session),
      onEnd: () => this.#end(),
    });
    if (this.#closed) await link[Symbol.asyncDispose]();
    this.#closing.signal.throwIfAborted();
    this.#stack.use(link);
    const timer = setInterval(() => this.#checkConfirms(), Math.min(1000, this.#confirmTimeoutMs / 4));
    this.#stack.defer(() => clearInterval(timer));
  }

  get accepting(): boolean {
    return this.#session !== undefined && !this.#blocked && this.#pause.count === 0 && !this.#closed;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  async publish(message: OutgoingMessage, signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw new PublisherClosedError(this.#options.name);
    signal?.throwIfAborted();
    checkMessage(message, this.#options.maxBodyBytes);
    const entry = this.#queue.add(message);
    this.#countInFlight(1);
    this.#pump();
    try {
      await abortable(entry.settle.promise, signal);
    } catch (error) {
      this.#queue.abandon(entry);
      throw error;
    } finally {
      this.#countInFlight(-1);
    }
  }

  async backlog(queue: string): Promise<number | undefined> {
    const session = this.#session;
    if (session === undefined || this.#blocked || this.#closed) return undefined;
    try {
      const limit = AbortSignal.any([session.ended, AbortSignal.timeout(BACKLOG_LIMIT_MS)]);
      return (await abortable(session.channel.checkQueue(queue), limit)).messageCount;
    } catch {
      return undefined;
    }
  }

  async whenAccepting(signal: AbortSignal): Promise<void> {
    while (!this.accepting) {
      if (this.#closed) throw new PublisherClosedError(this.#options.name);
      await abortable(this.#change.promise, signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#closing.abort(new PublisherClosedError(this.#options.name));
    this.#changed();
    await settledWithin(this.#idle(), DRAIN_LIMIT_MS);
    this.#pause.stop();
    const closed = new PublisherClosedError(this.#options.name);
    for (const entry of this.#queue.clear()) entry.settle.reject(closed);
    await this.#stack.disposeAsync();
  }

  async #setUp(session: Session<ConfirmChannel>): Promise<void> {
    const { channel, model } = session;
    model.on('blocked', (reason: string) => this.#setBlocked(true, reason));
    model.on('unblocked', () => this.#setBlocked(false));
    channel.on('return', ({ properties }) => this.#queue.markReturned(properties.messageId));
    await this.#declare(session);
  }

  #begin(session: Session<ConfirmChannel>): void {
    this.#session = session;
    this.#changed();
    this.#pump();
  }

  #end(): void {
    this.#session = undefined;
    this.#tellAccepting();
    if (this.#blocked) this.#setBlocked(false);
    this.#queue.returnSent();
  }

  /** Sends whatever may go out now. */
  #pump(): void {
    const session = this.#session;
    if (session === undefined || this.#blocked || this.#pause.isRunning) return;
    for (;;) {
      const entry = this.#queue.takeNext(performance.now());
      if (entry === undefined) return;
      this.#send(session, entry);
    }
  }

  #send({ channel }: Session<ConfirmChannel>, entry: PublishEntry): void {
    const { message } = entry;
    const { exchange = this.#options.exchange ?? LOG_EXCHANGE } = message;
    try {
      channel.publish(exchange, message.routingKey, message.body, publishOptions(message), (error) =>
        this.#onConfirm(entry, error),
      );
      (entry.sends === 1 ? this.#metrics.published : this.#metrics.republished).inc();
    } catch (error) {
      // On a channel that has just closed it stays among the sent, all of which go out again in the next session.
      if (error instanceof IllegalOperationError) return;
      this.#queue.remove(entry);
      entry.settle.reject(new MessageInvalidError(message.messageId, error));
    }
  }

  /** amqplib gives null for an ack, one text for a nack, and another for a channel that closed before either. */
  #onConfirm(entry: PublishEntry, error: Error | null): void {
    if (error !== null && error.message !== 'message nacked') return;
    if (error !== null) {
      this.#metrics.nacked.inc();
      this.#refuse(entry, 'a queue is full');
    } else if (entry.returned) {
      this.#metrics.returned.inc();
      this.#refuse(entry, 'no queue is bound');
    } else {
      this.#metrics.confirmed.inc();
      entry.settle.resolve();
      if (this.#queue.confirm(entry)) this.#acceptAgain();
      this.#pump();
    }
  }

  #refuse(entry: PublishEntry, reason: string): void {
    this.#queue.refuse(entry);
    if (this.#pause.isRunning) return;
    if (this.#pause.count === 0) this.#log.warn({ reason }, 'The broker refuses messages; they are sent again.');
    this.#pause.start();
    this.#tellAccepting();
    // Somebody removed a queue or binding of ours. A failure closes the channel, and the next session declares again.
    if (entry.returned && this.#session) this.#declare(this.#session).catch(() => {});
    // RabbitMQ 3.10 does not tell a channel that a limit was raised; only a new one learns of it.
    if (this.#pause.count % REFUSALS_PER_SESSION === 0) this.#session?.kill('refused for too long; asking anew');
  }

  #endPause(): void {
    // With nothing left to try with, only the next message can show whether the queue has room again.
    if (this.#queue.size === 0) this.#acceptAgain();
    this.#pump();
  }

  #acceptAgain(): void {
    if (this.#pause.count === 0) return;
    this.#log.info('The broker takes messages again.');
    this.#pause.reset();
    this.#changed();
  }

  #setBlocked(blocked: boolean, reason?: string): void {
    this.#blocked = blocked;
    this.#metrics.blocked.set(blocked ? 1 : 0);
    if (blocked) this.#log.warn({ reason }, 'The broker blocks publishers; messages are kept.');
    else this.#unblockedAtMs = performance.now();
    this.#changed();
    this.#pump();
  }

  #checkConfirms(): void {
    const oldestMs = this.#queue.oldestSentAtMs;
    if (oldestMs === undefined || this.#blocked) return;
    const waitedMs = performance.now() - Math.max(oldestMs, this.#unblockedAtMs);
    if (waitedMs > this.#confirmTimeoutMs) this.#session?.kill(`no confirm for ${Math.round(waitedMs)} ms`);
  }

  #countInFlight(change: 1 | -1): void {
    this.#inFlight += change;
    this.#metrics.inFlight.set(this.#inFlight);
    if (this.#inFlight === 0) this.#changed();
  }

  #tellAccepting(): void {
    this.#metrics.accepting.set(this.accepting ? 1 : 0);
  }

  #changed(): void {
    this.#tellAccepting();
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  async #idle(): Promise<void> {
    while (this.#inFlight > 0) await this.#change.promise;
  }
}

function publisherMetrics({ metrics, name }: PublisherOptions) {
  const all = brokerMetrics(metrics);
  return {
    published: all.published.labels(name),
    republished: all.republished.labels(name),
    confirmed: all.confirmed.labels(name),
    nacked: all.nacked.labels(name),
    returned: all.returned.labels(name),
    inFlight: all.inFlight.labels(name),
    blocked: all.blocked.labels(name),
    accepting: all.accepting.labels(name),
  };
}
