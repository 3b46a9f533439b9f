import { createBatchIds, type LogRecord, type RecordOrder, toColumns, type WireRecord } from '@logwarren/contract';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { expect, test } from 'vitest';
import { buildBucket, idText, type NewBucket } from '../bucket/bucket.ts';
import { readRecordsDocument, withId } from '../bucket/records-document.ts';
import { boundOf, uniteBuckets } from './merged-bucket.ts';

const nextId = createBatchIds();

/** A bucket of one batch. */
function bucketOf(records: readonly WireRecord[], order?: RecordOrder): NewBucket {
  const batchId = nextId();
  const indexes = records.map((_, index) => index);
  const part = { batchId, partId: batchId, service: 'shop', severity: 'INFO' as const, indexes, order };
  const origin = { source: 's', run: nextId(), from: 0, to: 1 };
  return buildBucket(nextId(), [{ ...part, records: toColumns(records), jsonBytes: 100 * records.length, origin }]);
}

function recordsOf({ records }: Pick<NewBucket, 'records'>): LogRecord[] {
  return readRecordsDocument(BSON.serialize(records)).records.map(withId);
}

function unite(buckets: readonly NewBucket[]): NewBucket {
  return uniteBuckets(
    buckets.map(({ header }) => header),
    buckets.map(({ records }) => records),
  );
}

const record = fc.record({
  timestamp: fc.integer({ min: 0, max: 5 }),
  nanos: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  message: fc.string(),
  severityNumber: fc.option(fc.constantFrom(10, 12), { nil: undefined }),
  attributes: fc.option(fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.integer(), fc.boolean())), {
    nil: undefined,
  }),
});
const batches = fc.array(fc.array(record, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 5 });

const wireOf = (records: readonly object[]): WireRecord[] =>
  records.map((each) => ({ observedAt: 0, ...definedOnly(each) }) as WireRecord);

function definedOnly(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

test('merging loses, repeats and changes no record, and puts them in order of time', () => {
  fc.assert(
    fc.property(batches, (all) => {
      const buckets = all.map((records) => bucketOf(wireOf(records)));
      const united = recordsOf(unite(buckets));
      const byId = (a: LogRecord, b: LogRecord) => (a.id < b.id ? -1 : 1);
      expect(united.toSorted(byId)).toEqual(buckets.flatMap(recordsOf).toSorted(byId));
      const moments = united.map(({ timestamp, nanos = 0 }) => timestamp * 1e6 + nanos);
      expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    }),
  );
});

test('the header has the sums, and the batches of all: a repetition of one is refused by it', () => {
  const buckets = [
    bucketOf(wireOf([{ timestamp: 5, message: 'a' }])),
    bucketOf(wireOf([{ timestamp: 9, message: 'b' }])),
  ];
  const { header } = unite(buckets);
  expect([header.count, header.sizeBytes, header.from.getTime(), header.to.getTime()]).toEqual([2, 200, 5, 9]);
  expect(header.batches.map(idText)).toEqual(buckets.flatMap((each) => each.header.batches.map(idText)));
  expect(header.ledger?.map(({ stored }) => stored)).toEqual([1, 1]);
});

test('records of one moment keep the order of their origin', () => {
  const origin = nextId().slice(0, 32);
  const one = bucketOf(wireOf([{ timestamp: 5, message: 'third' }]), { origin, ordinals: [30] });
  const two = bucketOf(
    wireOf([
      { timestamp: 5, message: 'first' },
      { timestamp: 5, message: 'second' },
    ]),
    {
      origin,
      ordinals: [10, 20],
    },
  );
  expect(recordsOf(unite([one, two])).map(({ message }) => message)).toEqual(['first', 'second', 'third']);
});

test('the bound of documents adds up: together they are no larger than the sum', () => {
  fc.assert(
    fc.property(batches, (all) => {
      const buckets = all.map((records) => bucketOf(wireOf(records)));
      const bounds = buckets.map(({ header, records }) => boundOf(records, header.sizeBytes));
      const size = BSON.calculateObjectSize(unite(buckets).records);
      expect(size).toBeLessThanOrEqual(bounds.reduce((sum, bound) => sum + bound, 0) + sizeOfTexts(all));
    }),
  );
});

/** JSON sizes are made up here, so they do not include the texts. */
function sizeOfTexts(all: readonly (readonly object[])[]): number {
  return JSON.stringify(all).length * 3;
}
