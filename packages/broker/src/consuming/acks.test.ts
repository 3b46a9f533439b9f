import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Acks } from './acks.ts';

type Sent = [tag: number, allUpTo: boolean];

function record(isClosed = false) {
  const sent: Sent[] = [];
  const acks = new Acks((tag, allUpTo) => {
    sent.push([tag, allUpTo]);
    return !isClosed;
  });
  return { acks, sent };
}

test('deliveries done in one turn, from the first on, are acked together, the rest one by one', async () => {
  const { acks, sent } = record();
  for (let tag = 1; tag <= 6; tag++) acks.opened(tag);
  expect(await Promise.all([2, 1, 3, 5].map((tag) => acks.ack(tag)))).toEqual([true, true, true, true]);
  expect(sent).toEqual([
    [3, true],
    [5, false],
  ]);
  expect(await Promise.all([acks.ack(6), acks.ack(4)])).toEqual([true, true]);
  expect(sent.slice(2)).toEqual([[6, true]]);
});

test('a delivery without an outcome keeps those after it from being acked together', async () => {
  const { acks, sent } = record();
  for (const tag of [1, 2, 3]) acks.opened(tag);
  await Promise.all([acks.ack(2), acks.ack(3)]);
  expect(sent).toEqual([
    [2, false],
    [3, false],
  ]);
});

test('one that was given back is not acked with the others', async () => {
  const { acks, sent } = record();
  for (const tag of [1, 2, 3]) acks.opened(tag);
  acks.givenBack(1);
  await Promise.all([acks.ack(3), acks.ack(2)]);
  expect(sent).toEqual([[3, true]]);
});

test('on a closed channel nothing counts as acked', async () => {
  const { acks } = record(true);
  for (const tag of [1, 2, 4]) acks.opened(tag);
  expect(await Promise.all([1, 2, 4].map((tag) => acks.ack(tag)))).toEqual([false, false, false]);
});

test('in any order and any turns, exactly the finished deliveries are acked, each once', async () => {
  const step = fc.record({ tag: fc.nat(30), turn: fc.boolean(), back: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const open = new Set(Array.from({ length: 31 }, (_, tag) => tag));
      const acked: number[] = [];
      const acks = new Acks((tag, allUpTo) => {
        // As the broker does it.
        for (const each of [...open]) {
          if (each === tag || (allUpTo && each < tag)) {
            open.delete(each);
            acked.push(each);
          }
        }
        return true;
      });
      for (const tag of open) acks.opened(tag);
      const wanted: number[] = [];
      const settled = new Set<number>();
      let waits: Promise<boolean>[] = [];
      for (const { tag, turn, back } of steps) {
        if (!settled.has(tag)) {
          settled.add(tag);
          if (back) {
            open.delete(tag);
            acks.givenBack(tag);
          } else {
            wanted.push(tag);
            waits.push(acks.ack(tag));
          }
        }
        if (turn) await Promise.all(waits);
        if (turn) waits = [];
      }
      await Promise.all(waits);
      expect(acked.sort((a, b) => a - b)).toEqual(wanted.sort((a, b) => a - b));
    }),
  );
});
