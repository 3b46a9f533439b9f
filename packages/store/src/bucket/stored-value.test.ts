import { BSON, Decimal128, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { fromStoredValues, toStoredValues } from './stored-value.ts';

const LONG = [2n ** 53n + 1n, 1610521604143693812n, -1610521604143693812n, 2n ** 63n - 1n, -(2n ** 63n)];
const UNSIGNED = [2n ** 63n, 2n ** 64n - 1n];

test('whole numbers of 64 bits come back from BSON with every digit', () => {
  const values = [...LONG, ...UNSIGNED, 1, 1.5, 'a', null, true];
  const read = BSON.deserialize(BSON.serialize(toStoredValues({ values })));
  expect(fromStoredValues({ values: read.values })).toEqual({ values });
  for (const value of values) {
    const one = BSON.deserialize(BSON.serialize(toStoredValues({ values: value })));
    expect(fromStoredValues({ values: one.values })).toEqual({ values: value });
  }
});

test('they rest as Long, and beyond that as Decimal128', () => {
  const { values } = BSON.deserialize(BSON.serialize(toStoredValues({ values: [...LONG, ...UNSIGNED] })));
  const typeOf = (value: unknown) => (value instanceof Long ? 'Long' : value instanceof Decimal128 ? 'Decimal128' : '');
  expect(values.map(typeOf)).toEqual(['Long', 'Long', 'Long', 'Long', 'Long', 'Decimal128', 'Decimal128']);
});

test('a column without long numbers is not copied', () => {
  const column = { values: [1, 'a', null] };
  expect(toStoredValues(column)).toBe(column);
  expect(fromStoredValues(column)).toBe(column);
});
