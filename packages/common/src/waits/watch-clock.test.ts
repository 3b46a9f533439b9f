import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchClock } from './watch-clock.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => void vi.useRealTimers());

test('a wall clock that is set is noticed once; one that goes on is not', () => {
  const jumps: number[] = [];
  using _watch = watchClock((byMs) => jumps.push(byMs));
  vi.advanceTimersByTime(60_000);
  expect(jumps).toEqual([]);
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(60_000);
  expect(jumps).toEqual([-3_600_000]);
  vi.setSystemTime(Date.now() + 7_200_000);
  vi.advanceTimersByTime(60_000);
  expect(jumps).toEqual([-3_600_000, 7_200_000]);
});

test('clocks that drift apart slowly are not a jump, however long it takes', () => {
  const jumps: number[] = [];
  using _watch = watchClock((byMs) => jumps.push(byMs));
  for (let look = 0; look < 10; look++) {
    vi.setSystemTime(Date.now() + 1_900);
    vi.advanceTimersByTime(5_000);
  }
  expect(jumps).toEqual([]);
});

test('a watch that was disposed is silent', () => {
  const jumps: number[] = [];
  watchClock((byMs) => jumps.push(byMs))[Symbol.dispose]();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(60_000);
  expect(jumps).toEqual([]);
});
