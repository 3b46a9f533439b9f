import { expect, test } from 'vitest';
import { cutAtWords, wordsToMark } from './words-to-mark.ts';

/** The page marks the words that the service searches for, however the query is written. */
test.each([
  ['a && b || c', ['a', 'b', 'c']],
  ['message:(refused OR lost)', ['refused', 'lost']],
  ['msg:refused body:"by peer"', ['refused', 'by peer']],
  ['service.name:shop app:shop trace:abc', []],
  ['"C:\\\\Temp" say\\:hello', ['c:\\temp', 'c:\\\\temp', 'say:hello', 'say\\:hello']],
  ['[error timeout', ['[error', 'timeout']],
  ['say"so"', ['say', 'so']],
  ['end\\) of -(left OR out) it', ['end)', 'end\\)', 'of', 'it']],
  ['user:"ada"', ['user:"ada"']],
  ['NOT NOT found -gone', ['found']],
  ['"never closed', []],
])('%s', (query, words) => {
  expect(wordsToMark(query)).toEqual(words);
});

test('words that records are asked for are marked, not those that are excluded', () => {
  expect(wordsToMark('Timeout "after 3000" -gone NOT also service:x (one OR two) pay* message:m')).toEqual([
    'timeout',
    'after 3000',
    'one',
    'two',
    'pay',
    'm',
  ]);
});

test('what may have been found as a text is marked as it was pasted', () => {
  expect(wordsToMark('localhost:8080 std::vector http://x status:>500 user:"bob" host:(a OR b)')).toEqual([
    'localhost:8080',
    'std::vector',
    'http://x',
    'user:"bob"',
  ]);
});

test('text is cut at every place of a word, the longest first, and put together it is the text again', () => {
  const pieces = cutAtWords('TimeOut: time after timeout', ['time', 'timeout']);
  expect(pieces.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(['TimeOut', 'time', 'timeout']);
  expect(pieces.map(({ text }) => text).join('')).toBe('TimeOut: time after timeout');
});

test('letters whose lower case is longer shift nothing', () => {
  expect(cutAtWords('İİİ abc', ['abc'])).toEqual([{ text: 'İİİ abc', marked: false }]);
});
