import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, stringifyJson } from '../../json/exact-json.ts';
import { MAX_ATTRIBUTES, MAX_MESSAGE_BYTES, type WireRecord } from '../../record/log-record.ts';
import { anyText } from '../../testing.ts';
import { checkBatch } from './check-batch.ts';
import { checkColumns } from './check-columns.ts';
import { fromColumns } from './columns.ts';
import { ColumnsBuilder, toColumns } from './columns-builder.ts';

const STREAM = { service: 'checkout', severity: 'ERROR' as const };

/** The body as parsed from a message: JSON has no undefined. */
// biome-ignore lint/suspicious/noExplicitAny: broken by the tests at will
function travelled(records: readonly WireRecord[]): any {
  return parseJson(stringifyJson({ ...STREAM, ...toColumns(records) }));
}

function check(body: unknown) {
  const checked = checkColumns(body);
  if ('problem' in checked) throw new Error(checked.problem);
  return checked.batch;
}

/** The columns of a body in which nothing is wrong. */
function recordsOf(body: unknown): WireRecord[] {
  const { records } = check(body);
  if (Array.isArray(records)) throw new Error('looked at one by one');
  return fromColumns(records);
}

const bigint = fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n });
const value = fc.oneof(anyText(), fc.constantFrom('GET', 'PUT'), fc.integer(), bigint, fc.boolean(), fc.constant(null));
const name = fc.oneof(fc.constantFrom('a', '__proto__', 'constructor', '$ref', 'x.y', ''), fc.string({ maxLength: 5 }));
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const record: fc.Arbitrary<WireRecord> = fc.record(
  {
    timestamp: fc.integer({ min: 0, max: 3 }),
    nanos: fc.nat(999_999),
    observedAt: fc.integer({ min: 0, max: 1 }),
    message: anyText({ maxLength: 5 }),
    severityNumber: fc.integer({ min: 17, max: 20 }),
    severityText: fc.string({ maxLength: 3 }),
    traceId: hex(32),
    spanId: hex(16),
    attributes: fc.dictionary(
      name.filter((each) => !each.includes('\0')),
      value,
      { minKeys: 1, maxKeys: 4 },
    ),
  },
  { requiredKeys: ['timestamp', 'observedAt', 'message'] },
);

test('any records come back from columns as they were', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), (records) => {
      expect(recordsOf(travelled(records))).toEqual(records);
    }),
    { numRuns: 250 },
  );
});

test('columns of lists of records, one after the other, are those of the whole list', () => {
  const lists = fc.array(fc.array(record, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lists, (parts) => {
      const builder = new ColumnsBuilder();
      for (const part of parts) builder.addColumns(travelled(part));
      const whole = builder.build();
      expect(whole).toEqual(toColumns(parts.flat()));
      expect(fromColumns(whole)).toEqual(parts.flat());
    }),
    { numRuns: 120 },
  );
});

test('a value that all records share appears once, and a value that few have appears with its positions', () => {
  const shared = { timestamp: 1, observedAt: 2 };
  const columns = toColumns([
    { ...shared, message: 'a', attributes: { host: 'h', q: 1 } },
    { ...shared, message: 'b', attributes: { host: 'h' } },
    { ...shared, message: 'c', attributes: { host: 'h', q: 1 }, traceId: 'x' },
  ]);
  expect(columns).toEqual({
    count: 3,
    columns: {
      timestamp: { values: 1 },
      observedAt: { values: 2 },
      message: { values: ['a', 'b', 'c'] },
      traceId: { at: [2], values: 'x' },
    },
    attributes: [
      { name: 'host', values: 'h' },
      { name: 'q', at: [0, 2], values: 1 },
    ],
  });
});

const GOOD = { timestamp: 1_795_262_405_123, observedAt: 1_795_262_405_140, message: 'x' };

describe('one bad record does not condemn its siblings', () => {
  test.each([
    ['a text for a time', { timestamp: '2026' }, 'timestamp'],
    ['half a millisecond', { timestamp: 1.5 }, 'timestamp'],
    ['a time that no Date can hold', { timestamp: 8.65e15 }, 'timestamp'],
    ['a negative moment of reading', { observedAt: -1 }, 'observedAt'],
    ['nanoseconds beyond the millisecond', { nanos: 1_000_000 }, 'nanos'],
    ['a long message', { message: 'x'.repeat(MAX_MESSAGE_BYTES + 1) }, 'message'],
    ['no message', { message: undefined }, 'message'],
    ['a severity number that no severity has', { severityNumber: 25 }, 'severityNumber'],
    ['a severity number of another severity', { severityNumber: 9 }, 'severityNumber 9 is not ERROR'],
    ['a long severity text', { severityText: 'x'.repeat(257) }, 'severityText'],
    ['a trace id in upper case', { traceId: 'A'.repeat(32) }, 'traceId'],
    ['a short span id', { spanId: 'abc' }, 'spanId'],
    ['an attribute that is an object', { attributes: { a: {} } }, 'attributes'],
    ['a NUL in an attribute name', { attributes: { 'a\0b': 1 } }, 'attributes'],
    ['a long attribute name', { attributes: { ['k'.repeat(257)]: 1 } }, 'attributes'],
    [
      'too many attributes',
      { attributes: Object.fromEntries(Array.from({ length: MAX_ATTRIBUTES + 2 }, (_, i) => [`k${i}`, 1])) },
      'attributes',
    ],
  ])('%s', (_, bad, reason) => {
    const records = Array.from({ length: 5 }, (_, i) => ({ ...GOOD, message: `m${i}` }));
    const broken = { ...GOOD, ...bad };
    expect(check(travelled([...records, broken as unknown as WireRecord])).records).toEqual([
      ...records.map((each) => ({ record: each })),
      { problem: expect.stringContaining(reason), value: JSON.parse(JSON.stringify(broken)) },
    ]);
  });

  test('a repeated name: the last value counts, as in JSON', () => {
    const attributes = [
      { name: 'a', values: 1 },
      { name: 'a', at: [1], values: 2 },
    ];
    expect(check({ ...travelled([GOOD, GOOD]), attributes }).records).toEqual([
      { record: { ...GOOD, attributes: { a: 1 } } },
      { record: { ...GOOD, attributes: { a: 2 } } },
    ]);
  });
});

describe('a body that is not a batch by column is refused with a reason', () => {
  const body = () => travelled([GOOD, { ...GOOD, message: 'y', attributes: { a: 1 } }]);
  test.each([
    ['no object', 5, 'body'],
    ['no count', { ...body(), count: undefined }, 'count'],
    ['no records', { ...body(), count: 0 }, 'count'],
    ['an unknown column', { ...body(), columns: { ...body().columns, extra: { values: 1 } } }, 'extra'],
    ['an unknown key', { ...body(), extra: 1 }, 'extra'],
    ['too few values', { ...body(), count: 3 }, 'message has 2 values for 3 records'],
    ['no values', { ...body(), columns: { ...body().columns, nanos: { at: [0] } } }, 'nanos.values'],
    ['positions out of range', { ...body(), attributes: [{ name: 'a', at: [2], values: [1] }] }, 'positions of a'],
    ['positions twice', { ...body(), attributes: [{ name: 'a', at: [1, 1], values: [1, 2] }] }, 'positions of a'],
    [
      'positions that are not numbers',
      { ...body(), attributes: [{ name: 'a', at: ['0'], values: [1] }] },
      'positions of a',
    ],
    ['a name that is not a text', { ...body(), attributes: [{ name: 1, values: 1 }] }, 'name'],
  ])('%s', (_, bad, reason) => {
    expect(checkColumns(bad)).toEqual({ problem: expect.stringContaining(reason) });
  });

  test('a small body that stands for gigabytes', () => {
    const columns = { timestamp: { values: 1 }, observedAt: { values: 1 }, message: { values: 'x'.repeat(100_000) } };
    const bomb = { ...STREAM, count: 65_536, columns, attributes: [] };
    expect(checkColumns(bomb)).toEqual({ problem: expect.stringContaining('shared values come to') });
    const attribute = { name: 'a', values: 'x'.repeat(100_000) };
    const other = {
      ...STREAM,
      count: 65_536,
      columns: { ...columns, message: { values: '' } },
      attributes: [attribute],
    };
    expect(checkColumns(other)).toEqual({ problem: expect.stringContaining('shared values come to') });
  });
});

test('the size in characters is about that of the records as JSON', () => {
  const records = Array.from({ length: 100 }, (_, i) => ({
    ...GOOD,
    message: `GET /api/${i}`,
    attributes: { host: 'a-host-that-all-share', path: `/api/${i}`, ...(i % 2 === 0 ? { q: i } : {}) },
  }));
  const { chars } = check(travelled(records));
  expect(chars / JSON.stringify(records).length).toBeGreaterThan(0.9);
  expect(chars / JSON.stringify(records).length).toBeLessThan(1.3);
});

test.each([
  ['1e400', 'Infinity'],
  ['1e17', 100_000_000_000_000_000n],
  ['-0', 0],
])('the number %s is what it is in a record, in either form of a batch', (json, value) => {
  const wire = `{"timestamp":1,"observedAt":1,"message":"x","attributes":{"n":${json}}}`;
  const byRecord = checkBatch(parseJson(`{"service":"a","severity":"INFO","records":[${wire}]}`));
  expect(byRecord).toMatchObject({ batch: { records: [{ record: { attributes: { n: value } } }] } });
  const columns = '{"timestamp":{"values":1},"observedAt":{"values":1},"message":{"values":"x"}}';
  const attributes = `[{"name":"n","values":[${json}]}]`;
  const body = `{"service":"a","severity":"INFO","count":1,"columns":${columns},"attributes":${attributes}}`;
  const { records } = check(parseJson(body));
  const [first] = Array.isArray(records) ? records : fromColumns(records).map((record) => ({ record }));
  expect(first).toMatchObject({ record: { attributes: { n: value } } });
});

test('half a surrogate pair in the name of an attribute becomes U+FFFD, in either form of a batch', () => {
  const record = { timestamp: 1, observedAt: 1, message: 'x', attributes: { 'a\ud800': 1 } };
  const read = { record: { ...record, attributes: { 'a\ufffd': 1 } } };
  expect(checkBatch({ ...STREAM, records: [record] })).toMatchObject({ batch: { records: [read] } });
  expect(check({ ...STREAM, ...toColumns([record]) }).records).toEqual([read]);
});
