import { abortable, type Logger, settledWithin } from '@logwarren/common';
import type { ConfirmChannel } from 'amqplib';
import {
  type ConnectionOptions,
  openLink,
  PublisherClosedError,
  publisherMetrics,
  type Session,
} from '../connection/index.ts';
import type { OutgoingMessage } from '../messages/index.ts';
import { createDeclareTopology, LOG_EXCHANGE } from '../topology/index.ts';
import { checkMessage } from './check-message.ts';
import { watchConfirms } from './confirm-watchdog.ts';
import { MessageSender } from './message-sender.ts';
import { PublishQueue } from './publish-queue.ts';
import { PublisherState } from './publisher-state.ts';

/**
 * Publishes with confirms: a message leaves the publisher when the broker has taken it over, never before.
 *
 *     waiting ──► sent ──► confirmed
 *        ▲          │
 *        └──────────┘ nack, return, or the session ended: the same message again, in its old place
 *
 * After a nack or a return there is a pause, then one message goes out to try, then twice as many with each confirm. So
 * a full queue costs one refused message per pause, not a window full: the other queues get a copy of every attempt.
 *
 *     publish-queue      which message goes out next, within the window
 *     message-sender     sends it, and acts on the broker's answer
 *     refusal-pause      the pause after a refusal
 *     confirm-watchdog   the limit on the wait for a confirm
 *     publisher-state    whether it can publish now
 */

const BACKLOG_LIMIT_MS = 5_000;
const DRAIN_LIMIT_MS = 5_000;

/** Options of a publisher. */
interface PublisherOptions extends ConnectionOptions {
  /** Most messages that the broker owes a confirm for; 64. */
  window?: number;
  /** Most bytes of body that the broker owes a confirm for; 16 MiB. A larger message travels alone. */
  maxInFlightBytes?: number;
  /** A confirm that takes longer costs the connection; the time in which the broker blocks us does not count. 45 s. */
  confirmTimeoutMs?: number;
  /** `logs_exchange`. */
  exchange?: string;
  /** Longest body; 8 MiB, larger than any batch. RabbitMQ 4 closes the channel above 16 MiB. */
  maxBodyBytes?: number;
}

/** Hands messages to RabbitMQ over a connection of its own. */
export interface Publisher extends AsyncDisposable {
  /**
   * Publishes one message; those of one routing key arrive in the order of the calls as long as nothing fails.
   *
   * Waits while the window is full, so a caller that does not await must bound its calls. Retried with the same message
   * over nacks, returns and reconnects, so consumers may see it twice.
   *
   * @returns when the broker has confirmed it
   * @throws MessageTooLargeError, MessageInvalidError: nothing was sent. PublisherClosedError or the signal's reason:
   *   whether the broker has it is unknown
   */
  publish(message: OutgoingMessage, signal?: AbortSignal): Promise<void>;
  /** False while disconnected, blocked by an alarm, or while the broker refuses messages because a queue is full. */
  readonly accepting: boolean;
  /** Messages whose `publish` has not settled. */
  readonly inFlight: number;
  /** Messages that are ready in a queue; undefined while the broker cannot be asked. */
  backlog(queue: string): Promise<number | undefined>;
  /** @throws the signal's reason, or PublisherClosedError */
  whenAccepting(signal: AbortSignal): Promise<void>;
}

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
 * Opens a publisher without waiting for the broker: until the broker is there, `accepting` is false and published
 * messages wait.
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

class ConfirmingPublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #log: Logger;
  readonly #queue: PublishQueue;
  readonly #confirmTimeoutMs: number;
  readonly #state: PublisherState<Session<ConfirmChannel>>;
  readonly #sender: MessageSender;
  readonly #stack = new AsyncDisposableStack();
  readonly #closing = new AbortController();
  readonly #declare = createDeclareTopology();
  #unblockedAtMs = 0;

  constructor(options: PublisherOptions) {
    const { window = 64, maxInFlightBytes = 16 * 1024 * 1024, confirmTimeoutMs = 45_000 } = options;
    this.#options = options;
    this.#log = options.log.child({ connection: options.name });
    this.#queue = new PublishQueue({ window, maxInFlightBytes });
    this.#confirmTimeoutMs = confirmTimeoutMs;
    const metrics = publisherMetrics(options);
    this.#state = new PublisherState(options.name, metrics);
    const { exchange = LOG_EXCHANGE } = options;
    const parts = { queue: this.#queue, state: this.#state, declare: this.#declare, log: this.#log };
    this.#sender = new MessageSender({ ...parts, metrics, exchange });
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
    if (this.isClosed) await link[Symbol.asyncDispose]();
    this.#closing.signal.throwIfAborted();
    this.#stack.use(link);
    const wait = () => ({
      oldestSentAtMs: this.#queue.oldestSentAtMs,
      isBlocked: this.#state.isBlocked,
      unblockedAtMs: this.#unblockedAtMs,
    });
    const giveUp = (waitedMs: number) => this.#state.session?.kill(`no confirm for ${Math.round(waitedMs)} ms`);
    this.#stack.use(watchConfirms(this.#confirmTimeoutMs, wait, giveUp));
  }

  get accepting(): boolean {
    return this.#state.accepting;
  }

  get isClosed(): boolean {
    return this.#state.isClosed;
  }

  get inFlight(): number {
    return this.#state.inFlight;
  }

  async publish(message: OutgoingMessage, signal?: AbortSignal): Promise<void> {
    this.#state.throwIfClosed();
    signal?.throwIfAborted();
    checkMessage(message, this.#options.maxBodyBytes);
    const entry = this.#queue.add(message);
    this.#state.countInFlight(1);
    this.#sender.sendNext();
    try {
      await abortable(entry.settle.promise, signal);
    } catch (error) {
      this.#queue.abandon(entry);
      throw error;
    } finally {
      this.#state.countInFlight(-1);
    }
  }

  async backlog(queue: string): Promise<number | undefined> {
    const session = this.#state.usable;
    if (session === undefined || this.isClosed) return undefined;
    try {
      const limit = AbortSignal.any([session.ended, AbortSignal.timeout(BACKLOG_LIMIT_MS)]);
      return (await abortable(session.channel.checkQueue(queue), limit)).messageCount;
    } catch {
      return undefined;
    }
  }

  whenAccepting(signal: AbortSignal): Promise<void> {
    return this.#state.whenAccepting(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new PublisherClosedError(this.#options.name);
    this.#state.closed();
    this.#closing.abort(closed);
    await settledWithin(this.#state.whenIdle(), DRAIN_LIMIT_MS);
    this.#sender.stop();
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
    this.#state.connected(session);
    this.#sender.sendNext();
  }

  #end(): void {
    this.#state.disconnected();
    if (this.#state.isBlocked) this.#setBlocked(false);
    this.#queue.returnSent();
  }

  #setBlocked(isBlocked: boolean, reason?: string): void {
    if (isBlocked) this.#log.warn({ reason }, 'The broker blocks publishers; messages are kept.');
    else this.#unblockedAtMs = performance.now();
    this.#state.blocked(isBlocked);
    this.#sender.sendNext();
  }
}
