import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { confirmWaitMs, watchConfirms } from './confirm-watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const base = { oldestSentAtMs: 1_000, isBlocked: false, unblockedAtMs: 0, nowMs: 46_000 };

test.each([
  ['since the oldest message was sent', {}, 45_000],
  ['not when nothing was sent', { oldestSentAtMs: undefined }, undefined],
  ['not while RabbitMQ blocks the connection', { isBlocked: true }, undefined],
  ['from the end of a block on', { unblockedAtMs: 40_000 }, 6_000],
  ['not from a block that ended before it was sent', { unblockedAtMs: 500 }, 45_000],
])('a confirm is owed %s', (_name, more, expected) => {
  expect(confirmWaitMs({ ...base, ...more })).toBe(expected);
});

test('a session is given up as soon as the limit is passed, never before, and not after the end', () => {
  const oldestSentAtMs = performance.now();
  const overdue: number[] = [];
  const watch = watchConfirms(
    45_000,
    () => ({ oldestSentAtMs, isBlocked: false, unblockedAtMs: 0 }),
    (waitedMs) => overdue.push(waitedMs),
  );
  vi.advanceTimersByTime(45_000);
  expect(overdue).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(overdue).toEqual([46_000]);
  watch[Symbol.dispose]();
  vi.advanceTimersByTime(10_000);
  expect(overdue).toHaveLength(1);
});
