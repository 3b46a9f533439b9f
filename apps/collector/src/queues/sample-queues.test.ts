import { setImmediate as turn } from 'node:timers/promises';
import type { Backlog } from '@logwarren/broker';
import { saveSamples } from '@logwarren/store';
import { beforeEach, expect, test, vi } from 'vitest';
import { sampleQueues } from './sample-queues.ts';

vi.mock('@logwarren/store', () => ({ ensureSampleIndex: vi.fn(async () => {}), saveSamples: vi.fn(async () => {}) }));

const saved = vi.mocked(saveSamples);
beforeEach(() => void saved.mockClear());

/** Looks at one queue as fast as it can. */
function sampleFast(backlog: () => Backlog | undefined) {
  const looks = vi.fn();
  const queue = { queue: 'LogQueue', capacity: 10, consumer: { backlog: async () => backlog() } };
  const options = { store: {}, queues: [queue], log: { debug() {} }, onSample: looks, everyMs: 1 };
  const sampling = sampleQueues(options as unknown as Parameters<typeof sampleQueues>[0]);
  return { looks, sampling };
}

/** Waits for so many further looks. */
async function furtherLooks(looks: ReturnType<typeof vi.fn>, count: number): Promise<void> {
  const until = looks.mock.calls.length + count;
  while (looks.mock.calls.length < until) await turn();
}

test('after RabbitMQ was away, the ledger is told of the queues again', async () => {
  let backlog: Backlog | undefined = { ready: 1, held: 2 };
  const { looks, sampling } = sampleFast(() => backlog);
  await using _ = sampling;
  await furtherLooks(looks, 3);
  expect(saved).toHaveBeenCalledWith({}, expect.any(String), [{ queue: 'LogQueue', capacity: 10, ready: 1, held: 2 }]);
  backlog = undefined;
  await furtherLooks(looks, 3);
  saved.mockClear();
  backlog = { ready: 5, held: 0 };
  await furtherLooks(looks, 3);
  expect(saved).toHaveBeenCalledWith({}, expect.any(String), [{ queue: 'LogQueue', capacity: 10, ready: 5, held: 0 }]);
});

test('an answer of MongoDB that takes long holds up no look at the queues', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  saved.mockReturnValueOnce(promise);
  const { looks, sampling } = sampleFast(() => ({ ready: 1, held: 0 }));
  await using _ = sampling;
  await furtherLooks(looks, 5);
  expect(saved).toHaveBeenCalledTimes(1);
  resolve();
  await furtherLooks(looks, 3);
  expect(saved.mock.calls.length).toBeGreaterThan(1);
});
