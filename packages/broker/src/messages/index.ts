/**
 * A message as bytes and properties: packed and unpacked bodies, AMQP's properties, and the message of a batch. The
 * contract defines what the JSON inside means; `readDelivery` asks it once the body is unpacked. HTTP bodies are unpacked
 * here too.
 */
export { decodeBody, encodeBatch } from './codec.ts';
export { type OutgoingMessage, publishOptions, toDelivery } from './message.ts';
export { MAX_BODY_BYTES, readDelivery } from './read-delivery.ts';
export { brokerTimeOf, RECEIVED_HEADER, receivedTimeOf } from './receipt-time.ts';
export { CONTENT_ENCODINGS, contentEncoding, unpack } from './unpack.ts';
