import type { Delivery } from '@logwarren/contract';

/** Header in which RabbitMQ's interceptor for it (`set_header_timestamp`) writes when it got the message. */
const BROKER_TIME_HEADER = 'timestamp_in_ms';

/**
 * The same of the message that one stands for which a collector passed on. It has a name of its own: what the interceptor writes
 * there is when the collector passed it on.
 */
export const RECEIVED_HEADER = 'x-received-in-ms';

/** When RabbitMQ got a message, by its own clock, ms since the epoch; undefined when nothing says so. */
export function brokerTimeOf({ headers }: Pick<Delivery, 'headers'>): number | undefined {
  return timeIn(headers[BROKER_TIME_HEADER]);
}

/** When RabbitMQ got the message that this one stands for; undefined when nothing says so. */
export function receivedTimeOf({ headers }: Pick<Delivery, 'headers'>): number | undefined {
  return timeIn(headers[RECEIVED_HEADER]);
}

function timeIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
