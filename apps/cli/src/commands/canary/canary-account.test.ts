import { describe, expect, test } from 'vitest';
import { CanaryAccount, isHealthy } from './canary-account.ts';
import { LatencyHistogram } from './latency-histogram.ts';

function accountOf(count: number): CanaryAccount {
  const account = new CanaryAccount();
  account.attempt(count, 1_000);
  account.confirm(0, count, 1_100);
  return account;
}
const found = (...sequences: number[]) => sequences.map((sequence) => ({ id: `id-${sequence}`, sequence }));

describe('a canary', () => {
  test('that finds each record once, in order, however often it looks, is healthy', () => {
    const account = accountOf(3);
    account.find(found(0, 1), 1_200);
    account.find(found(0, 1, 2), 1_300);
    account.find(found(0, 1, 2), 1_400);
    account.giveUp(9_999);
    expect(account.counts).toMatchObject({ attempted: 3, confirmed: 3, found: 3, waiting: 0, missingCount: 0 });
    expect(isHealthy(account.counts)).toBe(true);
    expect(account.latency.maxMs).toBe(300);
  });

  test('misses what was confirmed and is not found in time, not what was doubtful', () => {
    const account = accountOf(3);
    account.attempt(2, 1_000);
    account.doubt(3, 2);
    account.find(found(0, 3), 1_200);
    account.giveUp(1_100);
    expect(account.counts.missingCount).toBe(0);
    account.giveUp(1_101);
    account.giveUp(1_102);
    expect(account.counts).toMatchObject({ missing: [1, 2], missingCount: 2, waiting: 0, uncertain: 2 });
    expect(isHealthy(account.counts)).toBe(false);
  });

  test('sees a record that is there twice, one that nobody wrote, and one behind a later one', () => {
    const account = accountOf(3);
    account.find([...found(0, 2, 1), { id: 'other', sequence: 1 }, ...found(7)], 1_200);
    account.find([...found(0, 2, 1), { id: 'other', sequence: 1 }, ...found(7)], 1_300);
    expect(account.counts).toMatchObject({ duplicates: 1, unexpected: 1, outOfOrder: 2 });
  });

  test('forgets what is done, and does not take it for a stranger later', () => {
    const account = accountOf(3);
    account.find(found(0, 2), 1_200);
    account.forget(5_000);
    expect(account.waiting()).toEqual([1]);
    account.find(found(0, 1, 2), 1_300);
    account.forget(5_000);
    account.find(found(0, 1, 2), 1_400);
    expect(account.counts).toMatchObject({ found: 3, unexpected: 0, duplicates: 0 });
    expect(account.oldestOpenMs(7)).toBe(7);
  });
});

test('a percentile is the end of its bin, and never more than the largest latency', () => {
  const histogram = new LatencyHistogram();
  expect(histogram.percentileMs(0.5)).toBe(0);
  for (let ms = 1; ms <= 100; ms++) histogram.add(ms);
  histogram.add(700_000);
  expect(histogram.percentileMs(0.4)).toBe(50);
  expect(histogram.percentileMs(0.9)).toBe(100);
  expect(histogram.percentileMs(1)).toBe(700_000);
  expect(histogram.bins.at(-1)).toEqual({ upToMs: null, count: 1 });
});
