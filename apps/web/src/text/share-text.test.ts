import { expect, test } from 'vitest';
import { shareText } from './share-text.ts';

test.each([
  [0, '0 %'],
  [0.001, 'under 1 %'],
  [0.12, '12 %'],
  [0.999, 'over 99 %'],
  [1, '100 %'],
])('%f is %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});
