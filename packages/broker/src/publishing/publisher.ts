import type { ConnectionOptions } from '../connection/index.ts';
import type { OutgoingMessage } from '../messages/index.ts';

export interface PublisherOptions extends ConnectionOptions {
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
   * Waits while the window is full, so whoever calls without awaiting must bound the calls. Retried with the same
   * message over nacks, returns and reconnects, so consumers may see it twice.
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
  /** Messages that are ready in a queue; undefined while that cannot be asked. */
  backlog(queue: string): Promise<number | undefined>;
  /** @throws the signal's reason, or PublisherClosedError */
  whenAccepting(signal: AbortSignal): Promise<void>;
}
