import { batchOriginOf, type LogBatch, toColumns } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { BatchNumbering } from './batch-numbering.ts';

function batch(service: string, count: number): LogBatch {
  const records = Array.from({ length: count }, () => ({ timestamp: 0, observedAt: 0, message: '' }));
  return { id: '', service, severity: 'INFO', records: toColumns(records) };
}

test('each service is numbered without a hole', () => {
  const numbering = new BatchNumbering('web-1', 'r1');
  const origin = (service: string, count: number) =>
    batchOriginOf({ ...numbering.next(batch(service, count), false), count });
  expect(origin('a', 3)).toEqual({ source: 'web-1', run: 'r1', from: 0, to: 3 });
  expect(origin('b', 1)).toMatchObject({ from: 0, to: 1 });
  expect(origin('a', 2)).toMatchObject({ from: 3, to: 5 });
});

test('repeated batches, and services beyond ten thousand, have no number', () => {
  const numbering = new BatchNumbering('web-1', 'r1');
  expect(numbering.next(batch('a', 3), true)).toEqual({ source: 'web-1', run: 'r1', service: 'a' });
  expect(numbering.next(batch('a', 3), false)).toMatchObject({ position: 3 });
  for (let i = 1; i < 10_000; i++) numbering.next(batch(`s${i}`, 1), false);
  expect(numbering.next(batch('one more', 1), false)).not.toHaveProperty('position');
  expect(numbering.next(batch('a', 1), false)).toMatchObject({ position: 4 });
});

test('two runs on one host are distinguished', () => {
  const runs = [1, 2].map(() => new BatchNumbering('web-1').next(batch('a', 1), false).run);
  expect(new Set(runs).size).toBe(2);
});
