import { ConfirmingPublisher } from './confirming-publisher.ts';
import type { ConnectionOptions } from './link.ts';
import type { OutgoingMessage } from './message.ts';

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
