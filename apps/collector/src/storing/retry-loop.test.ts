import { createLogger, UnknownFormatError } from '@logwarren/common';
import { StoreUnavailableError } from '@logwarren/store';
import { expect, test, vi } from 'vitest';
import { failureOf, RetryLoop } from './retry-loop.ts';

interface Item {
  name: string;
  attempts: number;
}

const item = (name: string): Item => ({ name, attempts: 0 });

function loopOn(attempt: (names: string[]) => string[], countNext: (due: readonly Item[]) => number, most = 1) {
  const stop = new AbortController();
  const givenBack: string[] = [];
  let underWay = 0;
  const seen = { attempts: [] as string[][], mostAtOnce: 0, givenBack, stop };
  const loop = new RetryLoop<Item>({
    backoff: { initialMs: 1, maxMs: 2 },
    giveUp: stop.signal,
    async attempt(items) {
      underWay += 1;
      seen.mostAtOnce = Math.max(seen.mostAtOnce, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      const names = items.map(({ name }) => name);
      seen.attempts.push(names);
      const failed = attempt(names);
      return items.filter(({ name }) => failed.includes(name));
    },
    countNext,
    maxAttempts: most,
    giveBack: (items) => givenBack.push(...items.map(({ name }) => name)),
  });
  return { loop, seen };
}

const all = (due: readonly Item[]) => due.length;

test('what failed together is attempted together, and only what fails again is attempted once more', async () => {
  const { loop, seen } = loopOn(
    (names) => (seen.attempts.length < 3 ? names.filter((name) => name === 'bad') : []),
    all,
  );
  await loop.repeatLater([item('a'), item('bad'), item('b')]);
  await vi.waitFor(() => expect(seen.attempts).toEqual([['a', 'bad', 'b'], ['bad'], ['bad']]), { timeout: 60_000 });
});

test('never more attempts at the same time than allowed', async () => {
  const items = Array.from({ length: 20 }, (_, i) => item(String(i)));
  for (const most of [1, 3]) {
    const { loop, seen } = loopOn(
      () => [],
      () => 1,
      most,
    );
    await loop.repeatLater(items);
    await vi.waitFor(() => expect(seen.attempts).toHaveLength(items.length), { timeout: 60_000 });
    expect(seen.mostAtOnce).toBe(most);
  }
});

test('what fails after the end is given back, each item once', async () => {
  const { loop, seen } = loopOn((names) => {
    seen.stop.abort();
    return names;
  }, all);
  await loop.repeatLater([item('a'), item('b')]);
  await vi.waitFor(() => expect(seen.givenBack).toEqual(['a', 'b']), { timeout: 60_000 });
  await loop.repeatLater([item('c')]);
  expect(seen.givenBack).toEqual(['a', 'b', 'c']);
  expect(seen.attempts).toHaveLength(1);
});

test('any error is a failure that is repeated, and a newer format is said besides', () => {
  const told: unknown[] = [];
  const settings = { log: createLogger('test', 'silent'), onUnknownFormat: (error: unknown) => void told.push(error) };
  const away = new StoreUnavailableError('cannot store', new Error('away'));
  expect(failureOf(away, settings, { parts: 1 })).toBe(away);
  const newer = new UnknownFormatError('dead letter a', 2, 1);
  expect(failureOf(newer, settings, { letters: 1 })).toMatchObject({ code: 'store-unavailable', cause: newer });
  expect(failureOf(new TypeError('bug'), settings, { parts: 1 })).toMatchObject({ code: 'store-unavailable' });
  expect(told).toEqual([newer]);
});
