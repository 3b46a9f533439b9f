import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseForeignJson } from '../json/exact-json.ts';
import type { NormalisedRecord } from '../record/log-record.ts';
import { hasOwnTime } from '../record/own-time.ts';
import { createLineParser } from './index.ts';
import { ACCESS_SAMPLES } from './samples/access-samples.ts';
import { ENVELOPE_SAMPLES } from './samples/envelope-samples.ts';
import { HEAD_SAMPLES, OBJECT_SAMPLES, PROGRAM_SAMPLES } from './samples/grouped-samples.ts';
import { PRODUCT_SAMPLES } from './samples/product-samples.ts';

/** A record has a time of its own exactly when its timestamp does not depend on when it is read. */

const READ_AT = Date.UTC(2026, 10, 21, 12, 30, 15, 250);
const parser = createLineParser({ format: 'auto', fallbackService: 'app' });

function expectTruth(read: (observedAt: number) => NormalisedRecord): void {
  const [one, other] = [read(READ_AT), read(READ_AT + 1)];
  const isOwn = one.timestamp === other.timestamp && one.nanos === other.nanos;
  expect([hasOwnTime(one), hasOwnTime(other)]).toEqual([isOwn, isOwn]);
}

const SAMPLES = [
  ...ACCESS_SAMPLES,
  ...ENVELOPE_SAMPLES,
  ...HEAD_SAMPLES,
  ...PROGRAM_SAMPLES,
  ...OBJECT_SAMPLES,
  ...PRODUCT_SAMPLES,
];

test.each(SAMPLES.map(({ name, text }) => [name, text]))('%s', (_name, text) => {
  expectTruth((observedAt) => parser.parse(text, observedAt));
});

const iso = new Date(READ_AT).toISOString();
const piece = fc.constantFrom(
  iso,
  iso.replace('T', ' ').replace('Z', ''),
  '2024-05-14',
  'ERROR',
  '{',
  '"time":',
  '"msg":"x"',
  '}',
  '|',
  '[',
  ']',
  'app:',
  '<34>',
  '\n',
  'é',
  '\0',
  '{"log":"',
  '","stream":"stdout","time":"',
);
const garbage = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 12 })
  .map((pieces) => pieces.join(' '));

test('of any text, also one whose time is the very moment of reading', () => {
  fc.assert(
    fc.property(garbage, (text) => expectTruth((observedAt) => parser.parse(text, observedAt))),
    { numRuns: 3_000 },
  );
});

test('of JSON that comes as a value', () => {
  for (const line of [
    `{"msg":"x","time":"${iso}"}`,
    '{"msg":"x"}',
    `{"log":"x\\n","stream":"stdout","time":"${iso}"}`,
    '{"log":"x"}',
  ]) {
    expectTruth((observedAt) => {
      const read = parser.parseObject(parseForeignJson(line), () => line, observedAt);
      return 'record' in read ? read.record : expect.fail(read.problem);
    });
  }
});

test('the moment of reading stays, but for a record that says the same one', () => {
  expect(parser.parse('plain', READ_AT)).toMatchObject({ timestamp: READ_AT, observedAt: READ_AT });
  expect(parser.parse(`${iso} ERROR x`, READ_AT)).toMatchObject({ timestamp: READ_AT, observedAt: READ_AT + 1 });
  expect(parser.parse(`${iso} ERROR x`, READ_AT + 5)).toMatchObject({ timestamp: READ_AT, observedAt: READ_AT + 5 });
});

test.each([
  ['in an object', '{"log":"E0314 08:15:30.250000 1 a.go:1] x"}'],
  ['of an object', '{"log":"x","time":"Mar 14 08:15:30"}'],
  ['of an object, beside a severity', '{"msg":"x","level":"info","time":"Mar 14 08:15:30"}'],
  ['behind a prefix', 'web-1  | E0314 08:15:30.250000 1 a.go:1] x'],
])('a time that names no year is of its own, but for the year: %s', (_where, text) => {
  const borrowed: string[] = [];
  const record = parser.parse(text, READ_AT, { onBorrowedTime: (_record, kind) => borrowed.push(kind) });
  expect([new Date(record.timestamp).toISOString().slice(5, 19), borrowed, hasOwnTime(record)]).toEqual([
    '03-14T08:15:30',
    ['year'],
    true,
  ]);
});
