import { abortable, type Backoff, backoffMs, delay, type Logger, settledWithin } from '@logwarren/common';
import type { DeadLetter, Delivery } from '@logwarren/contract';
import { type Channel, type ConsumeMessage, IllegalOperationError } from 'amqplib';
import {
  type BrokerMetrics,
  brokerMetrics,
  type ConnectionOptions,
  openLink,
  PublisherClosedError,
  type Session,
} from '../connection/index.ts';
import { deadLetterMessage } from '../letters/index.ts';
import { toDelivery } from '../messages/index.ts';
import { openPublisher, type Publisher } from '../publishing/index.ts';
import { createDeclareTopology, DEAD_EXCHANGE } from '../topology/index.ts';
import { Acks, ackTag } from './acks.ts';

/**
 * Consumes a queue with manual acks. The handler returns the outcome of a delivery and never sees a channel:
 *
 *     ack           done, the broker forgets it
 *     retry         back to the queue, after a wait that grows with its deliveries
 *     dead-letter   its letters are confirmed by the broker first, then it is acked
 *
 * An outcome is applied on the channel that the delivery came from. Once that is closed it is dropped, because the broker
 * has requeued the message already, and the same delivery tag on a new channel would be another message.
 */

const BACKLOG_LIMIT_MS = 5_000;
const CANCEL_LIMIT_MS = 2_000;
const DRAIN_LIMIT_MS = 5_000;
const RETRY_BACKOFF: Readonly<Backoff> = { initialMs: 200, maxMs: 10_000 };

/** Outcome of a delivery. */
export type Outcome = { kind: 'ack' } | { kind: 'retry' } | { kind: 'dead-letter'; letters: DeadLetter[] };

interface ConsumerOptions extends ConnectionOptions {
  queue: string;
  /** Most deliveries at a time that have no outcome yet, 1 to 2000. */
  prefetch: number;
  /**
   * Runs for up to `prefetch` deliveries at once, called in the order of the queue. A throw is a bug: it is logged and
   * counts as a failed delivery, of which the queue allows a limited number.
   */
  onMessage: (delivery: Delivery) => Promise<Outcome>;
  /** False for a handler that never returns `dead-letter`, which saves a connection. Default: true. */
  buries?: boolean;
}

/** Disposing stops the deliveries, waits up to 5 s for outcomes, and leaves the rest to be redelivered. */
export interface Consumer extends AsyncDisposable {
  /**
   * Counts the messages that wait in its queue and those it holds; undefined while it is not connected. Costs one
   * request.
   */
  backlog(): Promise<Backlog | undefined>;
}

/** Messages of a consumer. */
export interface Backlog {
  /** Ready in the queue; those held by any consumer are not counted. */
  ready: number;
  /** Held by this consumer. */
  held: number;
}

/**
 * Opens a consumer, waiting for the broker, and declares the topology. Dead letters go out over a second connection,
 * because a broker in a memory alarm stops reading from those that publish, and acks must go on.
 *
 * @throws BrokerUrlError, BrokerRefusedError, TopologyConflictError at once; the signal's reason
 */
export async function openConsumer(options: ConsumerOptions): Promise<Consumer> {
  await using opened = new AsyncDisposableStack();
  const letters = options.buries === false ? undefined : opened.use(await openLetterPublisher(options));
  const worker = new Worker(options, letters);
  const declare = createDeclareTopology();
  const link = await openLink<Channel>({
    ...options,
    openChannel: (model) => model.createChannel(),
    setUp: async (session) => {
      await declare(session);
      await session.channel.prefetch(options.prefetch);
    },
    run: (session) => worker.consume(session),
  });
  opened.use(link);
  opened.defer(() => worker.drain());
  const closing = opened.move();
  return { backlog: () => worker.backlog(), [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

function openLetterPublisher(options: ConsumerOptions): Promise<Publisher> {
  return openPublisher({
    ...options,
    name: `${options.name} dead letters`,
    exchange: DEAD_EXCHANGE,
    // The broker has taken these bodies once, so it will take them again.
    maxBodyBytes: Number.POSITIVE_INFINITY,
  });
}

class Worker {
  readonly #options: ConsumerOptions;
  readonly #log: Logger;
  readonly #letters: Publisher | undefined;
  readonly #metrics: BrokerMetrics;
  readonly #working = new Set<Promise<void>>();
  readonly #total = { delivered: 0, acked: 0 };
  readonly #closing = new AbortController();
  #cancel: () => Promise<unknown> = async () => {};
  /** The broker has ended the deliveries, or its time for that is up. */
  #isDone = false;
  #session: Session | undefined;

  constructor(options: ConsumerOptions, letters: Publisher | undefined) {
    this.#options = options;
    this.#log = options.log.child({ connection: options.name, queue: options.queue });
    this.#letters = letters;
    this.#metrics = brokerMetrics(options.metrics);
  }

  /** Subscribes. Waits for unfinished deliveries of the last session first, or they would pile up in an outage. */
  async consume(session: Session): Promise<void> {
    const { channel } = session;
    await abortable(Promise.allSettled(this.#working), session.ended);
    if (this.#closing.signal.aborted) return;
    const acks = new Acks((tag, allUpTo) => settle(session, () => ackTag(channel, tag, allUpTo)));
    const onMessage = (message: ConsumeMessage | null) => this.#receive(session, acks, message);
    const { consumerTag } = await channel.consume(this.#options.queue, onMessage);
    this.#cancel = async () => channel.cancel(consumerTag);
    this.#session = session;
  }

  async backlog(): Promise<Backlog | undefined> {
    const session = this.#session;
    if (session === undefined || session.ended.aborted || this.#closing.signal.aborted) return undefined;
    try {
      const asked = session.channel.checkQueue(this.#options.queue);
      const limit = AbortSignal.any([session.ended, this.#closing.signal, AbortSignal.timeout(BACKLOG_LIMIT_MS)]);
      const { messageCount } = await abortable(asked, limit);
      return { ready: messageCount, held: this.#working.size };
    } catch {
      return undefined;
    }
  }

  async drain(): Promise<void> {
    this.#closing.abort(new Error('closing'));
    await settledWithin(this.#cancel(), CANCEL_LIMIT_MS);
    this.#isDone = true;
    await settledWithin(Promise.allSettled(this.#working), DRAIN_LIMIT_MS);
    this.#log.info({ ...this.#total, unfinished: this.#working.size }, 'Consumed no further.');
  }

  #receive(session: Session, acks: Acks, message: ConsumeMessage | null): void {
    if (message === null) session.kill('the broker cancelled the consumer: the queue was deleted or moved');
    // Messages that were on their way when the deliveries ended are still handled. Later ones go back to the queue
    // unacked when the channel closes.
    if (message === null || this.#isDone) return;
    acks.opened(message.fields.deliveryTag);
    const work = this.#process(session, acks, message)
      .catch((error: unknown) => this.#log.error({ err: error }, 'BUG: an outcome could not be applied.'))
      .finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #process(session: Session, acks: Acks, message: ConsumeMessage): Promise<void> {
    const labels = { connection: this.#options.name };
    this.#metrics.delivered.inc(labels);
    this.#total.delivered += 1;
    if (message.fields.redelivered) this.#metrics.redelivered.inc(labels);
    const delivery = toDelivery(message);
    const outcome = await this.#outcomeOf(delivery);
    if (outcome.kind === 'retry' || outcome.kind === 'failed') {
      return this.#giveBack(session, acks, message, outcome.kind);
    }
    const isBuried = outcome.kind !== 'dead-letter' || (await this.#bury(session, delivery, outcome.letters));
    const isAcked = isBuried && (await acks.ack(message.fields.deliveryTag));
    (isAcked ? this.#metrics.acked : this.#metrics.late).inc(labels);
    if (isAcked) this.#total.acked += 1;
  }

  async #outcomeOf(delivery: Delivery): Promise<Outcome | { kind: 'failed' }> {
    try {
      const outcome = await this.#options.onMessage(delivery);
      if (outcome.kind === 'dead-letter' && outcome.letters.length === 0) throw new Error('BUG: no dead letter given');
      return outcome;
    } catch (error) {
      const { messageId, routingKey } = delivery;
      this.#log.error({ err: error, messageId, routingKey }, 'BUG: the message handler threw; the message is retried.');
      return { kind: 'failed' };
    }
  }

  /** Holds the message for a while first: the broker would deliver it again at once. */
  async #giveBack(session: Session, acks: Acks, message: ConsumeMessage, kind: 'retry' | 'failed'): Promise<void> {
    const deliveries = Number(message.properties.headers?.['x-delivery-count'] ?? 0) + 1;
    const stop = AbortSignal.any([session.ended, this.#closing.signal]);
    try {
      await delay(backoffMs(deliveries, RETRY_BACKOFF), stop);
    } catch {
      return;
    }
    // RabbitMQ 4.3 counts rejects against the delivery limit, but not nacks: a retry is nobody's fault, a throw is.
    const given = settle(session, (channel) =>
      kind === 'retry' ? channel.nack(message, false, true) : channel.reject(message, true),
    );
    acks.givenBack(message.fields.deliveryTag);
    if (given) this.#metrics.retried.inc({ connection: this.#options.name });
  }

  /** @returns false when the session ended first: the message is redelivered, and its letters are written again */
  async #bury(session: Session, delivery: Delivery, letters: DeadLetter[]): Promise<boolean> {
    const { name, queue } = this.#options;
    const publisher = this.#letters;
    if (publisher === undefined) throw new Error('BUG: a dead letter from a consumer that buries none');
    const nowMs = Date.now();
    try {
      await Promise.all(
        letters.map(async (letter) => {
          await publisher.publish(deadLetterMessage(delivery, letter, queue, nowMs), session.ended);
          this.#metrics.deadLetters.inc({ connection: name, reason: letter.reason });
        }),
      );
      return true;
    } catch (error) {
      if (session.ended.aborted || error instanceof PublisherClosedError) return false;
      throw error;
    }
  }
}

/** Acks or nacks unless the channel is closed; @returns whether it was sent */
function settle({ channel, ended }: Session, send: (channel: Channel) => void): boolean {
  if (ended.aborted) return false;
  try {
    send(channel);
    return true;
  } catch (error) {
    if (error instanceof IllegalOperationError) return false;
    throw error;
  }
}
