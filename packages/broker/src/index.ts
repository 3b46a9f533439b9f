/** How it travels: topology, message bodies, publishing with confirms, consuming with and without acks. */
export * from './auto-ack-consumer.ts';
export { checkMessage } from './check-message.ts';
export { decodeBody, encodeBatch } from './codec.ts';
export * from './consumer.ts';
export type { DeadLetter } from './dead-letter.ts';
export * from './errors.ts';
export type { ConnectionOptions } from './link.ts';
export type { Delivery, OutgoingMessage } from './message.ts';
export { type IdentityKind, identityOf, isBatchType, uuidOf } from './message-identity.ts';
export * from './publisher.ts';
export * from './queue-counter.ts';
export * from './read-delivery.ts';
export * from './read-letter.ts';
export * from './replay-message.ts';
export * from './tap.ts';
export * from './topology.ts';
export { CONTENT_ENCODINGS, contentEncoding, unpack } from './unpack.ts';
export { DEAD_LETTER_REASONS, type DeadLetterReason } from './unreadable.ts';
