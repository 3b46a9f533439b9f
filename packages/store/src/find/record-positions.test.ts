import { createBatchIds, recordId, stemOf, toColumns, type WireRecord } from '@logwarren/contract';
import { BSON } from 'mongodb';
import { expect, test } from 'vitest';
import { type BatchPart, buildBucket } from '../bucket/bucket.ts';
import { readRecordsDocument, withId } from '../bucket/records-document.ts';
import { positionOf } from './cursor.ts';
import { eachPosition } from './record-positions.ts';

const nextId = createBatchIds();

function partOf(records: WireRecord[], more: Partial<BatchPart> = {}): BatchPart {
  const batchId = nextId();
  const indexes = records.map((_, index) => index);
  const part = { batchId, partId: batchId, service: 'shop', severity: 'INFO' as const, jsonBytes: 0, indexes };
  return { ...part, records: toColumns(records), ...more };
}

const at = (timestamp: number, nanos?: number): WireRecord => {
  return { timestamp, observedAt: 0, message: 'm', ...(nanos === undefined ? {} : { nanos }) };
};

test.each([
  ['records of several times', [at(5), at(7, 12), at(7), at(9, 999_999)]],
  ['records of one time, which is stored once', [at(5), at(5), at(5)]],
  ['a single record', [at(-3, 1)]],
])('the positions of %s are those of the records as search returns them', (_, records) => {
  const order = { origin: stemOf(nextId()), ordinals: records.map((_, i) => 40 + 3 * i) };
  const bucket = buildBucket(nextId(), [partOf(records, { order }), partOf(records)]);
  const bytes = BSON.serialize(bucket.records);
  const opened = readRecordsDocument(bytes).records;
  expect(opened).toHaveLength(2 * records.length);
  expect([...eachPosition(Buffer.from(bytes))]).toEqual(opened.map((each) => positionOf(withId(each))));
});

test('a position has the id of its record', () => {
  const part = partOf([at(5), at(6)]);
  const bytes = Buffer.from(BSON.serialize(buildBucket(nextId(), [part]).records));
  expect(Array.from(eachPosition(bytes), ({ id }) => id)).toEqual([
    recordId(part.batchId, 0),
    recordId(part.batchId, 1),
  ]);
});
