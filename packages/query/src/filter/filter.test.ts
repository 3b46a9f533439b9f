import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALL, and, parseText } from './filter.ts';
import { phrase } from './test-filters.ts';

test.each([
  ['timeout', phrase('timeout')],
  ['declined timeout', and([phrase('declined'), phrase('timeout')])],
  ['"payment declined" 502', and([phrase('payment declined'), phrase('502')])],
  ['say"so"', and([phrase('say'), phrase('so')])],
  ['"  spaced  "', phrase('spaced')],
  ['/api/v2', phrase('/api/v2')],
  ['', ALL],
  ['  ', ALL],
  ['""', ALL],
])('the text %j is read', (text, filter) => {
  expect(parseText(text)).toEqual({ filter });
});

test.each([
  ['"open', 1],
  ['a "b" "c', 7],
])('%j is refused with the position %i', (text, position) => {
  expect(parseText(text)).toEqual({ problem: `quotation mark at position ${position} is never closed` });
});

test('any text is read or refused, and no phrase is empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '"', ' ', '\\', '*', '$', '\n', '🔥') }), (text) => {
      const read = parseText(text);
      if ('problem' in read) expect((text.match(/"/g) ?? []).length % 2).toBe(1);
      else {
        const filters = read.filter.kind === 'and' ? read.filter.filters : [read.filter];
        for (const each of filters) if (each.kind === 'phrase') expect(each.phrase.trim()).not.toBe('');
      }
    }),
  );
});
