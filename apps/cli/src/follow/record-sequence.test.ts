import type { RecordJson } from '@logwarren/api';
import { expect, test } from 'vitest';
import { compareRecords, SeenIds } from './record-sequence.ts';

const origin = '019aa5c2-7f31-7b1e-9c44-5d0f3a2b';

const at = (id: string, timestamp: string, order?: string): RecordJson => ({
  id,
  timestamp,
  service: 'a',
  severity: 'INFO',
  severityNumber: 9,
  message: id,
  attributes: {},
  observedAt: timestamp,
  ...(order === undefined ? {} : { order: `${origin}/${order}` }),
});

test('records sort by time, then nanoseconds, then by where they stood, and without that by their ids', () => {
  const inOrder = [
    at('z', '2026-11-21T10:00:00.000Z', '00000000001'),
    at('a', '2026-11-21T10:00:00.000Z', '0000000000a'),
    at(`${origin.slice(0, -1)}c0001`, '2026-11-21T10:00:00.000Z'),
    at(`${origin.slice(0, -1)}c0002`, '2026-11-21T10:00:00.000Z'),
    at('a', '2026-11-21T10:00:00.000000500Z', '00000000000'),
    at('a', '2026-11-21T10:00:01Z', '00000000000'),
  ];
  expect(inOrder.toReversed().toSorted(compareRecords)).toEqual(inOrder);
});

test('an id is new once; only the last ones are remembered', () => {
  const seen = new SeenIds(2);
  expect(seen.highest).toBeUndefined();
  expect(['b', 'b', 'c', 'a', 'c', 'b'].map((id) => seen.add(id))).toEqual([true, false, true, true, false, true]);
  expect(seen.highest).toBe('c');
});
