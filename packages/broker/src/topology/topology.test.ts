import { SEVERITIES } from '@logwarren/contract';
import { anyText } from '@logwarren/contract/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routingKey } from './topology.ts';

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
