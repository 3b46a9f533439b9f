import { createLogger } from '@logwarren/common';
import { StoreUnavailableError } from '@logwarren/store';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRetentionMetrics } from './metrics.ts';
import { type Job, type Leased, runPass, scheduleJob } from './schedule-job.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-21T10:00:30Z') }));
afterEach(() => void vi.useRealTimers());

function contextWith(leased: Leased = (_name, signal, work) => work(signal)) {
  const registry = new Registry();
  const controller = new AbortController();
  const metrics = createRetentionMetrics(registry);
  const log = createLogger('test', 'silent');
  const metricOf = async (name: string, labels: Record<string, string>) => {
    const metric = await registry.getSingleMetric(`logwarren_retention_${name}`)?.get();
    return metric?.values.find((value) => Object.entries(labels).every(([key, label]) => value.labels[key] === label))
      ?.value;
  };
  return { context: { leased, log, metrics, signal: controller.signal }, controller, metricOf };
}

function job(work: Job['work']): Job {
  return { name: 'merge', cron: '* * * * *', work };
}

test('a pass that succeeds is counted, with its moment', async () => {
  const { context, metricOf } = contextWith();
  let held: number | undefined;
  await runPass(
    job(async () => {
      held = await metricOf('lease_held', { job: 'merge' });
    }),
    context,
  );
  expect(held).toBe(1);
  expect(await metricOf('lease_held', { job: 'merge' })).toBe(0);
  expect(await metricOf('passes_total', { job: 'merge', result: 'success' })).toBe(1);
  expect(await metricOf('last_success_timestamp_seconds', { job: 'merge' })).toBe(Date.now() / 1000);
});

test('a pass that fails is counted, and is no success', async () => {
  const { context, metricOf } = contextWith();
  for (const error of [new StoreUnavailableError('cannot merge', new Error('away')), new TypeError('bug')]) {
    await runPass(
      job(async () => {
        throw error;
      }),
      context,
    );
  }
  expect(await metricOf('passes_total', { job: 'merge', result: 'failed' })).toBe(2);
  expect(await metricOf('lease_held', { job: 'merge' })).toBe(0);
  expect(await metricOf('last_success_timestamp_seconds', { job: 'merge' })).toBeUndefined();
});

test('a pass is skipped while another instance holds the lease', async () => {
  const { context, metricOf } = contextWith(async () => undefined);
  const work = vi.fn();
  await runPass(job(work), context);
  expect(work).not.toHaveBeenCalled();
  expect(await metricOf('passes_total', { job: 'merge', result: 'skipped' })).toBe(1);
});

test('a job runs each minute, is not run twice at once, and goes on after a failure', async () => {
  const { context } = contextWith();
  const gates: PromiseWithResolvers<void>[] = [];
  const work = () => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  };
  await using _job = scheduleJob(job(work), context);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(gates).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(180_000);
  expect(gates, 'the first pass still runs').toHaveLength(1);
  gates[0]?.reject(new Error('failed'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(gates).toHaveLength(2);
  gates[1]?.resolve();
});

test('a clock that is set back or ahead by hours stops no job', async () => {
  const { context } = contextWith();
  const work = vi.fn(async () => {});
  await using _job = scheduleJob(job(work), context);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work).toHaveBeenCalledTimes(1);
  vi.setSystemTime(Date.now() - 7_200_000);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(work.mock.calls.length).toBeGreaterThanOrEqual(2);
  vi.setSystemTime(Date.now() + 7_200_000);
  work.mockClear();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(work.mock.calls.length).toBeGreaterThanOrEqual(1);
});

test('disposing waits for the pass that runs and starts no other', async () => {
  const { context, controller } = contextWith();
  const events: string[] = [];
  const work = async (signal: AbortSignal) => {
    events.push('started');
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => setTimeout(reject, 100)));
  };
  const scheduled = scheduleJob(job(work), context);
  await vi.advanceTimersByTimeAsync(60_000);
  controller.abort();
  const disposed = scheduled[Symbol.asyncDispose]().then(() => events.push('disposed'));
  await vi.advanceTimersByTimeAsync(50);
  expect(events).toEqual(['started']);
  await vi.advanceTimersByTimeAsync(600_000);
  await disposed;
  expect(events).toEqual(['started', 'disposed']);
});
