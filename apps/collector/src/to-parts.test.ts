import type { ReadDelivery } from '@logwarren/broker';
import {
  createBatchIds,
  fromColumns,
  HOUR_MS,
  hourOf,
  recordId,
  stemOf,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { fitsBucket, MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS } from '@logwarren/store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toParts } from './to-parts.ts';

const batchId = createBatchIds()();

function delivery(records: WireRecord[], sizeBytes = 100 * records.length): ReadDelivery {
  const indexes = records.map((_, index) => index);
  return {
    batchId,
    identity: 'batch-id',
    service: 'a',
    severity: 'INFO',
    records: toColumns(records),
    indexes,
    sizeBytes,
    letters: [],
  };
}

const record = (timestamp: number, message = 'x'): WireRecord => ({ timestamp, observedAt: 0, message });

describe('toParts', () => {
  it('makes one part of a batch of one hour, with the id of the batch', () => {
    const parts = toParts(delivery([record(HOUR_MS), record(HOUR_MS + 1)]));
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ partId: batchId, indexes: [0, 1], sizeBytes: 200 });
  });

  it('gives every record of every part the place that it has in its origin', () => {
    const times = Array.from({ length: 9 }, (_, i) => (i % 3) * HOUR_MS);
    const read = delivery(times.map((time) => record(time)));
    const order = { origin: stemOf(batchId), ordinals: times.map((_, i) => 10 * i) };
    const parts = toParts(read, undefined, order);
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(part.order?.ordinals).toEqual(part.indexes.map((index) => 10 * index));
    expect(toParts(delivery([record(1)]), undefined, { ...order, ordinals: [7] })[0]?.order?.ordinals).toEqual([7]);
    expect(toParts(read)[0]?.order).toBeUndefined();
  });

  it('puts every record into exactly one part of its hour, within the limits, the same way each time', () => {
    const timestamps = fc.array(fc.integer({ min: 0, max: 3 * HOUR_MS }), { minLength: 1, maxLength: 2500 });
    fc.assert(
      fc.property(timestamps, (times) => {
        const read = delivery(times.map((time) => record(time)));
        const parts = toParts(read);
        expect(parts.flatMap(({ indexes }) => indexes).toSorted((a, b) => a - b)).toEqual(read.indexes);
        for (const part of parts) {
          expect(part.records.count).toBeLessThanOrEqual(MAX_BUCKET_RECORDS);
          expect(new Set(fromColumns(part.records).map(({ timestamp }) => hourOf(timestamp))).size).toBe(1);
          expect(part.partId).toBe(recordId(batchId, part.indexes[0] as number));
        }
        expect(new Set(parts.map(({ partId }) => partId)).size).toBe(parts.length);
        expect(toParts(read)).toEqual(parts);
      }),
    );
  });

  it('keeps a part of large records below the size of a bucket', () => {
    const records = Array.from({ length: 30 }, () => record(0, 'x'.repeat(250_000)));
    const parts = toParts(delivery(records, 30 * 250_050));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.sizeBytes).toBeLessThanOrEqual(MAX_BUCKET_BYTES);
  });

  it('halves records that fit as JSON and not as BSON, the same way each time', () => {
    let key = 0;
    const records = Array.from({ length: 100 }, () => ({
      ...record(0),
      attributes: Object.fromEntries(Array.from({ length: 20 }, () => [`${key++}`, 1])),
    }));
    const sizeBytes = Buffer.byteLength(JSON.stringify(records));
    const limit = sizeBytes;
    const read = delivery(records, sizeBytes);
    const parts = toParts(read, undefined, undefined, limit);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(fitsBucket(part.records, part.sizeBytes, limit)).toBe(true);
    expect(parts.flatMap(({ indexes }) => indexes)).toEqual(read.indexes);
    expect(toParts(read, undefined, undefined, limit).map(({ partId }) => partId)).toEqual(
      parts.map(({ partId }) => partId),
    );
  });
});
