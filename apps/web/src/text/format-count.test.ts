import { expect, test } from 'vitest';
import { countOf, exactCount, shareText, shortCount } from './format-count.ts';

test('counts are short from ten thousand on, and the exact one has separators', () => {
  expect([0, 1_204, 9_999, 10_000, 31_449, 3_104_225].map(shortCount)).toEqual([
    '0',
    '1,204',
    '9,999',
    '10K',
    '31.4K',
    '3.1M',
  ]);
  expect(exactCount(3_104_225)).toBe('3,104,225');
});

test('a count has its noun, one record and many records', () => {
  expect([0, 1, 1_204].map((count) => countOf(count, 'record'))).toEqual(['0 records', '1 record', '1,204 records']);
  expect(countOf(31_449, 'record', shortCount)).toBe('31.4K records');
});

test.each([
  [0, '0 %'],
  [0.001, 'under 1 %'],
  [0.12, '12 %'],
  [0.999, 'over 99 %'],
  [1, '100 %'],
])('%f is %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});
