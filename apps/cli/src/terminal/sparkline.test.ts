import { expect, test } from 'vitest';
import { bar, condensed, counted, percent, sparkline } from './sparkline.ts';
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
  [1_234, 0, '1,234'],
  [4_847, 1_210, '4,847 ±1,210'],
  [4_847, null, '≥4,847'],
  [12, undefined, '12'],
])('%i records with the error %o are %s', (count, error, text) => {
  expect(counted(count, error)).toBe(text);
});
