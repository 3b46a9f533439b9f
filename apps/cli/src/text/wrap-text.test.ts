import { stripVTControlCharacters, styleText } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { padded, shortened, widthOf, wrapAfter } from './wrap-text.ts';

test('widths are those that are seen', () => {
  expect(widthOf('abc')).toBe(3);
  expect(widthOf('日本')).toBe(4);
  expect(widthOf(styleText('red', 'abc', { validateStream: false }))).toBe(3);
  expect(padded('日本', 6)).toBe('日本  ');
  expect(padded('7', 3, 'right')).toBe('  7');
  expect(shortened('日本語', 5)).toBe('日本…');
  expect(shortened('abc', 3)).toBe('abc');
});

test('what is too long goes on below its beginning', () => {
  const text = wrapAfter('10:15 ERROR ', ['a message with some words that do not fit into one row'], 50);
  expect(text).toBe('10:15 ERROR a message with some words that do not\n            fit into one row');
});

test('further lines stand below the first, with their own indent, also when they are wrapped', () => {
  const lines = ['Error: boom', '    at something/that/is/rather/long and more'];
  expect(wrapAfter('12:00 ', lines, 42).split('\n')).toEqual([
    '12:00 Error: boom',
    '          at something/that/is/rather/long',
    '          and more',
  ]);
});

test('on a narrow terminal the rest is set further left', () => {
  const rows = wrapAfter('18:05:55.000 ERROR some-service ', ['words words words words words words'], 44).split('\n');
  expect(rows).toEqual(['18:05:55.000 ERROR some-service words words', '    words words words words']);
});

test('no row is wider than the terminal, and no letter is lost', () => {
  const word = fc.oneof(fc.stringMatching(/^[a-z]{1,90}$/), fc.constantFrom('日本語のテキスト', '👩‍👩‍👧', 'é', 'x=1'));
  const lines = fc.array(
    fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(lines, fc.integer({ min: 40, max: 140 }), fc.integer({ min: 1, max: 38 }), (given, columns, start) => {
      const text = wrapAfter('>'.repeat(start), given, columns);
      for (const row of text.split('\n')) expect(widthOf(row)).toBeLessThanOrEqual(columns);
      const letters = (some: string) => stripVTControlCharacters(some).replace(/\s/g, '');
      expect(letters(text)).toBe(letters('>'.repeat(start) + given.join('')));
    }),
    { numRuns: 40 },
  );
});
