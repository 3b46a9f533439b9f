import { expect, test } from 'vitest';
import { bar, condensed, counted, countOf, percent, sparkline } from './sparkline.ts';
import { table } from './table.ts';

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

test('shares are of one whole', () => {
  expect([percent(1, 3), percent(1, 1_000_000), percent(0, 5), percent(0, 0)]).toEqual(['33.3%', '<0.1%', '0.0%', '-']);
});

test('a table has numbers at the right', () => {
  const text = table(
    [{ title: 'NAME' }, { title: 'N', side: 'right' }],
    [
      ['日本', '5'],
      ['a', '1,000'],
    ],
    (title) => title,
  );
  expect(text).toBe('NAME      N\n日本      5\na     1,000\n');
});

test.each([
  [{ count: 1_234, error: 0 }, '1,234'],
  [{ count: 4_847, error: 1_210 }, '4,847 ±1,210'],
  [{ count: 4_847, error: 1_210, low: 3_700, high: 6_057 }, '4,847 ±1,210'],
  [{ count: 847, error: 5_153, low: 61, high: 6_000 }, '847 (61–6,000)'],
  [{ count: 4_847, error: null }, '≥4,847'],
  [{ count: 12 }, '12'],
])('%o is %s', (count, text) => {
  expect(counted(count)).toBe(text);
});

test('a number comes with its noun, one of it in the singular', () => {
  expect([0, 1, 2, 1204].map((count) => countOf(count, 'dead letter'))).toEqual([
    '0 dead letters',
    '1 dead letter',
    '2 dead letters',
    '1,204 dead letters',
  ]);
});
