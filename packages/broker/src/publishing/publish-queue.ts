import type { OutgoingMessage } from '../messages/index.ts';

/** One message on its way to a confirm. */
export interface PublishEntry {
  readonly message: OutgoingMessage;
  readonly settle: PromiseWithResolvers<void>;
  readonly sequence: number;
  /** Times it was handed to the broker. */
  sends: number;
  /** Place of the last send among all sends. */
  sendOrder: number;
  /** Moment of the last send on `performance.now()`'s clock. */
  sentAtMs: number;
  /** The broker gave it back because no queue is bound; its confirm, which still follows, says nothing. */
  returned: boolean;
  /** Nobody waits for it any more: it keeps its slot until the broker answers, and is not sent again. */
  abandoned: boolean;
}

/** How much the broker may owe confirms for at a time. */
interface PublishLimits {
  window: number;
  maxInFlightBytes: number;
}

/**
 * Decides which message goes out next: in the order of arrival, also after failures, within a window of messages and
 * bytes.
 *
 * The allowance is the part of the window in use: all of it while nothing is refused, one message after a refusal, twice
 * as much with each confirm. Pure bookkeeping: no clock, no broker.
 */
export class PublishQueue {
  readonly #limits: PublishLimits;
  /** By sequence, ascending. */
  #waiting: PublishEntry[] = [];
  /** In the order of sending. */
  readonly #sent = new Set<PublishEntry>();
  #sentBytes = 0;
  #allowance: number;
  #nextSequence = 0;
  #sends = 0;
  /** Sends up to here were on their way when the broker last refused one, so their confirms show nothing new. */
  #refusedUpTo = 0;

  constructor(limits: PublishLimits) {
    this.#limits = limits;
    this.#allowance = limits.window;
  }

  /** Messages that wait or are sent. */
  get size(): number {
    return this.#waiting.length + this.#sent.size;
  }

  /** When the one that has waited longest for its confirm was sent. */
  get oldestSentAtMs(): number | undefined {
    return this.#sent.values().next().value?.sentAtMs;
  }

  add(message: OutgoingMessage): PublishEntry {
    const settle = Promise.withResolvers<void>();
    const sequence = this.#nextSequence++;
    const entry = { message, settle, sequence, sends: 0, sendOrder: 0, sentAtMs: 0, returned: false, abandoned: false };
    this.#waiting.push(entry);
    return entry;
  }

  /** Takes the next message that fits, and counts it as sent. A message larger than all the bytes travels alone. */
  takeNext(nowMs: number): PublishEntry | undefined {
    const entry = this.#waiting[0];
    if (entry === undefined || this.#sent.size >= this.#allowance) return undefined;
    const bodyBytes = entry.message.body.length;
    if (this.#sent.size > 0 && this.#sentBytes + bodyBytes > this.#limits.maxInFlightBytes) return undefined;
    this.#waiting.shift();
    this.#sent.add(entry);
    this.#sentBytes += bodyBytes;
    entry.sends += 1;
    entry.sendOrder = ++this.#sends;
    entry.sentAtMs = nowMs;
    entry.returned = false;
    return entry;
  }

  /** The broker has it, or it can never be sent. */
  remove(entry: PublishEntry): void {
    if (!this.#sent.delete(entry)) this.#waiting = this.#waiting.filter((other) => other !== entry);
    else this.#sentBytes -= entry.message.body.length;
  }

  /**
   * The broker has it: more may go out at a time.
   *
   * @returns false when it was on its way before the last refusal, and so does not show that there is room
   */
  confirm(entry: PublishEntry): boolean {
    this.remove(entry);
    if (entry.sendOrder <= this.#refusedUpTo) return false;
    this.#allowance = Math.min(this.#limits.window, this.#allowance * 2);
    return true;
  }

  /** The broker refused it: back to its place, and one at a time from now on. */
  refuse(entry: PublishEntry): void {
    this.remove(entry);
    this.#allowance = 1;
    this.#refusedUpTo = this.#sends;
    this.#putBack([entry]);
  }

  /** The session ended: whatever was sent is unknown and goes out again, in order. */
  returnSent(): void {
    const sent = [...this.#sent];
    this.#sent.clear();
    this.#sentBytes = 0;
    this.#putBack(sent);
  }

  /** Nobody waits for it any more. */
  abandon(entry: PublishEntry): void {
    if (this.#sent.has(entry)) entry.abandoned = true;
    else this.remove(entry);
  }

  /** Marks what the broker gave back. */
  markReturned(messageId: string): void {
    for (const entry of this.#sent) if (entry.message.messageId === messageId) entry.returned = true;
  }

  /** Empties the queue. */
  clear(): PublishEntry[] {
    this.returnSent();
    return this.#waiting.splice(0);
  }

  #putBack(entries: PublishEntry[]): void {
    const wanted = entries.filter((entry) => !entry.abandoned);
    if (wanted.length === 0) return;
    this.#waiting = [...wanted, ...this.#waiting].sort((one, other) => one.sequence - other.sequence);
  }
}
