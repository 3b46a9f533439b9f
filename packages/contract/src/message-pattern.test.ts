import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messagePattern } from './message-pattern.ts';

test.each([
  ['user 17 paid in 3.2 ms', 'user <n> paid in <n> ms'],
  ['took 12ms', 'took <n>ms'],
  ['balance -4,711.50 EUR', 'balance <n> EUR'],
  ['request 019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011 done', 'request <uuid> done'],
  ['from 10.0.0.7:51234 to 192.168.1.1', 'from <ip> to <ip>'],
  ['at 2026-11-21T10:15:30.123Z and 2026-11-21', 'at <time> and <time>'],
  ['trace 4bf92f3577b34da6a3ce929d0e0e4736', 'trace <hex>'],
  ['pointer 0xDEADbeef', 'pointer <hex>'],
  ['mail to ada.l@example.com', 'mail to <email>'],
  ['GET /api/v2/orders/4711 500', 'GET /api/v2/orders/<n> <n>'],
  ['order-20261121-x17 failed', '<id> failed'],
  ['deadbeef is a word here', 'deadbeef is a word here'],
  ['utf8, X11 and v2 stay', 'utf8, X11 and v2 stay'],
  ['first line 1\n  at stack 2', 'first line <n>'],
  ['', ''],
])('%j', (message, pattern) => expect(messagePattern(message)).toBe(pattern));

test('any message has a template, in no time', () => {
  const unit = fc.constantFrom('1', 'a', 'f', '-', '.', ':', '@', ' ', 'T', '<', 'ä', '0x');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 400 }), (message) => {
      const startedAt = performance.now();
      messagePattern(message);
      expect(performance.now() - startedAt).toBeLessThan(200);
    }),
    { numRuns: 2_000 },
  );
});
