import { expect, test } from 'vitest';
import { SlicedWork } from './sliced-work.ts';

/** Work on numbers; returns also the order in which items began and the logged errors. */
function createWork(handle: (item: number) => void | Promise<void>, maxRunning = 1) {
  const begun: number[] = [];
  const errors: unknown[] = [];
  const idle = Promise.withResolvers<void>();
  const work = new SlicedWork<number>({
    maxRunning,
    handle(item) {
      begun.push(item);
      return handle(item);
    },
    onIdle: () => idle.resolve(),
    log: { error: (fields: unknown) => errors.push(fields) } as never,
  });
  return { work, begun, errors, whenIdle: idle.promise };
}

const addAll = (work: SlicedWork<number>, count: number) => {
  for (let item = 0; item < count; item++) work.add(item);
};

test('nothing is handled in the turn in which it arrives', async () => {
  const { work, begun, whenIdle } = createWork(() => {});
  addAll(work, 3);
  expect([begun, work.waiting, work.backlog]).toEqual([[], 3, 3]);
  await whenIdle;
  expect([begun, work.backlog]).toEqual([[0, 1, 2], 0]);
});

test('with one place, each item begins when the one before is done', async () => {
  let running = 0;
  const { work, begun, whenIdle } = createWork(async () => {
    running += 1;
    expect(running).toBe(1);
    await new Promise(setImmediate);
    running -= 1;
  });
  addAll(work, 5);
  await whenIdle;
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('with several places, so many run at once, and the next to end makes room', async () => {
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const { work, begun, whenIdle } = createWork((item) => gates[item]?.promise, 3);
  addAll(work, 5);
  await new Promise(setImmediate);
  expect([begun, work.waiting, work.backlog]).toEqual([[0, 1, 2], 2, 5]);
  gates[1]?.resolve();
  await new Promise(setImmediate);
  expect([begun, work.waiting, work.backlog]).toEqual([[0, 1, 2, 3], 1, 4]);
  for (const gate of gates) gate.resolve();
  await whenIdle;
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('other work gets its turn while there is more than a slice of it', async () => {
  let turns = 0;
  let isIdle = false;
  const { work, whenIdle } = createWork(() => {
    for (const untilMs = performance.now() + 6; performance.now() < untilMs; );
  });
  const count = () => {
    turns += 1;
    if (!isIdle) setImmediate(count);
  };
  addAll(work, 4);
  setImmediate(count);
  await whenIdle;
  isIdle = true;
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('a handler that throws or rejects loses its own item alone, and is logged once in a while', async () => {
  const { work, begun, errors, whenIdle } = createWork((item) => {
    if (item === 1) throw new Error('thrown');
    return item === 2 ? Promise.reject(new Error('rejected')) : undefined;
  });
  addAll(work, 5);
  await whenIdle;
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(errors).toMatchObject([{ err: { message: 'thrown' } }]);
});
