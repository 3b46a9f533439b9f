import { createBatchIds, HOUR_MS, type Severity, toColumns } from '@logwarren/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchPart } from '../bucket/bucket.ts';
import { MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS, MAX_STORED_BYTES } from '../bucket/bucket-limits.ts';
import { storedBound } from '../bucket/stored-size.ts';
import { groupParts } from './group-parts.ts';

const nextId = createBatchIds();

interface Shape {
  service?: string;
  severity?: Severity;
  hour?: number;
  records?: number;
  jsonBytes?: number;
  /** Attributes of each record. */
  attributes?: number;
}

function part({
  service = 'shop',
  severity = 'INFO',
  hour = 0,
  records = 1,
  jsonBytes = 100,
  attributes = 0,
}: Shape): BatchPart {
  const batchId = nextId();
  const indexes = Array.from({ length: records }, (_, index) => index);
  const named = Object.fromEntries(Array.from({ length: attributes }, (_, i) => [`key-${i}`, i]));
  const wire = indexes.map((index) => {
    return {
      timestamp: hour * HOUR_MS + index,
      observedAt: 0,
      message: 'm',
      ...(attributes > 0 ? { attributes: named } : {}),
    };
  });
  return { batchId, partId: batchId, service, severity, records: toColumns(wire), indexes, jsonBytes };
}

const NONE: ReadonlySet<BatchPart> = new Set();

describe('parts share a bucket', () => {
  test('when they are of one service, severity and hour', () => {
    const parts = [part({}), part({}), part({})];
    expect(groupParts(parts, NONE)).toEqual([parts]);
  });

  test.each([{ service: 'search' }, { severity: 'ERROR' as const }, { hour: 1 }, { hour: -1 }])(
    'and not when they differ by %o',
    (other) => {
      const [one, two] = [part({}), part(other)];
      expect(groupParts([one, two], NONE)).toEqual([[one], [two]]);
    },
  );

  test('but for one that is set alone', () => {
    const [one, two, three] = [part({}), part({}), part({})];
    expect(groupParts([one, two, three], new Set([two]))).toEqual([[two], [one, three]]);
  });

  test('up to the most records, to the last one', () => {
    const [half, rest, more] = [part({ records: MAX_BUCKET_RECORDS - 1 }), part({}), part({})];
    expect(groupParts([half, rest, more], NONE)).toEqual([[half, rest], [more]]);
  });

  test('up to the largest size as JSON, to the last byte', () => {
    const [half, rest, more] = [part({ jsonBytes: MAX_BUCKET_BYTES - 100 }), part({}), part({})];
    expect(groupParts([half, rest, more], NONE)).toEqual([[half, rest], [more]]);
  });

  test('up to the largest size as BSON, which many columns make of little JSON', () => {
    const wide = Array.from({ length: 40 }, () => part({ records: 20, attributes: 500 }));
    const groups = groupParts(wide, NONE);
    expect(groups.length).toBeGreaterThan(1);
    for (const group of groups) {
      const bound = group.reduce((sum, each) => sum + storedBound(each.records, each.jsonBytes), 0);
      expect(bound).toBeLessThanOrEqual(MAX_STORED_BYTES);
    }
  });
});

test('a part that is too large for any bucket with others has one of its own', () => {
  const large = part({ jsonBytes: MAX_BUCKET_BYTES });
  const others = [part({}), part({})];
  expect(groupParts([large, ...others], NONE)).toEqual([[large], others]);
});

test('every part is in one group, in the order given, and no group is above a limit', () => {
  const shapes = fc.record({
    service: fc.constantFrom('a', 'b'),
    hour: fc.integer({ min: 0, max: 1 }),
    records: fc.integer({ min: 1, max: 600 }),
    jsonBytes: fc.integer({ min: 1, max: MAX_BUCKET_BYTES }),
  });
  fc.assert(
    fc.property(fc.array(shapes, { maxLength: 12 }), (all) => {
      const parts = all.map(part);
      const groups = groupParts(parts, NONE);
      expect(new Set(groups.flat())).toEqual(new Set(parts));
      expect(groups.flat()).toHaveLength(parts.length);
      for (const group of groups) {
        expect(group.map((each) => parts.indexOf(each))).toEqual(
          group.map((each) => parts.indexOf(each)).toSorted((a, b) => a - b),
        );
        expect(group.reduce((sum, { records }) => sum + records.count, 0)).toBeLessThanOrEqual(MAX_BUCKET_RECORDS);
        expect(group.reduce((sum, { jsonBytes }) => sum + jsonBytes, 0)).toBeLessThanOrEqual(MAX_BUCKET_BYTES);
      }
    }),
    { numRuns: 50 },
  );
});
