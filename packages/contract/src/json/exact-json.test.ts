import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactNumber, parseForeignJson, parseJson, stringifyJson } from './exact-json.ts';

describe('whole numbers keep their digits', () => {
  test.each<[string, unknown]>([
    ['1610521604143693812', 1610521604143693812n],
    ['-1610521604143693812', -1610521604143693812n],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['18446744073709551615', 2n ** 64n - 1n],
    ['18446744073709551616', '18446744073709551616'],
    ['-9223372036854775809', '-9223372036854775809'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['100000000000000000000', 1e20],
    ['1795255200123456', 1795255200123456],
    ['1610521604143693812.0', Number('1610521604143693812')],
    ['1610521604143693812e0', Number('1610521604143693812')],
    ['0.1610521604143693812', Number('0.1610521604143693812')],
    ['1e1610521604143693812', Number.POSITIVE_INFINITY],
    ['"1610521604143693812"', '1610521604143693812'],
    ['"a:1610521604143693812"', 'a:1610521604143693812'],
    ['[{"a":{"b":[ 1610521604143693812 ]}}]', [{ a: { b: [1610521604143693812n] } }]],
    ['{"\\"1610521604143693812":1610521604143693812}', { '"1610521604143693812': 1610521604143693812n }],
    ['[1610521604143693812,"\\\\",1610521604143693811]', [1610521604143693812n, '\\', 1610521604143693811n]],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  test('also under the name __proto__, which stays a name', () => {
    const value = parseJson('{"__proto__":1610521604143693812}') as object;
    expect(Object.entries(value)).toEqual([['__proto__', 1610521604143693812n]]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('at any depth', () => {
    const depth = 100_000;
    let value = parseJson(`${'['.repeat(depth)}1610521604143693812${']'.repeat(depth)}`);
    while (Array.isArray(value)) value = value[0];
    expect(value).toBe(1610521604143693812n);
  });

  test('the last value of a repeated name counts', () => {
    expect(parseJson('{"a":1610521604143693811,"a":1610521604143693812}')).toEqual({ a: 1610521604143693812n });
  });
});

test('half of a surrogate pair becomes U+FFFD, a whole one stays', () => {
  expect(parseJson('["\\ud83d","x\\uDe00","\\ud83d\\ude00","\\\\ud83d"]')).toEqual(['�', 'x�', '😀', '\\ud83d']);
});

test.each([
  '[0161052160414369381]',
  '[-0161052160414369381]',
  '{ 1610521604143693812:1}',
  '{"a":1,1610521604143693812 : 2}',
  '[1610521604143693812 1]',
  '[1610521604143693812x]',
  '[1610521604143693812',
  '["1610521604143693812]',
  '[- 1610521604143693812]',
  '[1610521604143693812.]',
  '1610521604143693812"\\ud83d"',
])('%s is refused as by JSON.parse, with the same words', (text) => {
  const messageOf = (parse: (text: string) => unknown) => {
    try {
      return `no error: ${parse(text)}`;
    } catch (error) {
      return `${error}`;
    }
  };
  expect(messageOf(parseJson)).toMatch(/^SyntaxError/);
  expect(messageOf(parseJson)).toBe(messageOf(JSON.parse));
});

const exact = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map((value) => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
});

test('everything that was written is read back', () => {
  const leaf = fc.oneof(
    exact,
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(exactNumber),
    fc.boolean(),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(leaf, fc.array(tie('tree')), fc.dictionary(fc.string(), tie('tree'))),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
      const text = stringifyJson(value, indent);
      expect(stringifyJson(parseJson(text), indent)).toBe(text);
    }),
  );
});

test('texts without long numbers are read as by JSON.parse', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('a value that has no JSON is an error as before', () => {
  const circular: unknown[] = [];
  circular.push(circular);
  expect(() => stringifyJson(circular)).toThrow(TypeError);
});

test.each<[number, unknown]>([
  [0.1, 0.1],
  [-0, 0],
  [1e15, 1e15],
  [1e17, 100000000000000000n],
  [2 ** 53, 9007199254740992n],
  [-1.5e18, -1500000000000000000n],
  [1e20, 1e20],
  [1e21, 1e21],
  [Number('1e400'), 'Infinity'],
])('the number %s is as it comes back from JSON', (number, value) => {
  expect(exactNumber(number)).toBe(value);
  if (Number.isFinite(number)) expect(parseJson(stringifyJson(exactNumber(number)))).toBe(value);
});

test.each(['[', '{"a":', '[{},'])('a text of more than a million of %s is refused before it is parsed', (text) => {
  expect(() => parseForeignJson(text.repeat(1_000_001))).toThrow(
    'more than 1000000 objects and arrays (opening brackets)',
  );
});

test('a million objects are read', () => {
  expect(parseForeignJson(`[${'{},'.repeat(999_998)}{}]`)).toHaveLength(999_999);
});

test('brackets in texts are not objects or arrays', () => {
  const records = Array.from({ length: 60 }, (_, id) => ({ id, path: `\\"${'[1,2],{}'.repeat(10_000)}` }));
  expect(parseForeignJson(JSON.stringify(records))).toEqual(records);
  const containers = `[${'{},'.repeat(1_000_000)}{}]`;
  expect(() => parseForeignJson(`["\\"[",${containers}]`)).toThrow('more than 1000000 objects and arrays');
});

test('an answer has no limit: clients read all that a page may hold', () => {
  expect(parseJson(`[${'{},'.repeat(1_100_000)}{}]`)).toHaveLength(1_100_001);
});
