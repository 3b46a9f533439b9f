import { expect, test } from 'vitest';
import { stackCounts } from './stack-counts.ts';

test('severities stand on each other, the worst at the bottom', () => {
  expect(stackCounts([{ FATAL: 10, ERROR: 20, INFO: 70 }, { DEBUG: 50 }])).toEqual([
    ...[
      [10, 0],
      [30, 0],
      [30, 0],
      [100, 0],
      [100, 50],
      [100, 50],
    ],
  ]);
});

test('one error among thousands of records can be seen', () => {
  const [, errors, warnings, all] = stackCounts([{ ERROR: 1, INFO: 9_999 }]);
  expect(errors?.[0]).toBeGreaterThanOrEqual(200);
  expect(warnings).toEqual(errors);
  expect(all?.[0]).toBeGreaterThan(9_999);
});
