import { expect, test } from 'vitest';
import { StreamTally } from './stream-tally.ts';

const shop = { service: 'shop', severity: 'INFO' as const };

test('counts of one service and severity are added up, and the newest moment is kept', () => {
  const tally = new StreamTally();
  tally.add({ ...shop, count: 2, lastMs: 50 });
  tally.add({ ...shop, count: 3, lastMs: 20 });
  expect(tally.counts).toEqual([{ ...shop, count: 5, lastMs: 50 }]);
});

test('services and severities are counted apart, with any characters in their names', () => {
  const tally = new StreamTally();
  tally.add({ service: 'shop', severity: 'ERROR', count: 1, lastMs: 1 });
  tally.add({ service: 'ERROR shop', severity: 'INFO', count: 1, lastMs: 1 });
  tally.add({ service: 'shop', severity: 'INFO', count: 1, lastMs: 1 });
  expect(tally.counts).toHaveLength(3);
});

test('a tombstone is not a stream', () => {
  const tally = new StreamTally();
  tally.add({ service: '', severity: 'TRACE', count: 0, lastMs: -8.64e15 });
  expect(tally.counts).toEqual([]);
});

test('later records do not change an earlier result', () => {
  const first = { ...shop, count: 1, lastMs: 1 };
  const tally = new StreamTally();
  tally.add(first);
  tally.add({ ...shop, count: 1, lastMs: 9 });
  expect(first).toEqual({ ...shop, count: 1, lastMs: 1 });
});
