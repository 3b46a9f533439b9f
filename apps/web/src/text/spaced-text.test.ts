import { expect, test } from 'vitest';
import { spacedText, spokenText } from './spaced-text.ts';

const seen = (value: string) =>
  spacedText(value)
    .map(({ text }) => text)
    .join('');

test('values that differ in white space alone look different', () => {
  const values = [
    'a b',
    'a  b',
    'a   b',
    'a\nb',
    'a\tb',
    'a\rb',
    'a\r\nb',
    'a\u00a0b',
    ' a b',
    'a b ',
    '\ta b',
    '',
    ' ',
    '  ',
  ];
  expect(new Set(values.map(seen)).size).toBe(values.length);
  expect(new Set(values.map(spokenText)).size).toBe(values.length);
});

test.each([
  ['a b', 'a b', 'a b'],
  ['a\nb', 'a↵b', 'a (line break) b'],
  ['a\tb', 'a⇥b', 'a (tab) b'],
  ['', '(empty)', '(empty)'],
  [' a', '␣a', '(space) a'],
  ['a\u00a0b', 'a[U+00A0]b', 'a (U+00A0) b'],
  ['\u0007x\u202e', '␇x[U+202E]', '␇x[U+202E]'],
])('%j is shown as %s and read as %s', (value, text, spoken) => {
  expect(seen(value)).toBe(text);
  expect(spokenText(value)).toBe(spoken);
});
