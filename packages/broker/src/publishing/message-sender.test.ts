import { type ConfirmChannel, IllegalOperationError } from 'amqplib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MessageInvalidError, type Session } from '../connection/index.ts';
import { MessageSender } from './message-sender.ts';
import { PublishQueue } from './publish-queue.ts';
import { PublisherState } from './publisher-state.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than every pause after a refusal. */
const LONG_MS = 10_000;
const NACK = new Error('message nacked');

/** A sender over a channel that records its calls; a test decides when its answers come. */
function createSender(publish: () => void = () => {}) {
  const counts: Record<string, number> = {};
  const counter = (name: string) => ({
    inc() {
      counts[name] = (counts[name] ?? 0) + 1;
    },
  });
  const names = ['published', 'republished', 'confirmed', 'nacked', 'returned'] as const;
  const metrics = Object.fromEntries(names.map((name) => [name, counter(name)]));
  const gauge = { set: () => {} };
  const state = new PublisherState<Session<ConfirmChannel>>('logs', {
    accepting: gauge,
    blocked: gauge,
    inFlight: gauge,
  });
  const queue = new PublishQueue({ window: 3, maxInFlightBytes: 1_000 });
  const sent: { id: string; exchange: string; answer: (error: Error | null) => void }[] = [];
  const channel = {
    publish(exchange: string, _key: string, _body: Buffer, options: { messageId: string }, answer: () => void) {
      publish();
      sent.push({ id: options.messageId, exchange, answer });
    },
  };
  const kills: string[] = [];
  const session = { channel, kill: (reason: string) => kills.push(reason) } as unknown as Session<ConfirmChannel>;
  const declared = vi.fn(async () => {});
  const logged: string[] = [];
  const note = (_fields: unknown, text?: string) => void logged.push(text ?? String(_fields));
  const parts = { queue, state, exchange: 'logs_exchange', declare: declared };
  const sender = new MessageSender({
    ...parts,
    metrics: metrics as never,
    log: { info: note, warn: note } as never,
  });
  const add = (id: string, exchange?: string) =>
    queue.add({ routingKey: 'INFO.a', body: Buffer.from('x'), messageId: id, timestampMs: 0, exchange });
  const ids = () => sent.map(({ id }) => id);
  return { sender, state, queue, session, sent, ids, counts, kills, declared, logged, add };
}

test('nothing is sent without a session, while it is blocked, or beyond the window', async () => {
  const { sender, state, session, sent, ids, add } = createSender();
  const entries = ['a', 'b', 'c', 'd'].map((id) => add(id));
  sender.sendNext();
  expect(ids()).toEqual([]);
  state.connected(session);
  state.blocked(true);
  sender.sendNext();
  expect(ids()).toEqual([]);
  state.blocked(false);
  sender.sendNext();
  expect(ids()).toEqual(['a', 'b', 'c']);
  sent[1]?.answer(null);
  expect(ids()).toEqual(['a', 'b', 'c', 'd']);
  await entries[1]?.settle.promise;
});

test('a message names its exchange, or goes to that of the publisher', () => {
  const { sender, state, session, sent, add } = createSender();
  add('a');
  add('b', 'logs_replay');
  state.connected(session);
  sender.sendNext();
  expect(sent.map(({ exchange }) => exchange)).toEqual(['logs_exchange', 'logs_replay']);
});

test('after a nack there is a pause, then one message goes out to try, and a confirm ends it', () => {
  const { sender, state, session, sent, ids, counts, declared, logged, add } = createSender();
  for (const id of ['a', 'b', 'c', 'd']) add(id);
  state.connected(session);
  sender.sendNext();
  sent[0]?.answer(NACK);
  sent[1]?.answer(NACK);
  sent[2]?.answer(null);
  expect([ids(), state.accepting]).toEqual([['a', 'b', 'c'], false]);
  vi.advanceTimersByTime(LONG_MS);
  expect([ids(), state.accepting]).toEqual([['a', 'b', 'c', 'a'], false]);
  sent[3]?.answer(null);
  expect([ids(), state.accepting]).toEqual([['a', 'b', 'c', 'a', 'b', 'd'], true]);
  expect(counts).toEqual({ published: 4, republished: 2, nacked: 2, confirmed: 2 });
  expect(logged).toEqual(['The broker refuses messages; they are sent again.', 'The broker takes messages again.']);
  expect(declared).not.toHaveBeenCalled();
});

test('the confirm of a returned message does not count: the topology is declared, and it goes out again', async () => {
  const { sender, state, session, sent, ids, queue, counts, declared, add } = createSender();
  const entry = add('a');
  state.connected(session);
  sender.sendNext();
  queue.markReturned('a');
  sent[0]?.answer(null);
  expect(declared).toHaveBeenCalledExactlyOnceWith(session);
  expect(counts).toEqual({ published: 1, returned: 1 });
  vi.advanceTimersByTime(LONG_MS);
  expect(ids()).toEqual(['a', 'a']);
  sent[1]?.answer(null);
  await entry.settle.promise;
});

test('a channel that closed answers nothing: the message stays, and goes out in the next session', () => {
  const { sender, state, session, sent, ids, queue, counts, add } = createSender();
  add('a');
  state.connected(session);
  sender.sendNext();
  sent[0]?.answer(new Error('channel closed'));
  expect([ids(), queue.size, counts]).toEqual([['a'], 1, { published: 1 }]);
  queue.returnSent();
  sender.sendNext();
  expect([ids(), counts]).toEqual([['a', 'a'], { published: 1, republished: 1 }]);
});

test('on a channel that has just closed nothing is counted as sent, and nothing is lost', () => {
  const { sender, state, session, queue, counts, add } = createSender(() => {
    throw new IllegalOperationError('Channel closed', '');
  });
  add('a');
  state.connected(session);
  sender.sendNext();
  expect([queue.size, counts]).toEqual([1, {}]);
});

test('a message that amqplib cannot encode is refused to its caller, and the others go on', async () => {
  let calls = 0;
  const { sender, state, session, ids, queue, add } = createSender(() => {
    if (++calls === 1) throw new TypeError('Expected argument');
  });
  const bad = add('a');
  add('b');
  state.connected(session);
  sender.sendNext();
  await expect(bad.settle.promise).rejects.toThrow(MessageInvalidError);
  expect([ids(), queue.size]).toEqual([['b'], 1]);
});

test('every tenth refusal in a row costs the session, because a new channel may learn of a raised limit', () => {
  const { sender, state, session, sent, kills, add } = createSender();
  add('a');
  state.connected(session);
  sender.sendNext();
  for (let refusal = 0; refusal < 20; refusal++) {
    expect(kills).toHaveLength(Math.floor(refusal / 10));
    sent[refusal]?.answer(NACK);
    vi.advanceTimersByTime(LONG_MS);
  }
  expect(kills).toHaveLength(2);
});

test('with nothing left to try with it accepts again after the pause', () => {
  const { sender, state, session, sent, queue, add } = createSender();
  const entry = add('a');
  state.connected(session);
  sender.sendNext();
  sent[0]?.answer(NACK);
  queue.abandon(entry);
  expect(state.accepting).toBe(false);
  vi.advanceTimersByTime(LONG_MS);
  expect(state.accepting).toBe(true);
});

test('a stopped sender sends nothing at the end of its pause', () => {
  const { sender, state, session, sent, ids, add } = createSender();
  add('a');
  state.connected(session);
  sender.sendNext();
  sent[0]?.answer(NACK);
  sender.stop();
  vi.advanceTimersByTime(LONG_MS);
  expect(ids()).toEqual(['a']);
});
