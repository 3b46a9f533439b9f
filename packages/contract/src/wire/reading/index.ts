/**
 * Reading a delivery: from any message of any AMQP client to records. It recognises repeated messages, reads the facts
 * that a message carries beside its body, and has the limits that keep one message from taking all memory. The caller
 * unpacks.
 */
export { bodyText } from './body-text.ts';
/** A message, and the records read from it. */
export type { Delivery, IdentityKind, ReadDelivery } from './delivery.ts';
export { envelopeOf, identityOf, isBatchType, uuidOf } from './message-identity.ts';
export { readMessage } from './read-message.ts';
