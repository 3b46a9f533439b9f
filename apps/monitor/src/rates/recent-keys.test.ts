import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentKeys } from './recent-keys.ts';

test('a key is known until its time is over', () => {
  const keys = new RecentKeys(1_000, 100, 0);
  expect(keys.add('a', 0)).toBe(true);
  expect(keys.add('a', 1_000)).toBe(false);
  expect(keys.add('b', 1_500)).toBe(true);
  expect(keys.add('a', 5_000)).toBe(true);
});

test('a flood of keys takes no more room than allowed', () => {
  const keys = new RecentKeys(60_000, 100, 0);
  for (let key = 0; key < 10_000; key++) keys.add(String(key), 1);
  expect(keys.size).toBeLessThanOrEqual(100);
  expect(keys.add('9999', 1)).toBe(false);
});

test('never holds more keys than allowed, and never forgets one of the latest half within its time', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ key: fc.nat(60), waitMs: fc.nat(400) })), (steps) => {
      const keys = new RecentKeys(1_000, 20, 0);
      const added: { key: number; at: number }[] = [];
      let now = 0;
      for (const { key, waitMs } of steps) {
        now += waitMs;
        const latest = added.slice(-10).filter(({ at }) => now - at <= 1_000);
        const isNew = keys.add(String(key), now);
        if (latest.some((entry) => entry.key === key)) expect(isNew).toBe(false);
        if (!added.some((entry) => entry.key === key)) expect(isNew).toBe(true);
        if (isNew) added.push({ key, at: now });
        expect(keys.size).toBeLessThanOrEqual(20);
      }
    }),
  );
});
