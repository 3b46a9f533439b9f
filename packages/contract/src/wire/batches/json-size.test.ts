import { expect, test } from 'vitest';
import { jsonBytesOf } from './json-size.ts';

const RECORD = {
  timestamp: 1_795_262_405_123,
  observedAt: 1_795_262_405_140,
  message: 'naïve',
  attributes: { n: 2n ** 60n },
};

test('a record counts as many bytes as its JSON, every digit and every byte of UTF-8', () => {
  const json =
    '{"timestamp":1795262405123,"observedAt":1795262405140,"message":"naïve","attributes":{"n":1152921504606846976}}';
  expect(jsonBytesOf(RECORD)).toBe(Buffer.byteLength(json));
});

test('a record with times from outside has the same size for any times', () => {
  const later = { ...RECORD, timestamp: 1, nanos: 999_999, observedAt: 8.64e15 };
  expect(jsonBytesOf(later, 'at-most')).toBe(jsonBytesOf(RECORD, 'at-most'));
  expect(jsonBytesOf(RECORD, 'at-most')).toBeGreaterThan(jsonBytesOf(RECORD));
});
