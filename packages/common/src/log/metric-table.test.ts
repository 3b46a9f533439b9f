import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createLabelLimit, createMetrics, sharedMetrics } from './metric-table.ts';

const seriesOf = async (registry: Registry) =>
  (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('a row becomes a metric of its kind, with its name, help and labels', async () => {
  const registry = new Registry();
  const { waits, taken, size } = createMetrics(registry, {
    taken: { kind: 'counter', name: 'shop_taken_total', help: 'Things taken.', labels: ['kind', 'by'] },
    size: { kind: 'gauge', name: 'shop_size', help: 'Things there are.' },
    waits: { kind: 'histogram', name: 'shop_wait_seconds', help: 'Waits.', labels: ['by'], buckets: [1, 2] },
  });
  taken.inc({ kind: 'pear', by: 'me' }, 2);
  size.set(7);
  waits.observe({ by: 'me' }, 1.5);
  expect(await registry.metrics()).toMatch(
    /^# HELP shop_taken_total Things taken\.\n# TYPE shop_taken_total counter$/m,
  );
  expect(await seriesOf(registry)).toEqual([
    'shop_taken_total{kind="pear",by="me"} 2',
    'shop_size 7',
    'shop_wait_seconds_bucket{le="1",by="me"} 0',
    'shop_wait_seconds_bucket{le="2",by="me"} 1',
    'shop_wait_seconds_bucket{le="+Inf",by="me"} 1',
    'shop_wait_seconds_sum{by="me"} 1.5',
    'shop_wait_seconds_count{by="me"} 1',
  ]);
});

test('a gauge that starts absent appears when it is set, and never as a 0 that nobody counted', async () => {
  const registry = new Registry();
  const { age } = createMetrics(registry, {
    age: { kind: 'gauge', name: 'shop_age_seconds', help: 'Age.', startsAbsent: true },
  });
  expect(await seriesOf(registry)).toEqual([]);
  age.set(0);
  expect(await seriesOf(registry)).toEqual(['shop_age_seconds 0']);
});

test('a reader is asked at each scrape, and what it no longer knows disappears', async () => {
  const registry = new Registry();
  let waiting: number | undefined = 3;
  let zones = [{ labels: { service: 'a' }, value: 60 }];
  createMetrics(
    registry,
    {
      waiting: { kind: 'gauge', name: 'shop_waiting', help: 'Waiting.' },
      zones: { kind: 'gauge', name: 'shop_zone_seconds', help: 'Zones.', labels: ['service'] },
    },
    { waiting: () => waiting, zones: () => zones },
  );
  expect(await seriesOf(registry)).toEqual(['shop_waiting 3', 'shop_zone_seconds{service="a"} 60']);
  waiting = undefined;
  zones = [{ labels: { service: 'b' }, value: 5 }];
  expect(await seriesOf(registry)).toEqual(['shop_zone_seconds{service="b"} 5']);
});

test('shared metrics are registered once for all users; others can be registered only once', async () => {
  const registry = new Registry();
  const table = { sent: { kind: 'counter', name: 'shop_sent_total', help: 'Sent.' } } as const;
  sharedMetrics(registry, table).sent.inc();
  sharedMetrics(registry, table).sent.inc();
  expect(await seriesOf(registry)).toEqual(['shop_sent_total 2']);
  expect(() => createMetrics(registry, table)).toThrow('already been registered');
});

test('values of a label beyond the limit are counted together', () => {
  const labelOf = createLabelLimit(2);
  expect(['a', 'b', 'c', 'a', 'd'].map(labelOf)).toEqual(['a', 'b', 'other', 'a', 'other']);
});
