import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addAttribute, addAttributes, OVERFLOW_ATTRIBUTE } from './flatten-attributes.ts';
import {
  type Attributes,
  MAX_ATTRIBUTE_BYTES,
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_ATTRIBUTES,
  MAX_OVERFLOW_BYTES,
} from './log-record.ts';

function flatten(value: unknown, name = ''): Attributes {
  const attributes: Attributes = {};
  addAttribute(attributes, name, value);
  return attributes;
}

/** Scalars of a value by the path that leads to them, arrays and empty objects as JSON. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || (Object.keys(value as object).length === 0 && path !== '')) {
    return [[path, typeof value === 'object' && value !== null ? JSON.stringify(value) : value]];
  }
  return Object.entries(value as object).flatMap(([key, member]) =>
    leaves(member, path === '' ? key : `${path}.${key}`),
  );
}

test('objects are flattened with dots, arrays become JSON', () => {
  expect(flatten({ http: { response: { status_code: 502 } }, tags: ['a', { b: 1 }], ok: true, none: null })).toEqual({
    'http.response.status_code': 502,
    tags: '["a",{"b":1}]',
    ok: true,
    none: null,
  });
});

test('a name goes before the members', () => {
  expect(flatten({ a: 1, b: {} }, 'error')).toEqual({ 'error.a': 1, 'error.b': '{}' });
  expect(flatten({})).toEqual({});
});

test('values that JSON cannot hold become text or are skipped, except whole numbers within 64 bits', () => {
  const date = new Date(0);
  expect(
    flatten({
      n: Number.NaN,
      small: 12n,
      big: 2n ** 64n - 1n,
      huge: 2n ** 64n,
      date,
      gone: undefined,
      fn() {},
      sym: Symbol('x'),
    }),
  ).toEqual({
    n: 'NaN',
    small: 12,
    big: 18446744073709551615n,
    huge: '18446744073709551616',
    date: '"1970-01-01T00:00:00.000Z"',
  });
});

test('names that are dangerous elsewhere are names like any other', () => {
  const attributes = flatten(
    JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2, "a\\u0000b": 3, "_bsontype": "x"}'),
  );
  expect(Object.entries(attributes)).toEqual([
    ['__proto__.polluted', 1],
    ['constructor', 2],
    ['a\uFFFDb', 3],
    ['_bsontype', 'x'],
  ]);
  const scalar = flatten(JSON.parse('{"__proto__": 5}'));
  expect(Object.getPrototypeOf(scalar)).toBe(Object.prototype);
  expect(Object.entries(scalar)).toEqual([['__proto__', 5]]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

describe('limits', () => {
  test('long values and names are cut', () => {
    const attributes = flatten({ ['k'.repeat(1000)]: 'v'.repeat(MAX_ATTRIBUTE_BYTES + 1) });
    const [[name, value]] = Object.entries(attributes) as [[string, string]];
    expect(name).toHaveLength(MAX_ATTRIBUTE_NAME_LENGTH);
    expect(name.endsWith('k…')).toBe(true);
    expect(Buffer.byteLength(value)).toBeLessThanOrEqual(MAX_ATTRIBUTE_BYTES);
    expect(value).toContain(`[cut, ${MAX_ATTRIBUTE_BYTES + 1} bytes]`);
  });

  test('surplus attributes are kept as JSON, also when they come one by one', () => {
    const members = Array.from({ length: MAX_ATTRIBUTES + 50 }, (_, i) => [`k${i}`, i] as const);
    const expected = Object.fromEntries(members.slice(MAX_ATTRIBUTES));
    const attributes: Attributes = {};
    addAttributes(attributes, members);
    expect(Object.keys(attributes)).toHaveLength(MAX_ATTRIBUTES + 1);
    expect(JSON.parse(attributes[OVERFLOW_ATTRIBUTE] as string)).toEqual(expected);
    const oneByOne: Attributes = {};
    for (const [name, value] of members) addAttribute(oneByOne, name, value);
    for (let i = MAX_ATTRIBUTES; i < members.length; i++)
      expect(oneByOne[OVERFLOW_ATTRIBUTE]).toContain(`{"k${i}":${i}}`);
  });

  test('of two values under one name the second is kept as JSON', () => {
    const attributes = flatten({ 'a.b': 1, a: { b: 2 }, 'a\0': 'x', 'a\uFFFD': 'y' });
    expect(attributes).toMatchObject({ 'a.b': 1, 'a\uFFFD': 'x' });
    expect(JSON.parse(attributes[OVERFLOW_ATTRIBUTE] as string)).toEqual({ 'a.b': 2, 'a\uFFFD': 'y' });
    expect(flatten({ 'a.b': 1, a: { b: 1 } })).toEqual({ 'a.b': 1 });
  });

  test('a surplus of many equal names costs no more than their number', () => {
    const members = Array.from({ length: 5_000 }, (_, i) => ['k'.repeat(300) + i, i] as const);
    const attributes: Attributes = {};
    addAttributes(attributes, members);
    expect(Object.keys(attributes)).toHaveLength(2);
  });

  test.each(['[', '{"a":'])('JSON nested 100,000 deep by %s is cut instead of overflowing the stack', (open) => {
    const close = open === '[' ? ']' : '}';
    const value = JSON.parse(open.repeat(100_000) + (open === '[' ? '' : '1') + close.repeat(100_000));
    const [text] = Object.values(flatten(value, 'deep'));
    expect(text).toContain('nested too deeply');
  });
});

describe('a record of very many attributes', () => {
  const members = (count: number, value: (i: number) => unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, value(i)]));

  test('keeps thousands of them as JSON', () => {
    const attributes: Attributes = {};
    addAttributes(attributes, Object.entries(members(10_000, (i) => i)));
    expect(Object.keys(attributes)).toHaveLength(MAX_ATTRIBUTES + 1);
    const rest = JSON.parse(attributes[OVERFLOW_ATTRIBUTE] as string);
    expect({ first: rest.key256, last: rest.key9999 }).toEqual({ first: 256, last: 9_999 });
  });

  test('says how many more there were, and looks at none of them', () => {
    let looks = 0;
    const watched = (i: number) => ({
      get inside() {
        looks += 1;
        return i;
      },
    });
    const attributes: Attributes = {};
    addAttributes(attributes, Object.entries(members(100_000, watched)));
    const text = attributes[OVERFLOW_ATTRIBUTE] as string;
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_OVERFLOW_BYTES + 100);
    const [, left] = /\[and (\d+) more attributes\]$/.exec(text) ?? [];
    expect(looks).toBeLessThan(2 * (100_000 - Number(left)) + 1);
    expect(looks).toBeLessThan(30_000);
  });
});

test('no JSON value makes it throw; the result is within the limits and nothing is lost', () => {
  const key = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom('__proto__', 'a', 'a.b', 'b', 'constructor', 'a\0'),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
      fc.array(tie('tree')),
    ),
    leaf: fc.jsonValue({ maxDepth: 0 }).map((leaf) => (Object.is(leaf, -0) ? 0 : leaf)),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, tree, { maxKeys: 8 }), (dictionary) => {
      const object = JSON.parse(JSON.stringify(dictionary));
      const attributes = flatten(object);
      for (const [name, value] of Object.entries(attributes)) {
        expect(typeof value === 'object' && value !== null).toBe(false);
        expect(name).not.toContain('\0');
      }
      const kept = [...Object.values(attributes), attributes[OVERFLOW_ATTRIBUTE] ?? ''].join('\n');
      for (const [path, leaf] of leaves(object)) {
        const name = path.replaceAll('\0', '\uFFFD');
        const found = Object.hasOwn(attributes, name) && Object.is(attributes[name], leaf);
        // A lone surrogate is replaced, and JSON escapes differ, so a moved value is looked for by its plain
        // characters: as text of its own, or as part of a JSON text.
        const isKept = [String(leaf), JSON.stringify(leaf)].some((text) => plain(kept).includes(plain(text)));
        expect({ path, leaf, found: found || isKept }).toEqual({ path, leaf, found: true });
      }
    }),
    { numRuns: 150 },
  );
});

test('an infinite number is a text in an array as well, never null', () => {
  const value = JSON.parse('{"a":[1e400,null,{"b":-1e999}],"c":1e400}');
  expect(flatten(value)).toEqual({ a: '["Infinity",null,{"b":"-Infinity"}]', c: 'Infinity' });
});

function plain(text: string): string {
  return text.replace(/\\u[0-9a-f]{4}|\\.|[^a-zA-Z0-9]/gi, '');
}
