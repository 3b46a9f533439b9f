import { expect, test } from 'vitest';
import { countedPart } from './counted-part.ts';

test('patterns are of a part only when the time was up before all were counted', () => {
  expect(countedPart({ complete: true, counted: true })).toBe('estimated from a sample');
  expect(countedPart({ complete: false, counted: false })).toBe('of a part: the time was up');
  expect(countedPart({ complete: false, counted: true })).toBe('not grouped in full: the time was up');
  expect(countedPart({ complete: false })).toBe('of a part: the time was up');
});
