import { type AttributeValue, fromColumns, toColumns } from '@logwarren/contract';
import { anyText } from '@logwarren/contract/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StoredColumns, shareTexts, withoutSharing } from './shared-texts.ts';

const recordsOf = (values: readonly AttributeValue[]) =>
  values.map((value, i) => ({ timestamp: i, observedAt: 0, message: String(value), attributes: { value } }));

function valueColumn({ attributes }: StoredColumns) {
  return attributes[0];
}

test('columns come back as they were, with any repetitions', () => {
  const text = fc.oneof(fc.constantFrom('GET', 'PUT', ''), anyText({ maxLength: 100 }));
  const value = fc.oneof({ weight: 5, arbitrary: text }, fc.integer(), fc.boolean(), fc.constant(null));
  const sparse = fc.record({ timestamp: fc.nat(), observedAt: fc.nat(), message: text, severityText: text });
  const attributes = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { minKeys: 1 });
  const record = fc.tuple(sparse, fc.option(attributes, { nil: undefined })).map(([base, more]) => ({
    ...base,
    ...(more === undefined ? {} : { attributes: more }),
  }));
  fc.assert(
    fc.property(fc.array(record, { maxLength: 40 }), (records) => {
      const { count, columns, attributes: own } = shareTexts(toColumns(records));
      const plain = Object.entries(columns).map(([field, column]) => [field, withoutSharing(column)]);
      expect(fromColumns({ count, columns: Object.fromEntries(plain), attributes: own.map(withoutSharing) })).toEqual(
        records,
      );
    }),
    { numRuns: 250 },
  );
});

test('a repeated text is stored once, in a list of any length', () => {
  const methods = Array.from({ length: 1000 }, (_, i) => (i % 3 === 0 ? 'PUT' : 'GET'));
  expect(valueColumn(shareTexts(toColumns(recordsOf(methods))))).toEqual({
    name: 'value',
    of: methods.map((method) => (method === 'PUT' ? 0 : 1)),
    values: ['PUT', 'GET'],
  });
});

test.each([
  ['texts that differ', Array.from({ length: 1000 }, (_, i) => `/item/${i}`)],
  ['texts that begin to repeat late', Array.from({ length: 1000 }, (_, i) => (i < 300 ? `/item/${i}` : '/'))],
  ['numbers', Array.from({ length: 1000 }, (_, i) => i % 2)],
  ['one text for all', ['a', 'a']],
])('%s stay as they are', (_, values) => {
  const columns = toColumns(recordsOf(values));
  expect(valueColumn(shareTexts(columns))).toEqual(columns.attributes[0]);
});
