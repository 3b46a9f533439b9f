import type { Channel } from 'amqplib';

/**
 * The acks of one channel, sent together. Messages that were done in one turn of the event loop cost one frame if they
 * follow one another ("everything up to this one"), otherwise one frame each.
 *
 * This is not only cheaper. RabbitMQ passes at most 32 settlements on to a quorum queue before it waits for the queue,
 * and forgets the waiting ones when the channel closes: after a burst of single acks, a stop made RabbitMQ deliver
 * messages again.
 */
export class Acks {
  readonly #send: (tag: number, allUpTo: boolean) => boolean;
  /** Delivery tags without an ack, ascending. */
  readonly #open = new Set<number>();
  #done = new Map<number, PromiseWithResolvers<boolean>>();
  #isDue = false;

  /** @param send false when the channel is closed */
  constructor(send: (tag: number, allUpTo: boolean) => boolean) {
    this.#send = send;
  }

  /** Notes a delivery; tags ascend from call to call. */
  opened(tag: number): void {
    this.#open.add(tag);
  }

  /** Notes that a delivery was given back. */
  givenBack(tag: number): void {
    this.#open.delete(tag);
  }

  /**
   * Acks a delivery at the end of this turn.
   *
   * @returns whether the ack was sent; false when the channel was closed first
   */
  ack(tag: number): Promise<boolean> {
    const sent = Promise.withResolvers<boolean>();
    this.#done.set(tag, sent);
    if (!this.#isDue) {
      this.#isDue = true;
      setImmediate(() => this.#flush());
    }
    return sent.promise;
  }

  #flush(): void {
    this.#isDue = false;
    const done = this.#done;
    this.#done = new Map();
    const first: number[] = [];
    for (const tag of this.#open) {
      if (!done.has(tag)) break;
      first.push(tag);
    }
    const last = first.at(-1);
    const sentTogether = last !== undefined && this.#send(last, first.length > 1);
    for (const tag of first) this.#settle(done, tag, sentTogether);
    for (const tag of [...done.keys()]) this.#settle(done, tag, this.#send(tag, false));
  }

  #settle(done: Map<number, PromiseWithResolvers<boolean>>, tag: number, isSent: boolean): void {
    this.#open.delete(tag);
    done.get(tag)?.resolve(isSent);
    done.delete(tag);
  }
}

/** Acks on an amqplib channel, which knows a message by its tag. */
export function ackTag(channel: Channel, tag: number, allUpTo: boolean): void {
  channel.ack({ fields: { deliveryTag: tag } } as Parameters<Channel['ack']>[0], allUpTo);
}
