import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OutgoingMessage } from '../messages/message.ts';
import { type PublishEntry, PublishQueue } from './publish-queue.ts';

const message = (id: number, bodyBytes = 1): OutgoingMessage => ({
  routingKey: 'INFO.test',
  body: Buffer.alloc(bodyBytes),
  messageId: String(id),
  timestampMs: 0,
});

function queueOf(count: number, limits = { window: 4, maxInFlightBytes: 1000 }) {
  const queue = new PublishQueue(limits);
  for (let id = 0; id < count; id++) queue.add(message(id));
  return queue;
}

function takeAll(queue: PublishQueue) {
  const taken = [];
  for (let entry = queue.takeNext(0); entry !== undefined; entry = queue.takeNext(0)) taken.push(entry);
  return taken;
}

const ids = (entries: { message: OutgoingMessage }[]) => entries.map((entry) => Number(entry.message.messageId));

describe('the publish queue', () => {
  test('gives out a window of messages in order, and the next with each confirm', () => {
    const queue = queueOf(6);
    const sent = takeAll(queue);
    expect(ids(sent)).toEqual([0, 1, 2, 3]);
    queue.confirm(sent[1]!);
    expect(ids(takeAll(queue))).toEqual([4]);
  });

  test('stops at its bytes, but lets a larger message travel alone', () => {
    const queue = new PublishQueue({ window: 10, maxInFlightBytes: 100 });
    for (const [id, size] of [60, 40, 1, 500, 1].entries()) queue.add(message(id, size));
    const first = takeAll(queue);
    expect(ids(first)).toEqual([0, 1]);
    for (const entry of first) queue.confirm(entry);
    const second = takeAll(queue);
    expect(ids(second)).toEqual([2]);
    queue.confirm(second[0]!);
    const third = takeAll(queue);
    expect(ids(third)).toEqual([3]);
    queue.confirm(third[0]!);
    expect(ids(takeAll(queue))).toEqual([4]);
  });

  test('tries with one message after a refusal, then with twice as many after each confirm', () => {
    const queue = queueOf(20);
    for (const entry of takeAll(queue)) queue.refuse(entry);
    const sizes = [];
    for (let round = 0; round < 3; round++) {
      const sent = takeAll(queue);
      sizes.push(sent.length);
      queue.confirm(sent[0]!);
      for (const entry of sent.slice(1)) queue.remove(entry);
    }
    expect(sizes).toEqual([1, 2, 4]);
  });

  test('learns nothing from the confirm of a message that was on its way before the refusal', () => {
    const queue = queueOf(20);
    const sent = takeAll(queue);
    queue.refuse(sent[3]!);
    expect(sent.slice(0, 3).map((entry) => queue.confirm(entry))).toEqual([false, false, false]);
    const probe = takeAll(queue);
    expect(ids(probe)).toEqual([3]);
    expect(queue.confirm(probe[0]!)).toBe(true);
    expect(ids(takeAll(queue))).toEqual([4, 5]);
  });

  test('sends everything again in order when the session ends, except what nobody waits for', () => {
    const queue = queueOf(6);
    const sent = takeAll(queue);
    queue.confirm(sent[0]!);
    queue.abandon(sent[2]!);
    queue.returnSent();
    expect(ids(takeAll(queue))).toEqual([1, 3, 4, 5]);
    expect(queue.size).toBe(4);
  });

  test('loses nothing, keeps the order and never exceeds its window, whatever happens', () => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom('add', 'take', 'confirm', 'refuse', 'end', 'abandon'), fc.nat({ max: 4 })),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (actions) => {
        const queue = new PublishQueue({ window: 5, maxInFlightBytes: 8 });
        const wanted = new Set<PublishEntry>();
        let sent: PublishEntry[] = [];
        for (const [action, number] of actions) {
          const entry = sent[number % Math.max(sent.length, 1)];
          if (action === 'add') wanted.add(queue.add(message(wanted.size, 1 + number * 3)));
          else if (action === 'take') sent.push(...takeAll(queue));
          else if (action === 'end') queue.returnSent();
          else if (entry === undefined) continue;
          else if (action === 'confirm') queue.confirm(entry);
          else if (action === 'refuse') queue.refuse(entry);
          else queue.abandon(entry);
          if (action === 'confirm' || action === 'abandon') if (entry) wanted.delete(entry);
          if (action === 'confirm' || action === 'refuse') sent = sent.filter((other) => other !== entry);
          if (action === 'end') sent = [];
          expect(sent.length).toBeLessThanOrEqual(5);
        }
        expect(queue.clear()).toEqual([...wanted]);
      }),
    );
  });
});
