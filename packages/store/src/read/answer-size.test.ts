import type { LogRecord } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { answerCharsOf, countThatFit, MAX_PAGE_CHARS } from './answer-size.ts';

function found(chars: number): { record: LogRecord } {
  return { record: { message: 'x'.repeat(chars) } as LogRecord };
}

test('the size of a record grows with its message and with the texts of its attributes', () => {
  const empty = answerCharsOf({ message: '' });
  expect(answerCharsOf({ message: 'seven..' })).toBe(empty + 7);
  const attributes = { path: '/cart', status: 502 };
  const more = answerCharsOf({ message: '', attributes }) - empty;
  expect(more).toBeGreaterThanOrEqual(JSON.stringify(attributes).length - 2);
});

test('records that fit together all fit', () => {
  expect(countThatFit(Array.from({ length: 5 }, () => found(100)))).toBe(5);
});

test('the record that goes beyond the limit is the first that does not fit', () => {
  const half = MAX_PAGE_CHARS / 2;
  expect(countThatFit([found(half - 400), found(half - 400), found(10_000), found(0)])).toBe(2);
});

test('one record of any size fits, so that a page always makes progress', () => {
  expect(countThatFit([found(MAX_PAGE_CHARS * 2), found(0)])).toBe(1);
  expect(countThatFit([])).toBe(1);
});
