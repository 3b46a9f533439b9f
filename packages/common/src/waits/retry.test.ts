import { describe, expect, test, vi } from 'vitest';
import { backoffMs, delay, retry } from './retry.ts';

/** Timers may be early by less than this, ms. */
const TOLERANCE_MS = 1;
/** Longer than any test runs. */
const LONG_MS = 60_000;

test('waits double up to a limit, each drawn from the upper half', () => {
  const backoff = { initialMs: 100, maxMs: 1000 };
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

test('repeats until it succeeds, and reports each failure before its wait', async () => {
  const told: [string, number][] = [];
  const calledMs: number[] = [];
  const result = retry(
    async () => {
      calledMs.push(performance.now());
      if (calledMs.length < 4) throw new Error(`no ${calledMs.length}`);
      return 'done';
    },
    {
      signal: new AbortController().signal,
      backoff: { initialMs: 20, maxMs: 100 },
      onFailure: (error, attempt) => {
        told.push([(error as Error).message, attempt]);
        expect(calledMs).toHaveLength(attempt);
      },
    },
  );
  await expect(result).resolves.toBe('done');
  for (const [wait, leastMs] of [10, 20, 40].entries()) {
    expect(calledMs[wait + 1]! - calledMs[wait]!).toBeGreaterThanOrEqual(leastMs - TOLERANCE_MS);
  }
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
    const backoff = { initialMs: LONG_MS, maxMs: LONG_MS };
    const onFailure = () => setImmediate(() => controller.abort(reason));
    const result = retry(() => Promise.reject(new Error('away')), { signal: controller.signal, backoff, onFailure });
    await expect(result).rejects.toBe(reason);
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
  const startedMs = performance.now();
  await delay(20);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(20 - TOLERANCE_MS);
  await expect(delay(LONG_MS, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});
