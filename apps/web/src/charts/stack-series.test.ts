import { expect, test } from 'vitest';
import { severityValues } from '../api/severity-counts.ts';
import { stackSeries } from './stack-series.ts';

const stackCounts = (bins: Parameters<typeof severityValues>[0], least: number) =>
  stackSeries(severityValues(bins), least);

test('severities stand on each other, the worst at the bottom', () => {
  expect(stackCounts([{ FATAL: 10, ERROR: 20, INFO: 70 }, { DEBUG: 50 }], 1)).toEqual([
    [10, 0],
    [30, 0],
    [30, 0],
    [100, 0],
    [100, 50],
    [100, 50],
  ]);
});

test('one error among thousands of records can be seen, and the bar stays as high as its records', () => {
  const [, errors, warnings, all] = stackCounts([{ ERROR: 1, INFO: 9_999 }], 150);
  expect(errors).toEqual([150]);
  expect(warnings).toEqual(errors);
  expect(all).toEqual([10_000]);
});

test('an incident is higher than a single error', () => {
  const [, errors, , all] = stackCounts([{ ERROR: 1, INFO: 153 }, { ERROR: 29, INFO: 111 }, { INFO: 1_000 }], 14);
  expect(errors).toEqual([14, 29, 0]);
  expect(all).toEqual([154, 140, 1_000]);
});

test('a bar too low to be seen gets the least height once, for the worst of its severities', () => {
  const heights = stackCounts(
    [
      { FATAL: 1, WARN: 1, INFO: 1 },
      { INFO: 3, TRACE: 9 },
    ],
    20,
  );
  expect(heights.map(([first]) => first)).toEqual([20, 20, 20, 20, 20, 20]);
  expect(heights.map(([, second]) => second)).toEqual([0, 0, 0, 20, 20, 20]);
});

test('beside a busy bar, others are not made of equal stripes', () => {
  const mixed = { ERROR: 3, WARN: 5, INFO: 600, DEBUG: 900, TRACE: 40 };
  const [, errors, warnings, infos, debugs, all] = stackCounts([mixed, { INFO: 46_800 }], 780).map(([first]) => first);
  expect([errors, warnings, infos]).toEqual([780, 780, 780]);
  expect([debugs, all]).toEqual([1_508, 1_548]);
});
