import type { Delivery } from '@logwarren/contract';
import type { Message, Options } from 'amqplib';

/** A message to publish; the same object is sent again until the broker confirms it. */
export interface OutgoingMessage {
  /** Exchange to publish to; absent means the publisher's own exchange. */
  exchange?: string;
  /** At most 255 bytes of UTF-8. */
  routingKey: string;
  body: Buffer;
  /** Unique; the same for every attempt, so that consumers can tell a repeat. */
  messageId: string;
  type?: string;
  contentType?: string;
  contentEncoding?: string;
  /** Program that sent the original, if this message stands for somebody else's. */
  appId?: string;
  /** Travels as whole seconds, which is all AMQP has. */
  timestampMs: number;
  headers?: Record<string, unknown>;
}

/** Options of `channel.publish`: persistent, and returned by the broker when no queue takes it. */
export function publishOptions(message: OutgoingMessage): Options.Publish {
  return {
    persistent: true,
    mandatory: true,
    messageId: message.messageId,
    type: message.type,
    contentType: message.contentType,
    contentEncoding: message.contentEncoding,
    appId: message.appId,
    timestamp: Math.floor(message.timestampMs / 1000),
    headers: message.headers,
  };
}

/** Seconds until the year 5138; a larger number can only be milliseconds. */
const MAX_SECONDS = 1e11;

/** Makes a delivery of amqplib's message; its timestamp, in seconds or ms, becomes ms. */
export function toDelivery({ content, fields, properties }: Message): Delivery {
  const { timestamp } = properties;
  return {
    body: content,
    messageId: properties.messageId,
    type: properties.type,
    contentType: properties.contentType,
    contentEncoding: properties.contentEncoding,
    appId: properties.appId,
    timestampMs: typeof timestamp !== 'number' ? undefined : timestamp > MAX_SECONDS ? timestamp : timestamp * 1000,
    routingKey: fields.routingKey,
    exchange: fields.exchange,
    redelivered: fields.redelivered,
    headers: properties.headers ?? {},
  };
}
