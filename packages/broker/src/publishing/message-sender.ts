import type { Logger } from '@logwarren/common';
import { type ConfirmChannel, IllegalOperationError } from 'amqplib';
import { MessageInvalidError, type PublisherMetrics, type Session } from '../connection/index.ts';
import { publishOptions } from '../messages/index.ts';
import type { PublishEntry, PublishQueue } from './publish-queue.ts';
import type { PublisherState } from './publisher-state.ts';
import { RefusalPause } from './refusal-pause.ts';

/**
 * Sends the messages of a publisher's queue, and acts on the broker's answers:
 *
 *     confirmed   every queue that the message is meant for has it: it leaves the publisher
 *     nacked      a queue did not take it, mostly because it is full: a pause, then again
 *     returned    no queue is bound for it. RabbitMQ confirms it as well, right after the return; that confirm does not
 *                 count. The topology is declared again, then as if nacked
 *
 * A channel that closes first answers nothing: the publisher returns what was sent to the queue, for the next session.
 */
type Answer = 'confirmed' | 'nacked' | 'returned';

/** RabbitMQ 3.10 does not tell a channel that a limit was raised; only a new one learns of it. */
const REFUSALS_PER_SESSION = 10;

/** The part of a session that sending needs. */
type SendingSession = Session<ConfirmChannel>;

/** Parts of the publisher that a sender works with. */
interface SenderParts {
  queue: PublishQueue;
  state: PublisherState<SendingSession>;
  metrics: Pick<PublisherMetrics, Answer | 'published' | 'republished'>;
  log: Pick<Logger, 'info' | 'warn'>;
  /** Exchange for messages that name none. */
  exchange: string;
  /** Declares the topology again. */
  declare: (session: SendingSession) => Promise<void>;
}

/** Sends whatever the queue, the state and the pause after a refusal allow. */
export class MessageSender {
  readonly #parts: SenderParts;
  readonly #pause: RefusalPause;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#pause = new RefusalPause(parts.log, () => this.#endPause());
  }

  /** Sends all messages that may go out now. Call it whenever that may have changed. */
  sendNext(): void {
    const session = this.#parts.state.usable;
    if (session === undefined || this.#pause.isRunning) return;
    for (;;) {
      const entry = this.#parts.queue.takeNext(performance.now());
      if (entry === undefined) return;
      this.#send(session, entry);
    }
  }

  /** Ends the pause after a refusal; nothing is sent at its end. */
  stop(): void {
    this.#pause.stop();
  }

  #send({ channel }: SendingSession, entry: PublishEntry): void {
    const { message } = entry;
    const { exchange = this.#parts.exchange, routingKey, body } = message;
    const { published, republished } = this.#parts.metrics;
    try {
      channel.publish(exchange, routingKey, body, publishOptions(message), (error: Error | null) => {
        const answer = answerOf(error, entry.returned);
        if (answer !== undefined) this.#onAnswer(entry, answer);
      });
      (entry.sends === 1 ? published : republished).inc();
    } catch (error) {
      // On a channel that has just closed it stays among the sent, all of which go out again in the next session.
      if (error instanceof IllegalOperationError) return;
      this.#parts.queue.remove(entry);
      entry.settle.reject(new MessageInvalidError(message.messageId, error));
    }
  }

  #onAnswer(entry: PublishEntry, answer: Answer): void {
    const { metrics, queue } = this.#parts;
    metrics[answer].inc();
    if (answer === 'confirmed') {
      entry.settle.resolve();
      if (queue.confirm(entry)) this.#acceptAgain();
      this.sendNext();
    } else {
      this.#refuse(entry, answer);
    }
  }

  #refuse(entry: PublishEntry, answer: 'nacked' | 'returned'): void {
    const { declare, queue, state } = this.#parts;
    queue.refuse(entry);
    if (!this.#pause.start(answer === 'returned' ? 'no queue is bound' : 'a queue is full')) return;
    state.refused(true);
    const { session } = state;
    // Somebody removed a queue or binding of ours. A failure closes the channel, and the next session declares again.
    if (entry.returned && session) declare(session).catch(() => {});
    if (this.#pause.count % REFUSALS_PER_SESSION === 0) session?.kill('refused for too long; asking anew');
  }

  #endPause(): void {
    // With nothing left to try with, only the next message can show whether the queue has room again.
    if (this.#parts.queue.size === 0) this.#acceptAgain();
    this.sendNext();
  }

  #acceptAgain(): void {
    if (this.#pause.reset()) this.#parts.state.refused(false);
  }
}

/**
 * The broker's answer: amqplib gives null for an ack, one text for a nack, and another for a channel that closed before
 * either.
 */
function answerOf(error: Error | null, isReturned: boolean): Answer | undefined {
  if (error === null) return isReturned ? 'returned' : 'confirmed';
  return error.message === 'message nacked' ? 'nacked' : undefined;
}
