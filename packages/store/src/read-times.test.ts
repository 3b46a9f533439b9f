import { createBatchIds } from '@logwarren/contract';
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
    fc.property(fc.array(record, { maxLength: 120 }), fc.string({ maxLength: 30 }), (records, service) => {
      const batchId = nextId();
      const wire = records.map(({ nanos, ...each }) => ({
        ...each,
        observedAt: 0,
        ...(nanos === undefined ? {} : { nanos }),
      }));
      const part: BatchPart = {
        ...{ batchId, partId: batchId, service, severity: 'INFO', records: wire, sizeBytes: 0 },
        indexes: records.map((_, index) => index),
      };
      const times = records.map(({ timestamp }) => timestamp);
      expect(read(buildBucket(nextId(), [part]).records)).toEqual({ service, severity: 'INFO', times });
    }),
  );
});

test('a document that is not as expected is read the long way', () => {
  const records = [{ timestamp: new Date(5), id: 1 }, { timestamp: new Date(7) }];
  const stream = { service: 's', severity: 'INFO' };
  expect(read({ _id: 1, extra: { a: 1 }, ...stream, records })).toEqual({ ...stream, times: [5, 7] });
  expect(read({ _id: 'x', ...stream, records })).toEqual({ ...stream, times: [5, 7] });
  expect(read({ _id: 'x', records, ...stream })).toEqual({ ...stream, times: [5, 7] });
});
