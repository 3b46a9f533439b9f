import { createBatchIds, toColumns } from '@logwarren/contract';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { expect, test } from 'vitest';
import { type BatchPart, buildBucket } from './bucket.ts';
import { readTimes } from './read-times.ts';

const nextId = createBatchIds();

const read = (document: object) => readTimes(Buffer.from(BSON.serialize(document)));

test('the times of a bucket are those of its records, whatever else is in them', () => {
  const time = fc.integer({ min: -1e13, max: 1e13 });
  const record = fc.record({
    timestamp: time,
    message: fc.string(),
    nanos: fc.option(fc.nat(999_999), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 120 }),
      fc.string({ maxLength: 30 }),
      (records, service) => {
        const batchId = nextId();
        const wire = records.map(({ nanos, ...each }) => ({
          ...each,
          observedAt: 0,
          ...(nanos === undefined ? {} : { nanos }),
        }));
        const part: BatchPart = {
          batchId,
          partId: batchId,
          service,
          severity: 'INFO',
          records: toColumns(wire),
          jsonBytes: 0,
          indexes: records.map((_, index) => index),
        };
        const times = records.map(({ timestamp }) => timestamp);
        expect(read(buildBucket(nextId(), [part]).records)).toEqual({ service, severity: 'INFO', times });
      },
    ),
  );
});

test('a document that is not as expected is read the long way', () => {
  const times = [new Date(5), new Date(7)];
  const columns = { timestamp: { values: times }, observedAt: { values: new Date(9) }, message: { values: 'x' } };
  const places = [{ batch: nextId().slice(0, 32), first: 0, count: 2 }];
  const rest = { places, columns, attributes: [] };
  const stream = { service: 's', severity: 'INFO' };
  const expected = { ...stream, times: [5, 7] };
  expect(read({ _id: 1, ...stream, count: 2, ...rest })).toEqual(expected);
  expect(read({ extra: 0.5, ...stream, count: 2, ...rest })).toEqual(expected);
  expect(read({ ...rest, count: 2, ...stream })).toEqual(expected);
  const sparse = { ...columns, timestamp: { at: [0, 1], values: times } };
  expect(read({ ...stream, count: 2, ...rest, columns: sparse })).toEqual(expected);
});

test('one time that all records share', () => {
  const shared = Array.from({ length: 3 }, () => ({ timestamp: 5, observedAt: 5, message: 'x' }));
  const batchId = nextId();
  const part = {
    batchId,
    partId: batchId,
    service: 's',
    severity: 'INFO' as const,
    records: toColumns(shared),
    jsonBytes: 0,
  };
  const bucket = buildBucket(nextId(), [{ ...part, indexes: [0, 1, 2] }]);
  expect(read(bucket.records).times).toEqual([5, 5, 5]);
});
