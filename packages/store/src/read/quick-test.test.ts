import { type NormalisedRecord, toColumns, type WireRecord } from '@logwarren/contract';
import { and, compilePredicate, type Filter, wordsOf } from '@logwarren/query';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { expect, test } from 'vitest';
import { shareTexts } from '../bucket/shared-texts.ts';
import { termsFilter } from '../terms/terms-filter.ts';
import { quickTest } from './quick-test.ts';

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'ſtraße',
    'K',
    'İstanbul',
    'status=502',
    'ERR\u001b[1mOR',
    'pay\u00adment',
    '５０２ ｘ',
    'cafe\u0301',
  ),
);
const values = fc.oneof(
  texts,
  fc.integer(),
  fc.integer({ min: 200, max: 599 }),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
);
const records = fc.record({ message: texts, attributes: fc.dictionary(fc.string({ minLength: 1 }), values) });

/** Phrases taken from the record, so that many match. */
function phrasesOf({ message, attributes }: { message: string; attributes: Record<string, unknown> }): string[] {
  const all = [message, ...Object.values(attributes).map(String)];
  return all
    .flatMap((text) => [text, ...text.split(/\W+/), text.toUpperCase(), ...wordsOf(text)])
    .filter((phrase) => phrase !== '');
}

/** The parts of an `assembleBucket` document that the quick test reads. */
function bytesOf(record: unknown): Buffer {
  const { refolds } = termsFilter(shareTexts(toColumns([record as WireRecord])));
  return Buffer.from(BSON.serialize({ ...(refolds ? { refolds } : {}), records: [record] }));
}

test('the quick test never turns away a bucket in which a record matches', () => {
  let matched = 0;
  fc.assert(
    fc.property(records, fc.nat(), fc.nat(), (record, first, second) => {
      const phrases = phrasesOf(record);
      if (phrases.length === 0) return;
      const chosen = [phrases[first % phrases.length] ?? '', phrases[second % phrases.length] ?? ''];
      const filter = and(chosen.map((phrase): Filter => ({ kind: 'phrase', phrase })));
      if (!compilePredicate(filter)(record as unknown as NormalisedRecord)) return;
      matched += 1;
      expect(quickTest(filter)(bytesOf(record))).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(matched).toBeGreaterThan(50);
});

test.each([502, 3.25, -7, 1e21, true, false])('the value %s, which is not a text in the bytes, is found', (value) => {
  const bytes = Buffer.from(BSON.serialize({ records: [{ message: 'm', attributes: { value } }] }));
  expect(quickTest({ kind: 'phrase', phrase: String(value) })(bytes)).toBe(true);
});

test('a bucket without the phrase is turned away', () => {
  const bytes = Buffer.from(BSON.serialize({ records: [{ message: 'Payment declined' }] }));
  expect(quickTest({ kind: 'phrase', phrase: 'payment DECLINED' })(bytes)).toBe(true);
  expect(quickTest({ kind: 'phrase', phrase: 'refused' })(bytes)).toBe(false);
});

test('only a document whose texts contain their folded form is rejected by its bytes', () => {
  const asked: Filter = { kind: 'phrase', phrase: 'error' };
  for (const message of ['ER\u001b[1mROR', 'ｅｒｒｏｒ', 'er\u00adror', 'Straße'])
    expect(quickTest(asked)(bytesOf({ message }))).toBe(true);
  for (const message of ['Zürich', '支付', '🚀']) expect(quickTest(asked)(bytesOf({ message }))).toBe(false);
});
