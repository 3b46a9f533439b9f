import { SEVERITIES } from '@logwarren/contract';
import { anyText } from '@logwarren/contract/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOG_EXCHANGE, LOG_QUEUE, MONITORING_QUEUE, routingKey, TOPOLOGY, UNROUTED_QUEUE } from './topology.ts';

describe('a routing key', () => {
  test.each([
    ['checkout', 'ERROR.checkout'],
    ['shop.checkout v2', 'ERROR.shop_checkout_v2'],
    ['a*b#c\td\ne', 'ERROR.a_b_c_d_e'],
    ['Zürich', 'ERROR.Zürich'],
  ])('of %j is %s', (service, key) => {
    expect(routingKey('ERROR', service)).toBe(key);
  });

  test('is two words of well-formed text within 255 bytes, whatever the service is called', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SEVERITIES), anyText({ minLength: 1, maxLength: 200 }), (severity, service) => {
        const key = routingKey(severity, service);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(255);
        expect(key.isWellFormed()).toBe(true);
        expect(key).toMatch(new RegExp(`^${severity}\\.[^.*#\\s]+$`, 'u'));
      }),
    );
  });

  test('is cut between characters', () => {
    const key = routingKey('FATAL', '日'.repeat(128));
    expect(key).toBe(`FATAL.${'日'.repeat(83)}`);
    expect(Buffer.byteLength(key)).toBe(255);
  });
});

test('LogQueue is bound before the queues that would let a log count as routed without being stored', () => {
  const queues = TOPOLOGY.bindings.map(({ queue }) => queue);
  const bound = TOPOLOGY.bindings.findIndex(({ queue, exchange }) => queue === LOG_QUEUE && exchange === LOG_EXCHANGE);
  expect(bound).toBeGreaterThanOrEqual(0);
  for (const other of [UNROUTED_QUEUE, MONITORING_QUEUE]) expect(queues.indexOf(other)).toBeGreaterThan(bound);
});
