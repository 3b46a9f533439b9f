import { expect, test } from 'vitest';
import { describeDryRun } from './dry-run.ts';

const DAY_MS = 86_400_000;
const FROM = Date.parse('2026-11-01T00:00:00Z');
const PARTITION = {
  partition: 'default_20261101',
  records: 12_345,
  sizeBytes: 678,
  fromMs: FROM,
  toMs: FROM + DAY_MS - 1,
  lastStoredAtMs: FROM + DAY_MS,
};

test('for a program it is one JSON object a line', () => {
  expect(
    describeDryRun([PARTITION, PARTITION], false)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))[1],
  ).toEqual({
    partition: 'default_20261101',
    records: 12_345,
    sizeBytes: 678,
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-01T23:59:59.999Z',
    lastReceivedAt: '2026-11-02T00:00:00.000Z',
  });
  expect(describeDryRun([], false)).toBe('');
});

test('for a person it is a table that says that nothing was dropped', () => {
  const [head, row, end] = describeDryRun([PARTITION], true).split('\n');
  expect(head).toMatch(/^partition {9}records {2}sizeBytes {2}from/);
  expect(row).toMatch(/^default_20261101 {2}12345 {4}678/);
  expect(end).toBe('1 would be dropped; nothing was.');
  expect(describeDryRun([], true)).toBe('Nothing has expired: there is nothing to drop.\n');
});
