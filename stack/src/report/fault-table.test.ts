import { expect, test } from 'vitest';
import { type FaultRecord, faultTables, insertTables } from './fault-table.ts';

const base = { name: 'n', passed: true, seconds: 60, broker: '4.0.5', mongo: '6.0.5', seed: 1, seen: '2 kills' };
const report = {
  confirmed: 1200,
  lost: [],
  unexpected: [],
  twice: [7],
  recovered: 3,
  redelivered: 4,
  outOfOrder: 5,
  recoveryMs: 1260,
  drainMs: 400,
  peakRssMiB: { source: 100, collector: 120 },
};

test('rows stand in the order of their numbers, with their account', () => {
  const records: FaultRecord[] = [
    { ...base, row: '10a' },
    { ...base, row: '9', report, passed: false },
  ];
  const lines = faultTables(records, []).split('\n');
  expect(lines[0]).toBe('MongoDB 6.0.5; 1 of 2 rows green, 1,200 records confirmed, 2 minutes.');
  expect(lines[4]).toBe('| 9 | n | FAILED | 1,200 | 0 | 0 | 1 | 3 | 4 | 5 | 1.3 s | 0.4 s | 100 / 120 MiB | 2 kills |');
  expect(lines[5]?.startsWith('| 10a | n | green |')).toBe(true);
  expect(new Set(lines.slice(2).map((line) => line.split('|').length)).size).toBe(1);
});

test('the tables of a broker replace those of the same broker alone', () => {
  const once = insertTables(insertTables('# Page\n', '4.0.5', 'old 4'), '3.10.8', 'old 3');
  const twice = insertTables(once, '4.0.9', 'new 4');
  expect(twice).toContain('### RabbitMQ 4.0.9\n\nnew 4\n');
  expect(twice).toContain('old 3');
  expect(twice).not.toContain('old 4');
});
