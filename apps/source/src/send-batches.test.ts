import type { OutgoingMessage } from '@logwarren/broker';
import type { LogBatch } from '@logwarren/contract';
import { Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { createBatchSender } from './send-batches.ts';
import { createSourceMetrics } from './source-metrics.ts';

function batch(id: string): LogBatch {
  return { id, service: 'shop', severity: 'INFO', records: [{ timestamp: 0, observedAt: 0, message: id }] };
}

function sender(publish: (message: OutgoingMessage) => Promise<void>) {
  const encoding = new Map<string, PromiseWithResolvers<void>>();
  const registry = new Registry();
  const metrics = createSourceMetrics(registry);
  const encode = async ({ id }: LogBatch) => {
    const gate = Promise.withResolvers<void>();
    encoding.set(id, gate);
    await gate.promise;
    return { messageId: id } as OutgoingMessage;
  };
  const signal = new AbortController().signal;
  return {
    encoding,
    registry,
    sender: createBatchSender({ publisher: { accepting: true, publish }, encode, metrics, signal }),
  };
}

test('batches are published in the order of the calls, whichever is encoded first', async () => {
  const published: string[] = [];
  const { encoding, sender: batches } = sender(async ({ messageId }) => {
    published.push(messageId);
  });
  const sent = ['a', 'b', 'c'].map((id) => batches.send(batch(id)));
  await vi.waitFor(() => expect(encoding.size).toBe(3));
  for (const id of ['c', 'b', 'a']) encoding.get(id)?.resolve();
  await Promise.all(sent);
  expect(published).toEqual(['a', 'b', 'c']);
});

test('a confirm that takes long does not hold up the next batch', async () => {
  const gate = Promise.withResolvers<void>();
  const {
    encoding,
    registry,
    sender: batches,
  } = sender(({ messageId }) => (messageId === 'slow' ? gate.promise : Promise.resolve()));
  const slow = batches.send(batch('slow'));
  const fast = batches.send(batch('fast'));
  await vi.waitFor(() => expect(encoding.size).toBe(2));
  for (const each of encoding.values()) each.resolve();
  await fast;
  const confirmed = registry.getSingleMetricAsString('logwarren_source_records_confirmed_total');
  expect(await confirmed).toMatch(/severity="INFO"} 1$/m);
  gate.resolve();
  await slow;
});

test('a batch that cannot be encoded does not hold up the next one', async () => {
  const { encoding, sender: batches } = sender(() => Promise.resolve());
  const bad = batches.send(batch('bad'));
  const good = batches.send(batch('good'));
  await vi.waitFor(() => expect(encoding.size).toBe(2));
  encoding.get('bad')?.reject(new Error('no'));
  encoding.get('good')?.resolve();
  await expect(bad).rejects.toThrow('no');
  await good;
});
