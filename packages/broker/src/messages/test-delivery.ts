import type { Delivery, ReadDelivery } from '@logwarren/contract';
import { expect } from 'vitest';
import { readDelivery } from './read-delivery.ts';

/** Deliveries for the tests of reading them. */

/** When they are read, ms since the epoch. */
export const NOW = Date.UTC(2026, 10, 21, 10, 0, 0);

/** A delivery of another program, published to the exchange of logs. */
export function delivery(body: string | Buffer, more: Partial<Delivery> = {}): Delivery {
  const place = { routingKey: 'INFO.a', exchange: 'logs_exchange', redelivered: false, headers: {} };
  return { body: Buffer.from(body), ...place, ...more };
}

/** A record as a batch holds it. */
export const good = (message: string) => ({ timestamp: NOW, observedAt: NOW, message });

/** Reads a message of one service and severity. */
export function readOne(message: Delivery, now: number = NOW): ReadDelivery {
  const [read, ...others] = readDelivery(message, now);
  expect(others).toEqual([]);
  return read as ReadDelivery;
}
