import type { OutgoingMessage } from '@logwarren/broker';
import { type LogBatch, toColumns } from '@logwarren/contract';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createSourceMetrics } from '../metrics/source-metrics.ts';
import { BatchNumbering } from './batch-numbering.ts';
import { createBatchSender, withoutSpool } from './send-batches.ts';

function batch(id: string): LogBatch {
  return { id, service: 'shop', severity: 'INFO', records: toColumns([{ timestamp: 0, observedAt: 0, message: id }]) };
}

function sender(publish: (message: OutgoingMessage) => Promise<void>) {
  const registry = new Registry();
  const metrics = createSourceMetrics(registry);
  const encode = ({ id }: LogBatch) => {
    if (id === 'bad') throw new Error('no');
    return { messageId: id } as OutgoingMessage;
  };
  const { signal } = new AbortController();
  const numbering = new BatchNumbering('web-1', 'r1');
  const publisher = withoutSpool({ accepting: true, publish });
  return {
    registry,
    batches: createBatchSender({ publisher, encode, metrics, numbering, shedder: { sheds: () => false }, signal }),
  };
}

test('batches are published in the order of the calls', async () => {
  const published: string[] = [];
  const { batches } = sender(async ({ messageId }) => {
    published.push(messageId);
  });
  await Promise.all(['a', 'b', 'c'].map((id) => batches.send(batch(id))));
  expect(published).toEqual(['a', 'b', 'c']);
});

test('a record counts as confirmed only then, and a slow confirm does not hold up the next batch', async () => {
  const gate = Promise.withResolvers<void>();
  const { registry, batches } = sender(({ messageId }) => (messageId === 'slow' ? gate.promise : Promise.resolve()));
  const slow = batches.send(batch('slow'));
  await batches.send(batch('fast'));
  const count = () => registry.getSingleMetricAsString('logwarren_source_records_confirmed_total');
  expect(await count()).toMatch(/severity="INFO"} 1$/m);
  gate.resolve();
  await slow;
  expect(await count()).toMatch(/severity="INFO"} 2$/m);
});

test('a batch that cannot be encoded does not hold up the next one', async () => {
  const { batches } = sender(() => Promise.resolve());
  const bad = batches.send(batch('bad'));
  const good = batches.send(batch('good'));
  await expect(bad).rejects.toThrow('no');
  await good;
});
