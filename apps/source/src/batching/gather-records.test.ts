import type { NormalisedRecord } from '@logwarren/contract';
import { type OpenBatch, openBatch } from '@logwarren/contract/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LINGER_MS, RecordGatherer } from './gather-records.ts';

interface Sent {
  batch: OpenBatch;
  confirm: () => void;
  fail: (error: Error) => void;
}

function gatherer() {
  const sent: Sent[] = [];
  const records = new RecordGatherer({
    accepting: true,
    send(batch) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      sent.push({ batch: openBatch(batch), confirm: resolve, fail: reject });
      return promise;
    },
  });
  return { records, sent };
}

function record(message: string, service = 'shop'): NormalisedRecord {
  return { timestamp: 1, observedAt: 2, service, severity: 'INFO', severityNumber: 9, message };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('all records are one sequence, whatever batch and flush they are in', () => {
  const { records, sent } = gatherer();
  void records.add([record('a'), record('b', 'cart'), record('c')]);
  void records.add([record('d', 'cart')]);
  records.flush();
  void records.add([record('e')]);
  records.flush();
  expect(new Set(sent.map(({ batch }) => batch.order?.origin)).size).toBe(1);
  expect(sent.map(({ batch }) => batch.order?.ordinals)).toEqual([[0, 2], [1, 3], [4]]);
});

test('records of several adders share a batch after the linger', async () => {
  const { records, sent } = gatherer();
  const first = records.add([record('a')]);
  const second = records.add([record('b')]);
  expect(sent).toHaveLength(0);
  vi.advanceTimersByTime(LINGER_MS);
  expect(sent.map(({ batch }) => batch.records.map(({ message }) => message))).toEqual([['a', 'b']]);
  sent[0]?.confirm();
  await Promise.all([first, second]);
});

test('an adder is answered only when all batches with its records are confirmed', async () => {
  const { records, sent } = gatherer();
  let answered = false;
  const added = records.add([record('a'), record('b', 'cart')]).then(() => {
    answered = true;
  });
  records.flush();
  sent[0]?.confirm();
  await vi.advanceTimersByTimeAsync(1);
  expect(answered).toBe(false);
  sent[1]?.confirm();
  await added;
});

test('a full group leaves at once and its adder is still answered once', async () => {
  const { records, sent } = gatherer();
  const added = records.add(Array.from({ length: 1001 }, (_, i) => record(String(i))));
  expect(sent.map(({ batch }) => batch.records.length)).toEqual([500, 500]);
  vi.advanceTimersByTime(LINGER_MS);
  expect(sent).toHaveLength(3);
  for (const { confirm } of sent) confirm();
  await added;
  expect(new Set(sent.map(({ batch }) => batch.id)).size).toBe(3);
});

test('a batch that fails fails every adder of its records and nobody else', async () => {
  const { records, sent } = gatherer();
  const first = records.add([record('a')]);
  const second = records.add([record('b', 'cart')]);
  records.flush();
  sent[0]?.fail(new Error('gone'));
  sent[1]?.confirm();
  await expect(first).rejects.toThrow('gone');
  await second;
});
