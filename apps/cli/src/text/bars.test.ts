import { expect, test } from 'vitest';
import { bar, condensed, sparkline } from './bars.ts';

test('a sparkline shows a single one, and nothing where nothing is', () => {
  expect(sparkline([0, 1, 500, 1000])).toBe(' ▁▄█');
  expect(sparkline([])).toBe('');
  expect(sparkline([0, 0])).toBe('  ');
});

test('a bar has eighths, and at least one for what is there', () => {
  expect(bar(0.5, 4)).toBe('██');
  expect(bar(0.00001, 4)).toBe('▏');
  expect(bar(0, 4)).toBe('');
  expect(bar(1, 3)).toBe('███');
});

test('numbers are condensed without losing any', () => {
  expect(condensed([1, 2, 3, 4, 5], 2)).toEqual([6, 9]);
  expect(condensed([1, 2], 5)).toEqual([1, 2]);
});
