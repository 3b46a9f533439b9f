import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backoffMs, delay, retry } from './retry.ts';

const backoff = { initialMs: 100, maxMs: 1000 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('waits double up to a limit, each drawn from the upper half', () => {
  for (const [attempt, full] of [
    [1, 100],
    [2, 200],
    [4, 800],
    [5, 1000],
    [10_000, 1000],
  ] as const) {
    const drawn = Array.from({ length: 200 }, () => backoffMs(attempt, backoff));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(full / 2);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(full);
    expect(new Set(drawn).size).toBeGreaterThan(100);
  }
  expect(backoffMs(1)).toBeLessThanOrEqual(200);
  expect(backoffMs(1000)).toBeLessThanOrEqual(10_000);
});

test('repeats until it succeeds, and tells of each failure before its wait', async () => {
  const told: [string, number][] = [];
  let attempts = 0;
  const result = retry(
    async () => {
      attempts += 1;
      if (attempts < 4) throw new Error(`no ${attempts}`);
      return 'done';
    },
    {
      signal: new AbortController().signal,
      backoff,
      onFailure: (error, attempt) => told.push([(error as Error).message, attempt]),
    },
  );
  await vi.advanceTimersByTimeAsync(49);
  expect(attempts).toBe(1);
  await vi.advanceTimersByTimeAsync(51 + 200 + 400);
  await expect(result).resolves.toBe('done');
  expect(told).toEqual([
    ['no 1', 1],
    ['no 2', 2],
    ['no 3', 3],
  ]);
});

describe('gives up', () => {
  test('at once on a failure that no wait can mend', async () => {
    const onFailure = vi.fn();
    const error = new Error('wrong password');
    const isFinal = (thrown: unknown) => thrown === error;
    const signal = new AbortController().signal;
    await expect(retry(() => Promise.reject(error), { signal, isFinal, onFailure })).rejects.toBe(error);
    expect(onFailure).not.toHaveBeenCalled();
  });

  test('while waiting, when the signal is aborted, with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('stopping');
    const result = retry(() => Promise.reject(new Error('away')), { signal: controller.signal, backoff });
    const refused = expect(result).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    await refused;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('before the first attempt, when the signal was aborted already', async () => {
    const operation = vi.fn();
    await expect(retry(operation, { signal: AbortSignal.abort(new Error('over')) })).rejects.toThrow('over');
    expect(operation).not.toHaveBeenCalled();
  });

  test('with the reason of the signal when the operation fails because of it', async () => {
    const controller = new AbortController();
    const operation = async () => {
      controller.abort(new Error('stopping'));
      throw new Error('connection closed');
    };
    await expect(retry(operation, { signal: controller.signal })).rejects.toThrow('stopping');
  });
});

test('delay ends with its time or its signal', async () => {
  const done = vi.fn();
  const waiting = delay(1000).then(done);
  await vi.advanceTimersByTimeAsync(999);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
  await expect(delay(1000, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});
