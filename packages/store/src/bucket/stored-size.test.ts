import { type AttributeValue, toColumns, type WireRecord } from '@logwarren/contract';
import fc from 'fast-check';
import { Binary, BSON } from 'mongodb';
import { expect, test } from 'vitest';
import { PlaceList } from './record-places.ts';
import { recordsDocument } from './records-document.ts';
import { shareTexts } from './shared-texts.ts';
import { fitsBucket, storedBound } from './stored-size.ts';

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('GET', 'PUT'),
);

const record: fc.Arbitrary<WireRecord> = fc.record(
  {
    timestamp: fc.integer({ min: 0, max: 4e12 }),
    observedAt: fc.integer({ min: 0, max: 4e12 }),
    message: fc.string({ unit: 'grapheme', maxLength: 40 }),
    nanos: fc.nat(999_999),
    severityText: fc.constantFrom('W', 'E'),
    attributes: fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), value, { maxKeys: 12 }),
  },
  { requiredKeys: ['timestamp', 'observedAt', 'message'] },
);

test('no records document is larger than its bound, for any records, even if each is alone in its batch', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(record, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 4 }),
      (parts) => {
        const jsonBytes = (records: WireRecord[]) => Buffer.byteLength(JSON.stringify(records));
        const bound = parts.reduce((sum, part) => sum + storedBound(toColumns(part), jsonBytes(part)), 0);
        const places = new PlaceList();
        for (let i = 0; i < parts.flat().length; i++) {
          const stem = `${i}`.padStart(32, '0');
          places.addAll(stem, [i], { origin: `${stem.slice(1)}f`, ordinals: [Number.MAX_SAFE_INTEGER - i] });
        }
        const stream = { _id: new Binary(new Uint8Array(16)), service: 's'.repeat(128), severity: 'INFO' as const };
        const document = recordsDocument(stream, shareTexts(toColumns(parts.flat())), places.build());
        expect(BSON.calculateObjectSize(document)).toBeLessThanOrEqual(bound);
      },
    ),
    { numRuns: 150 },
  );
});

test('ordinary records are known to fit without being measured', () => {
  const records = Array.from({ length: 500 }, (_, i) => ({
    timestamp: i,
    observedAt: i,
    message: `GET /orders/${i} 200`,
    attributes: { method: 'GET', status: 200, user: `user-${i}` },
  }));
  expect(storedBound(toColumns(records), 60_000)).toBeLessThan(1024 * 1024);
  expect(fitsBucket(toColumns(records), 60_000)).toBe(true);
});
