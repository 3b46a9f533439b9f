import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WireRecord } from '../../record/index.ts';
import { fromColumns, type RecordColumns } from './columns.ts';
import { toColumns } from './columns-builder.ts';
import { sliceColumns } from './slice-columns.ts';

const value = fc.constantFrom<string | number | boolean | null>('a', 'b', 1, true, null);
const record: fc.Arbitrary<WireRecord> = fc.record(
  {
    timestamp: fc.constantFrom(1, 2),
    observedAt: fc.constantFrom(1, 2),
    message: fc.constantFrom('x', 'y'),
    nanos: fc.constantFrom(5, 6),
    traceId: fc.constantFrom('t1', 't2'),
    attributes: fc.dictionary(fc.constantFrom('k', 'l', 'm'), value),
  },
  { requiredKeys: ['timestamp', 'observedAt', 'message'] },
);

/** Columns whose attributes are in the order of their names: a slice keeps the order of the whole. */
const sorted = ({ attributes, ...rest }: RecordColumns): RecordColumns => ({
  ...rest,
  attributes: attributes.toSorted((one, other) => one.name.localeCompare(other.name)),
});

test('a slice of columns is the columns of a slice', () => {
  const slice = fc
    .array(record, { minLength: 1, maxLength: 12 })
    .chain((records) => fc.tuple(fc.constant(records), fc.nat(records.length), fc.nat(records.length)));
  fc.assert(
    fc.property(slice, ([records, one, other]) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      expect(sorted(sliceColumns(toColumns(records), from, to))).toEqual(sorted(toColumns(records.slice(from, to))));
    }),
  );
});

test('slices that touch hold every record once, in its order', () => {
  const records = Array.from({ length: 10 }, (_, i) => ({
    timestamp: i,
    observedAt: 0,
    message: String(i),
    ...(i % 3 === 0 ? { attributes: { third: i } } : {}),
  }));
  const all = toColumns(records);
  const pieces = [sliceColumns(all, 0, 4), sliceColumns(all, 4, 5), sliceColumns(all, 5, 10)];
  expect(pieces.map(({ count }) => count)).toEqual([4, 1, 5]);
  expect(pieces.flatMap(fromColumns)).toEqual(fromColumns(all));
});
