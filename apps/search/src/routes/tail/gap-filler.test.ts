import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HttpError, tooManySearches } from '../../errors/http-error.ts';
import { GapFiller, type Look } from './gap-filler.ts';

/** A filler whose readings are answered by the test. */
function filler({
  waitsMs = [1, 1],
  answer,
}: {
  waitsMs?: number[];
  answer?: (look: Look, number: number) => number;
} = {}) {
  const looks: (Look & { finish: (leftOut?: number) => void })[] = [];
  const leftOut: number[] = [];
  const failures: unknown[] = [];
  const closing = new AbortController();
  let running = 0;
  let mostRunning = 0;
  const gaps = new GapFiller({
    async look(look, tellLeftOut) {
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      try {
        const { promise, resolve } = Promise.withResolvers<number>();
        looks.push({ ...look, finish: (count = 0) => resolve(count) });
        tellLeftOut(answer === undefined ? await promise : answer(look, looks.length));
      } finally {
        running -= 1;
      }
    },
    onLeftOut: (_, records) => leftOut.push(records),
    onFailure: (_, error) => failures.push(error),
    onRead: () => {},
    signal: closing.signal,
    waitsMs,
    backoff: { initialMs: 1, maxMs: 1 },
  });
  return { gaps, looks, leftOut, failures, closing, mostRunning: () => mostRunning };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

test('a gap is looked at once in full and then for what was stored later', async () => {
  const { gaps, looks } = filler({ answer: () => 0 });
  gaps.fill('b', 7);
  await until(() => looks.length === 3);
  expect(looks.map(({ isFirst }) => isFirst)).toEqual([true, false, false]);
  expect(looks).toMatchObject(Array(3).fill({ afterId: 'b', sinceMs: 7 }));
});

test('a second gap during a look waits for its end, begins at the earlier place and has all its looks', async () => {
  const { gaps, looks, mostRunning } = filler();
  gaps.fill('b', 7);
  await until(() => looks.length === 1);
  gaps.fill('c', 9);
  await turn();
  expect(looks).toHaveLength(1);
  for (let i = 0; i < 4; i++) {
    await until(() => looks.length === i + 1);
    looks[i]?.finish();
  }
  await turn();
  expect(looks.map(({ isFirst }) => isFirst)).toEqual([true, true, false, false]);
  expect(looks).toMatchObject(Array(4).fill({ afterId: 'b', sinceMs: 7 }));
  expect(mostRunning()).toBe(1);
});

test('a second gap during a wait ends the wait, and no record is sent twice', async () => {
  const { gaps, looks } = filler({ waitsMs: [60_000], answer: () => 0 });
  gaps.fill('b', 7);
  await until(() => looks.length === 1);
  expect(gaps.isNew('x')).toBe(true);
  await turn();
  gaps.fill('a', 9);
  await until(() => looks.length === 2);
  expect(looks[1]).toMatchObject({ afterId: 'a', sinceMs: 7, isFirst: true });
  expect(gaps.isNew('x')).toBe(false);
});

test('what is left out is told once', async () => {
  const { gaps, looks, leftOut } = filler({ waitsMs: [60_000] });
  gaps.fill('b', 7);
  await until(() => looks.length === 1);
  looks[0]?.finish(5);
  await turn();
  gaps.fill('c', 9);
  await until(() => looks.length === 2);
  looks[1]?.finish(8);
  await until(() => leftOut.length === 2);
  expect(leftOut).toEqual([5, 3]);
});

test('while too many search, it tries again and says nothing; any other failure is told at once', async () => {
  const busy = filler({
    answer(_, number) {
      if (number < 4) throw tooManySearches(1);
      return 0;
    },
  });
  busy.gaps.fill('b', 7);
  await until(() => busy.looks.length === 6);
  expect(busy.failures).toEqual([]);
  const forEver = filler({
    answer() {
      throw tooManySearches(1);
    },
  });
  forEver.gaps.fill('b', 7);
  await until(() => forEver.failures.length === 1);
  expect(forEver.looks).toHaveLength(8);
  const away = new HttpError(503, 'store-unavailable', 'MongoDB is away');
  const failing = filler({
    answer() {
      throw away;
    },
  });
  failing.gaps.fill('b', 7);
  await until(() => failing.failures.length === 1);
  expect(failing.failures).toEqual([away]);
  expect(failing.looks).toHaveLength(1);
});

test('a tail that ends looks no more', async () => {
  const { gaps, looks, closing } = filler({ waitsMs: [60_000] });
  gaps.fill('b', 7);
  await until(() => looks.length === 1);
  closing.abort(new Error('gone'));
  looks[0]?.finish();
  await until(() => gaps.isNew('x') && gaps.isNew('x'));
  expect(looks).toHaveLength(1);
});
