import { describe, expect, test, vi } from 'vitest';
import { dropValue, excludeValue, formatTerm, includeValue, markOf } from './edit-query.ts';

describe('includeValue', () => {
  test.each([
    ['', 'service:cart'],
    ['timeout', 'timeout service:cart'],
    ['service:payment', 'service:(payment OR cart)'],
    ['service:(payment OR "a b") x', 'service:(payment OR "a b" OR cart) x'],
    ['-service:cart "a  b"', '"a  b" service:cart'],
    ['a OR b', '(a OR b) service:cart'],
    ['service:pay*', 'service:cart'],
    ['app:payment x', 'service:(payment OR cart) x'],
    ['-service:pay* x', 'x service:cart'],
    ['service:payment AND x', 'service:(payment OR cart) AND x'],
    ['x AND service:pay* AND y', 'x AND y service:cart'],
    ['service:(payment OR bank) -service:old* x', 'service:(payment OR bank OR cart) x'],
    ['service:payment OR x', '(service:payment OR x) service:cart'],
    ['service:payment || x', '(service:payment || x) service:cart'],
    ['service:payment OR app:bank', 'service:(payment OR bank OR cart)'],
    ['(x service:payment) y', '(x service:(payment OR cart)) y'],
    ['(service:pay* service:*) y', 'y service:cart'],
    ['service:payment service:bank', 'service:cart'],
    ['service:(payment OR bank) -service:bank', 'service:(payment OR cart)'],
    ['"never closed', '"never closed service:cart'],
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
    ['service:cart OR y', '(service:cart OR y) -service:cart'],
    ['app:ca* x', 'app:ca* x -service:cart'],
    ['x AND app:Cart', 'x -service:cart'],
  ])('%s becomes %s', (query, expected) => {
    expect(excludeValue(query, 'service', 'cart')).toBe(expected);
  });
});

test('a value is taken out wherever it stands at the top level, and the rest stays as it is written', () => {
  expect(dropValue('a service:(x OR y OR z)  "b  c"', 'service', 'y')).toBe('a service:(x OR z)  "b  c"');
  expect(dropValue('NOT service:x a -service:x', 'service', 'x')).toBe('a');
  expect(dropValue('(service:x OR a)', 'service', 'x')).toBe('(service:x OR a)');
});

test.each([
  ['level:error', 'ERROR', 'INFO WARN', ''],
  ['level:warning', 'WARN', 'ERROR', ''],
  ['severity:(warn)', 'WARN', 'ERROR', ''],
  ['severity:>=WARN', 'WARN ERROR FATAL', 'INFO', ''],
  ['severity:notice', 'INFO', 'WARN', ''],
  ['-level:info', '', 'WARN', 'INFO'],
  ['NOT severity:<warn', '', 'WARN', 'INFO DEBUG'],
  ['severity:*', '', 'INFO', ''],
  ['severity:ERROR OR tick', '', 'ERROR', ''],
  ['(severity:ERROR OR level:warn) tick', 'ERROR WARN', 'INFO', ''],
])('%s asks for and excludes what it does', (query, chosen, neither, excluded) => {
  const marked = (values: string) => values.split(' ').map((value) => value && markOf(query, 'severity', value));
  expect(new Set([...marked(chosen), ''])).toEqual(new Set(chosen === '' ? [''] : ['only', '']));
  expect(new Set(marked(neither))).toEqual(new Set([undefined]));
  expect(new Set([...marked(excluded), ''])).toEqual(new Set(excluded === '' ? [''] : ['excluded', '']));
});

test('another click takes the value back, however it was asked for', () => {
  expect(dropValue('level:error x', 'severity', 'ERROR')).toBe('x');
  expect(dropValue('severity:>=WARN x', 'severity', 'ERROR')).toBe('x severity:ERROR');
  expect(dropValue('-level:info AND x', 'severity', 'INFO')).toBe('x');
  expect(dropValue('-app:(bars OR shop) x', 'service', 'BARS')).toBe('-service:shop x');
  expect(dropValue('x -app:sh*', 'service', 'shop')).toBe('x');
});

test('what is included is marked, what is excluded too, and dropping brings the query back', () => {
  for (const value of ['cart', 'a b', 'quo"te', 'back\\slash', 'AND', '-x', '*', 'x:y', '[1', '']) {
    const query = includeValue('word', 'url.path', value);
    expect(markOf(query, 'url.path', value), query).toBe('only');
    expect(dropValue(query, 'url.path', value)).toBe('word');
    expect(markOf(excludeValue('word', 'url.path', value), 'url.path', value)).toBe('excluded');
  }
});

test('another spelling of a number asks for the number as well, and a click for what it stands on alone', () => {
  for (const query of ['price:5e2', 'price:(5e2)', 'attributes.price:5e2']) {
    for (const value of ['500', '5e2']) expect(markOf(query, 'price', value), query).toBe('only');
    expect(markOf(query, 'price', '0500')).toBe(undefined);
    expect(dropValue(`${query} x`, 'price', '500')).toBe('x');
    expect(excludeValue(`${query} x`, 'price', '500')).toBe('x -price:("500")');
  }
  expect(includeValue('', 'price', '5e2')).toBe('price:("5e2")');
  expect(markOf('price:("5e2")', 'price', '500')).toBe(undefined);
  expect(includeValue('price:("5e2")', 'price', '500')).toBe('price:("5e2" OR 500)');
  expect(dropValue('price:("5e2" OR 500) x', 'price', '500')).toBe('price:("5e2") x');
  expect(includeValue('price:5e2', 'price', '007')).toBe('price:(5e2 OR "007")');
  expect(dropValue('price:(5e2 OR 7) x', 'price', '7')).toBe('price:(5e2) x');
  expect(includeValue('price:(5e2 OR 7)', 'price', '8')).toBe('price:(5e2 OR 7 OR 8)');
  expect(includeValue('price:0500 -price:500 x', 'price', '500')).toBe('price:("0500" OR 500) x');
  expect(includeValue('price:5e2 -price:(500 OR "5e2") x', 'price', '5e2')).toBe('price:("5e2") x');
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

test('queries are edited where there is no Buffer, as in a browser', () => {
  const { Buffer } = globalThis;
  Reflect.deleteProperty(globalThis, 'Buffer');
  try {
    expect(includeValue('app:Köln level:error OR x', 'service', 'b')).toBe('(app:Köln level:error OR x) service:b');
    expect(includeValue('app:Köln {"a":1}', 'service', 'b')).toBe('service:(Köln OR b) {"a":1}');
    expect(markOf('app:ca*', 'service', 'cart')).toBe('only');
  } finally {
    globalThis.Buffer = Buffer;
  }
});

test('a pasted record with a long name is read where there is no Buffer, as in a browser', () => {
  vi.stubGlobal('Buffer', undefined);
  try {
    const query = `{"${'name'.repeat(30)}": "x"} service:a`;
    expect(excludeValue(query, 'service', 'b')).toBe(`${query} -service:b`);
    expect(markOf(query, 'service', 'a')).toBe('only');
  } finally {
    vi.unstubAllGlobals();
  }
});
