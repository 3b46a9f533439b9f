import { expect, test } from 'vitest';
import { splitQuery } from './query-terms.ts';
import { cutAtWords, wordsToMark } from './words-to-mark.ts';

test('spaces in quotes, parentheses and ranges do not end a term', () => {
  const query = 'a "b  c" service:(x OR y) status:[100 TO 200] NOT d -e:"f g" OR h AND i';
  expect(splitQuery(query).map(({ text }) => text)).toEqual([
    ...['a', '"b  c"', 'service:(x OR y)', 'status:[100 TO 200]', 'NOT d', '-e:"f g"', 'OR', 'h', 'i'],
  ]);
});

test('a term knows its field, its value and whether it is negated', () => {
  const [negated, url, open] = splitQuery('-url.path:"/a \\"b\\"" http://x "never closed');
  expect(negated).toMatchObject({ field: 'url.path', value: '/a "b"', negated: true, quoted: true });
  expect(url).toMatchObject({ text: 'http://x' });
  expect(open).toMatchObject({ text: '"never closed' });
});

test('a minus before a digit and in an arrow negates nothing', () => {
  const terms = splitQuery('-1 -> --x -[ok] -$a:1 -b');
  expect(terms.map(({ negated }) => negated)).toEqual([false, false, false, false, true, true]);
  expect(terms[4]).toMatchObject({ field: '$a', value: '1' });
});

test('words that records are asked for are marked, not those that are excluded', () => {
  expect(wordsToMark('Timeout "after 3000" -gone NOT also service:x (one OR two) pay* message:m')).toEqual([
    ...['timeout', 'after 3000', 'one', 'two', 'pay', 'm'],
  ]);
});

test('what may have been found as a text is marked as it was pasted', () => {
  expect(wordsToMark('localhost:8080 std::vector http://x status:>500 user:"bob" host:(a OR b)')).toEqual([
    ...['localhost:8080', 'std::vector', 'http://x'],
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
