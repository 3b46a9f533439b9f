import { expect, test } from 'vitest';
import { refreshAfterMs } from './use-refresh.ts';

test('the wait doubles with each failure up to a limit, and begins anew after a success', () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((failures) => refreshAfterMs(10_000, { tookMs: 5, failures }));
  expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 160_000, 160_000]);
});

test('a slow server gets four times the time that its answer took', () => {
  expect(refreshAfterMs(10_000, { tookMs: 2_000, failures: 0 })).toBe(10_000);
  expect(refreshAfterMs(10_000, { tookMs: 9_000, failures: 0 })).toBe(36_000);
});
