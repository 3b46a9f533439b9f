import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createCollectorMetrics } from './collector-metrics.ts';

test('the time from receipt to search is never below zero, whatever clock the source has', async () => {
  const registry = new Registry();
  const metrics = createCollectorMetrics(registry, () => 0);
  const report = { records: 2, duplicates: 0, parts: 2, durationMs: 1 };
  metrics.flushed({ ...report, receivedMs: [Date.now() + 3_600_000, Date.now() - 3_600_000] });
  const text = await registry.getSingleMetricAsString('logwarren_receipt_to_searchable_seconds');
  expect(text).toMatch(/_bucket\{le="0.05"\} 1\n/);
  expect(text).toMatch(/_count 2$/m);
  expect(Number(/_sum (\S+)/.exec(text)?.[1])).toBeCloseTo(3_600, 0);
});

test('what a queue holds is absent while RabbitMQ cannot be asked, and not 0', async () => {
  const registry = new Registry();
  const metrics = createCollectorMetrics(registry, () => 0);
  const samples = async () =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith('logwarren_queue_'));
  metrics.sampled('LogQueue', { ready: 3, held: 2 });
  expect(await samples()).toEqual([
    'logwarren_queue_ready_messages{queue="LogQueue"} 3',
    'logwarren_queue_held_messages{queue="LogQueue"} 2',
  ]);
  metrics.sampled('LogQueue', undefined);
  expect(await samples()).toEqual([]);
});
