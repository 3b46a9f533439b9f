import { createBatchIds, type LogRecord, stemOf } from '@logwarren/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOrderWindow } from './order-window.ts';

const nextId = createBatchIds();
const origin = stemOf(nextId());

const record = (ordinal: number, timestamp = 1): LogRecord => ({
  id: nextId(),
  timestamp,
  observedAt: 0,
  service: 'a',
  severity: 'INFO',
  severityNumber: 9,
  message: `step ${ordinal}`,
  order: { origin, ordinal },
});

function open() {
  const seen: string[][] = [];
  const window = createOrderWindow((records) => seen.push(records.map(({ message }) => message)));
  return { seen, window };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('records of messages that follow one another come in the order of their origin', () => {
  const { seen, window } = open();
  for (const ordinals of [[0, 2, 4], [1], [3, 5]]) {
    window.add(ordinals.map((ordinal) => record(ordinal)));
    vi.advanceTimersByTime(5);
  }
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(20);
  expect(seen).toEqual([[0, 1, 2, 3, 4, 5].map((ordinal) => `step ${ordinal}`)]);
});

test('what is of different origins comes as it arrived, whatever its timestamp says', () => {
  const { seen, window } = open();
  const alone = (message: string, timestamp: number) => ({ ...record(0, timestamp), message, order: undefined });
  for (const each of [alone('a', 9), record(1), alone('b', 3), record(0)]) window.add([each]);
  window.flush();
  expect(seen).toEqual([['a', 'step 0', 'step 1', 'b']]);
});

test('a stream without a pause is held for a tenth of a second at most, and every record comes once', () => {
  const { seen, window } = open();
  for (let i = 0; i < 30; i++) {
    window.add([record(i)]);
    vi.advanceTimersByTime(10);
    if (i === 10) expect(seen).not.toEqual([]);
  }
  window.flush();
  window.flush();
  vi.advanceTimersByTime(1_000);
  expect(seen.flat()).toEqual(Array.from({ length: 30 }, (_, i) => `step ${i}`));
});
