import { type Writing, writingAt } from '@logwarren/query/writing';
import { describe, expect, test } from 'vitest';
import { choicesFor, complete, negateLast, restOf } from './completion.ts';

/** `|` is the caret. */
function at(text: string) {
  return { query: text.replace('|', ''), writing: writingAt(text.replace('|', ''), text.indexOf('|')) };
}

describe('writingAt', () => {
  test.each([
    ['ser|', { field: undefined, prefix: 'ser', negated: false }],
    ['a -ser|vice', { field: undefined, prefix: 'ser', negated: true, start: 2, end: 10 }],
    ['a (service:pay| OR b)', { field: 'service', prefix: 'pay', start: 3 }],
    ['service:|', { field: 'service', prefix: '' }],
    ['x "odd name":pay|', { field: 'odd name', prefix: 'pay', start: 2 }],
    ['-"odd \\"name\\"":"a b|', { field: 'odd "name"', prefix: 'a b', negated: true, start: 0 }],
    ['url.path:"/a b|', { field: 'url.path', prefix: '/a b', start: 0 }],
    ['"a \\"quoted\\" text" ser|', { field: undefined, prefix: 'ser', start: 20 }],
    ['5\\" disk ser|', { field: undefined, prefix: 'ser', start: 9 }],
    ['http://ho|', { field: undefined, prefix: 'http://ho' }],
    ['std::vec|', { field: undefined, prefix: 'std::vec' }],
    ['service:(shop OR pay|', { field: 'service', prefix: 'pay', start: 17 }],
    ['service:("a b" pay|', { field: 'service', prefix: 'pay', start: 15 }],
    ['a NOT ser|', { field: undefined, prefix: 'ser', negated: true, start: 2 }],
  ])('%s', (text, expected) => {
    expect(at(text).writing).toMatchObject(expected);
  });

  test.each(['|', 'a |', '"a phra|', 'status:>=5|', 'status:[1|'])('nothing at %s', (text) => {
    expect(at(text).writing).toBeUndefined();
  });
});

test('a name is followed by its colon, a value by a space', () => {
  const { query, writing } = at('a ser| b');
  expect(complete(query, writing!, 'service')).toEqual({ query: 'a service: b', caret: 10 });
  const value = at('a -service:pa|');
  expect(complete(value.query, value.writing!, 'pay ment')).toEqual({ query: 'a -service:"pay ment" ', caret: 22 });
  expect(complete(value.query, value.writing!, 'x', false).query).toBe('a service:x ');
});

test('a name with a space is completed in quotation marks, and its value behind it', () => {
  const name = at('a odd|');
  expect(complete(name.query, name.writing!, 'odd name')).toEqual({ query: 'a "odd name":', caret: 13 });
  const value = at('a "odd name":b|');
  expect(complete(value.query, value.writing!, 'bob').query).toBe('a "odd name":("bob") ');
});

test('what begins with the letters comes before what holds them', () => {
  const known = ['http.status', 'status', 'statusText', 'other'].map((name) => ({ name }));
  expect(choicesFor('STAT', known, 3).map(({ name }) => name)).toEqual(['status', 'statusText', 'http.status']);
});

test('the last term is excluded and asked for again', () => {
  expect(negateLast('a service:"x y"')).toBe('a -service:"x y"');
  expect(negateLast('a -service:"x y"')).toBe('a service:"x y"');
  expect(negateLast('a NOT b')).toBe('a b');
  expect(negateLast('a 404')).toBe('a NOT 404');
  expect(negateLast('a NOT 404')).toBe('a 404');
  expect(negateLast('$a:1')).toBe('-$a:1');
  expect(negateLast('')).toBe('');
});

test.each([
  ['service:a lev|', 'service:a'],
  ['timeout NOT service:pay| status:>=500', 'timeout status:>=500'],
  ['a AND "b c" service:"pay|', 'a "b c"'],
  ['a OR lev|', ''],
  ['a && lev|', 'a'],
  ['a (service:pay| OR b) c', 'a c'],
  ['lev|', ''],
])('beside what is written, %s has %j', (text, rest) => {
  const { query, writing } = at(text);
  expect(restOf(query, writing as Writing)).toBe(rest);
});

test('a value in the parentheses of a field is completed without its name', () => {
  const { query, writing } = at('service:(shop OR pay|) x');
  expect(complete(query, writing!, 'pay ment').query).toBe('service:(shop OR "pay ment") x');
});

test.each([
  ['[error timeout lev|', '[error timeout'],
  ['end\\) of (lev|', 'end\\) of'],
])('beside what is written, as the service reads it, %s has %j', (text, rest) => {
  const { query, writing } = at(text);
  expect(restOf(query, writing as Writing)).toBe(rest);
});

test('alternatives leave nothing that holds beside what is written, however they are written', () => {
  expect(restOf('a || lev', { start: 5, end: 8 })).toBe('');
});

test.each([
  ['a \\( b', 'a \\( -b'],
  ['[error timeout', '[error -timeout'],
  ['a NOT NOT b', 'a -b'],
  ['a ||', 'a ||'],
])('what is excluded is the last condition as the service reads it: %s', (query, negated) => {
  expect(negateLast(query)).toBe(negated);
});
