/**
 * Reading a delivery: from a message of any AMQP client to records, whoever wrote it and whatever it holds. It knows which
 * message is the same as another one, what a message says beside its body, and the limits that keep one message from taking
 * all memory. Unpacking is the caller's.
 */
export { bodyText } from './body-text.ts';
export type { Delivery, IdentityKind, ReadDelivery } from './delivery.ts';
export { envelopeOf, identityOf, isBatchType, uuidOf } from './message-identity.ts';
export { readMessage } from './read-message.ts';
