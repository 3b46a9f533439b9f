import type { Delivery } from '@logwarren/contract';

/** Header in which RabbitMQ's interceptor (`set_header_timestamp`) writes when it received the message. */
const BROKER_TIME_HEADER = 'timestamp_in_ms';

/**
 * The same time for a message that a collector passed on, taken from the original. It needs its own name, because in the
 * other header the interceptor writes when the collector passed the message on.
 */
export const RECEIVED_HEADER = 'x-received-in-ms';

/** When RabbitMQ received a message, by its own clock, ms since the epoch; undefined if no header says so. */
export function brokerTimeOf({ headers }: Pick<Delivery, 'headers'>): number | undefined {
  return timeIn(headers[BROKER_TIME_HEADER]);
}

/** When RabbitMQ received the message that this one stands for, ms since the epoch; undefined if no header says so. */
export function receivedTimeOf({ headers }: Pick<Delivery, 'headers'>): number | undefined {
  return timeIn(headers[RECEIVED_HEADER]);
}

function timeIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
