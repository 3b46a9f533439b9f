import { expect, test } from 'vitest';
import { counted, countOf, percent } from './numbers.ts';

test('shares are of one whole', () => {
  expect([percent(1, 3), percent(1, 1_000_000), percent(0, 5), percent(0, 0)]).toEqual(['33.3%', '<0.1%', '0.0%', '-']);
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
