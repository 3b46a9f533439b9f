import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

test('waiting is first come, first served', async () => {
  const slots = new Slots(1);
  const order: number[] = [];
  await slots.take(never);
  const waiting = [1, 2].map((each) => slots.take(never).then(() => order.push(each)));
  expect(slots.tryTake(1)).toBe(false);
  slots.give(1);
  await waiting[0];
  expect(order).toEqual([1]);
  slots.give(1);
  await Promise.all(waiting);
  expect(order).toEqual([1, 2]);
});

test('after an overdraft all of it has to come back first', async () => {
  const slots = new Slots(10);
  slots.overdraw(25);
  let taken = false;
  const waiting = slots.take(never).then(() => {
    taken = true;
  });
  slots.give(15);
  await Promise.resolve();
  expect(taken).toBe(false);
  slots.give(1);
  await waiting;
  expect(slots.free).toBe(0);
});

test('a waiter that gives up takes no place', async () => {
  const slots = new Slots(0);
  const controller = new AbortController();
  const waiting = slots.take(controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  slots.give(1);
  expect(slots.free).toBe(1);
});
