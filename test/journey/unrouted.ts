import { randomUUID } from 'node:crypto';
import { LOG_EXCHANGE, LOG_QUEUE } from '@logwarren/broker';
import { expect } from 'vitest';
import type { TestSystem } from '../harness/apps/system.ts';

/** A line of another program; its service has a dot, which its routing key does not. */
export const line = (i: number) => `2026-11-21T10:15:30Z shop.api INFO number ${i}`;

/** Publishes lines while LogQueue is not bound, so that they become dead letters. */
export async function publishUnrouted({ vhost }: TestSystem, count: number): Promise<void> {
  await vhost.unbind(LOG_EXCHANGE, LOG_QUEUE, '#');
  for (let i = 0; i < count; i += 50) {
    const some = Array.from({ length: Math.min(50, count - i) }, (_, j) => i + j);
    const properties = () => ({ message_id: randomUUID(), timestamp: 1_795_255_200 });
    await Promise.all(some.map((n) => vhost.publish(LOG_EXCHANGE, 'INFO.shop_api', line(n), properties())));
  }
  await vhost.bind(LOG_EXCHANGE, LOG_QUEUE, '#');
}

/** Expects so many records, no two with the same message. */
export async function expectEachOnce(system: TestSystem, count: number): Promise<void> {
  const messages = (await system.findAll('')).map(({ message }) => message);
  expect(new Set(messages).size).toBe(count);
  expect(messages).toHaveLength(count);
}
