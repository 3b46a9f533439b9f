import { describe, expect, test } from 'vitest';
import { dropValue, excludeValue, formatTerm, includeValue, markOf } from './edit-query.ts';

describe('includeValue', () => {
  test.each([
    ['', 'service:cart'],
    ['timeout', 'timeout service:cart'],
    ['service:payment', 'service:(payment OR cart)'],
    ['service:(payment OR "a b") x', 'service:(payment OR "a b" OR cart) x'],
    ['-service:cart "a  b"', '"a  b" service:cart'],
    ['a OR b', '(a OR b) service:cart'],
    ['service:pay*', 'service:pay* service:cart'],
  ])('%s becomes %s', (query, expected) => {
    expect(includeValue(query, 'service', 'cart')).toBe(expected);
  });
});

describe('excludeValue', () => {
  test.each([
    ['', '-service:cart'],
    ['service:cart x', 'x -service:cart'],
    ['service:(cart OR payment)', 'service:payment -service:cart'],
    ['x OR y', '(x OR y) -service:cart'],
  ])('%s becomes %s', (query, expected) => {
    expect(excludeValue(query, 'service', 'cart')).toBe(expected);
  });
});

test('a value is taken out wherever it stands at the top level, and the rest stays as it is written', () => {
  expect(dropValue('a service:(x OR y OR z)  "b  c"', 'service', 'y')).toBe('a service:(x OR z) "b  c"');
  expect(dropValue('NOT service:x a -service:x', 'service', 'x')).toBe('a');
  expect(dropValue('(service:x OR a)', 'service', 'x')).toBe('(service:x OR a)');
});

test('what is included is marked, what is excluded too, and dropping brings the query back', () => {
  for (const value of ['cart', 'a b', 'quo"te', 'back\\slash', 'AND', '-x', '*', 'x:y', '[1', '']) {
    const query = includeValue('word', 'url.path', value);
    expect(markOf(query, 'url.path', value), query).toBe('only');
    expect(dropValue(query, 'url.path', value)).toBe('word');
    expect(markOf(excludeValue('word', 'url.path', value), 'url.path', value)).toBe('excluded');
  }
});

test('values that mean something in the language are quoted', () => {
  expect(formatTerm('service', 'a-b/c.d@e_1')).toBe('service:a-b/c.d@e_1');
  expect(formatTerm('x', 'OR')).toBe('x:("OR")');
  expect(formatTerm('x', 'a*')).toBe('x:("a*")');
  expect(formatTerm('x', '>=1')).toBe('x:(">=1")');
});

test('values of attributes are quoted, so that they are not looked for as texts', () => {
  expect(formatTerm('user', 'bob')).toBe('user:("bob")');
  expect(includeValue('user:ada', 'user', 'bob')).toBe('user:(ada OR bob)');
});

test('names with spaces or signs are quoted, and found again in the query', () => {
  expect(formatTerm('odd name', 'x')).toBe('"odd name":("x")');
  for (const name of ['odd name', 'a:b', 'qu"ote', 'back\\slash', '-minus', 'par(en)', 'st*ar', '3d', '日本 語']) {
    for (const value of ['x', 'a "b" c', 'x) OR (y', '*']) {
      const one = includeValue('word', name, value);
      expect(markOf(one, name, value), one).toBe('only');
      const two = includeValue(one, name, 'other');
      expect(markOf(two, name, value), two).toBe('only');
      expect(dropValue(two, name, 'other')).toBe(one);
      const none = excludeValue(two, name, value);
      expect(markOf(none, name, value), none).toBe('excluded');
      expect(markOf(none, name, 'other'), none).toBe('only');
      expect(dropValue(dropValue(none, name, value), name, 'other')).toBe('word');
    }
  }
});
