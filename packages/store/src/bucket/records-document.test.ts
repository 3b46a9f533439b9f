import { UnknownFormatError } from '@logwarren/common';
import { createBatchIds, stemOf, toColumns, type WireRecord } from '@logwarren/contract';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { expect, test } from 'vitest';
import { type BatchPart, buildBucket } from './bucket.ts';
import { openBucket, type RecordsDocument, readRecordsDocument, withId } from './records-document.ts';

const nextId = createBatchIds();

function partOf(records: WireRecord[], more: Partial<BatchPart> = {}): BatchPart {
  const batchId = nextId();
  const indexes = records.map((_, index) => index);
  const part = { batchId, partId: batchId, service: 'shop', severity: 'ERROR' as const, jsonBytes: 0, indexes };
  return { ...part, records: toColumns(records), ...more };
}

/** The records of parts, stored and read again. */
function stored(...parts: BatchPart[]) {
  const bytes = BSON.serialize(buildBucket(nextId(), parts).records);
  return readRecordsDocument(bytes).records.map(withId);
}

const value = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
const hex = (length: number) =>
  fc.constantFrom('0123456789abcdef'.repeat(2), 'f'.repeat(32)).map((id) => id.slice(0, length));
const record: fc.Arbitrary<WireRecord> = fc.record(
  {
    timestamp: fc.integer({ min: -1e12, max: 1e13 }),
    observedAt: fc.nat(1e13),
    message: fc.string({ unit: 'grapheme' }),
    nanos: fc.integer({ min: 1, max: 999_999 }),
    severityNumber: fc.integer({ min: 18, max: 20 }),
    severityText: fc.constantFrom('ERR', 'crit'),
    traceId: hex(32),
    spanId: hex(16),
    attributes: fc.dictionary(fc.constantFrom('a', 'b.c', '$d'), value, { minKeys: 1 }),
  },
  { requiredKeys: ['timestamp', 'observedAt', 'message'] },
);

test('records come back as they were stored, in the order of time, without the fields that they lack', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 40 }), (records) => {
      const part = partOf(records);
      const byId = new Map(stored(part).map(({ id, ...rest }) => [id, rest]));
      expect(byId.size).toBe(records.length);
      records.forEach((each, index) => {
        const id = `${stemOf(part.batchId)}${index.toString(16).padStart(4, '0')}`;
        const own = { service: 'shop', severity: 'ERROR', severityNumber: 17, ...each };
        expect(byId.get(id)).toEqual(own);
      });
    }),
  );
});

test('integers beyond 2^53, infinite-looking texts and null keep their digits and their kind', () => {
  const attributes = {
    big: 18446744073709551615n,
    low: -9223372036854775808n,
    text: '18446744073709551615',
    none: null,
  };
  const [read] = stored(partOf([{ timestamp: 0, observedAt: 0, message: '', attributes }]));
  expect(read?.attributes).toEqual(attributes);
});

test('a record says its order only if its id does not give it', () => {
  const one = { timestamp: 5, observedAt: 5, message: 'x' };
  const origin = stemOf(nextId());
  const [own] = stored(partOf([one]));
  const [other] = stored(partOf([one], { order: { origin, ordinals: [77] } }));
  expect(own).not.toHaveProperty('order');
  expect(other?.order).toEqual({ origin, ordinal: 77 });
});

test('a document of a newer build is refused, and so is one whose places do not belong to its records', () => {
  const { records } = buildBucket(nextId(), [partOf([{ timestamp: 0, observedAt: 0, message: 'x' }])]);
  const read = (changes: Partial<RecordsDocument>) => () => openBucket({ ...records, ...changes });
  expect(read({ v: 99 })).toThrow(UnknownFormatError);
  expect(read({ count: 2 })).toThrow('BUG: a bucket of 2 records has 1 places');
});
