import { MessageInvalidError, MessageTooLargeError } from '../connection/index.ts';
import type { OutgoingMessage } from '../messages/index.ts';
import { MAX_ROUTING_KEY_BYTES } from '../topology/index.ts';

/** Longest body that a publisher accepts by default; larger than any batch. */
const DEFAULT_MAX_BODY_BYTES: number = 8 * 1024 * 1024;

/**
 * Makes sure that a message can be published at all, now or later.
 *
 * @throws MessageTooLargeError, MessageInvalidError
 */
export function checkMessage(message: OutgoingMessage, maxBodyBytes: number = DEFAULT_MAX_BODY_BYTES): void {
  const { body, messageId, routingKey } = message;
  if (body.length > maxBodyBytes) throw new MessageTooLargeError(messageId, body.length, maxBodyBytes);
  const keyBytes = Buffer.byteLength(routingKey);
  if (keyBytes > MAX_ROUTING_KEY_BYTES) {
    throw new MessageInvalidError(messageId, `routing key has ${keyBytes} bytes, at most ${MAX_ROUTING_KEY_BYTES} fit`);
  }
}
