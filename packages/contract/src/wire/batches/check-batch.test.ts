import { describe, expect, test } from 'vitest';
import { MAX_ATTRIBUTES, MAX_MESSAGE_BYTES } from '../../record/log-record.ts';
import { HOUR_MS, hourOf } from './batch.ts';
import { checkBatch } from './check-batch.ts';

const GOOD = { timestamp: 1_795_262_405_123, observedAt: 1_795_262_405_140, message: 'x' };

function checkOne(record: unknown, severity = 'ERROR') {
  const result = checkBatch({ service: 'checkout', severity, records: [record] });
  if ('problem' in result) throw new Error(result.problem);
  return result.batch.records[0] as { record?: object; problem?: string };
}

test('a full record passes unchanged', () => {
  const record = {
    ...GOOD,
    nanos: 999_999,
    severityNumber: 20,
    severityText: 'crit',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    attributes: { a: 'x', b: 1.5, c: true, d: null },
  };
  expect(checkOne(record)).toEqual({ record });
});

test('one bad record among 500 does not condemn its siblings, which keep their places', () => {
  const records: unknown[] = Array.from({ length: 500 }, (_, i) => ({ ...GOOD, message: `m${i}` }));
  records[137] = { ...GOOD, message: 5 };
  const result = checkBatch({ service: 'checkout', severity: 'INFO', records });
  if ('problem' in result) throw new Error(result.problem);
  const checked = result.batch.records;
  expect(checked).toHaveLength(500);
  expect(checked.filter((each) => 'problem' in each)).toHaveLength(1);
  expect(checked[137]).toEqual({ problem: expect.stringContaining('message'), value: records[137] });
  expect(checked[138]).toEqual({ record: { ...GOOD, message: 'm138' } });
});

describe('a record that can never be stored is refused with a reason', () => {
  test.each([
    ['no object', 5, 'body'],
    ['null', null, 'body'],
    ['nothing', {}, 'timestamp'],
    ['a text for a time', { ...GOOD, timestamp: '2026' }, 'timestamp'],
    ['half a millisecond', { ...GOOD, timestamp: 1.5 }, 'timestamp'],
    ['a time that no Date can hold', { ...GOOD, timestamp: 8.65e15 }, 'timestamp'],
    ['nanoseconds beyond the millisecond', { ...GOOD, nanos: 1_000_000 }, 'nanos'],
    ['an unknown key', { ...GOOD, extra: 1 }, 'extra'],
    ['a long message', { ...GOOD, message: 'x'.repeat(MAX_MESSAGE_BYTES + 1) }, 'message'],
    ['a severity number that no severity has', { ...GOOD, severityNumber: 25 }, 'severityNumber'],
    ['a severity number of another severity', { ...GOOD, severityNumber: 9 }, 'severityNumber 9 is not ERROR'],
    ['a long severity text', { ...GOOD, severityText: 'x'.repeat(257) }, 'severityText'],
    ['a trace id in upper case', { ...GOOD, traceId: 'A'.repeat(32) }, 'traceId'],
    ['a short span id', { ...GOOD, spanId: 'abc' }, 'spanId'],
    ['attributes that are a list', { ...GOOD, attributes: [] }, 'attributes'],
    ['attributes that are a text', { ...GOOD, attributes: 'x' }, 'attributes'],
    ['an attribute that is an object', { ...GOOD, attributes: { a: {} } }, 'attributes'],
    ['an attribute that is a list', { ...GOOD, attributes: { a: [] } }, 'attributes'],
    ['a NUL in an attribute name', { ...GOOD, attributes: { 'a\0b': 1 } }, 'attributes'],
    ['a long attribute name', { ...GOOD, attributes: { ['k'.repeat(257)]: 1 } }, 'attributes'],
    [
      'too many attributes',
      { ...GOOD, attributes: Object.fromEntries(Array.from({ length: MAX_ATTRIBUTES + 2 }, (_, i) => [i, 1])) },
      'attributes',
    ],
  ])('%s', (_, record, reason) => {
    expect(checkOne(record)).toEqual({ problem: expect.stringContaining(reason), value: record });
  });

  test.each(['{"__proto__": 1}', '{"__proto__": {"message": "x"}}', '{"_bsontype": "ObjectId"}', '{"constructor": 1}'])(
    'the key of %s in a record',
    (json) => {
      const record = JSON.parse(`{"timestamp":1,"observedAt":1,"message":"x",${json.slice(1)}`);
      expect(checkOne(record)).toEqual({ problem: expect.stringContaining('Unrecognized key'), value: record });
    },
  );

  test('JSON nested 1,000 and 100,000 deep', () => {
    for (const depth of [1_000, 100_000]) {
      const deep = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
      expect(checkOne({ ...GOOD, attributes: deep })).toHaveProperty('problem');
      expect(checkOne(deep)).toHaveProperty('problem');
      expect(checkBatch(deep)).toHaveProperty('problem');
    }
  });

  test('the reason stays short for any body', () => {
    const { problem = '' } = checkOne({ ...GOOD, ['k'.repeat(1_000_000)]: 1 });
    expect(Buffer.byteLength(problem)).toBeLessThanOrEqual(1024);
  });
});

test('attribute names that are dangerous elsewhere are kept', () => {
  const record = JSON.parse(
    '{"timestamp":1,"observedAt":1,"message":"x","attributes":{"__proto__":"p","_bsontype":"b","$where":"w","a.b":1,"":2}}',
  );
  const checked = checkOne(record) as { record: { attributes: object } };
  expect(Object.entries(checked.record.attributes)).toEqual([
    ['__proto__', 'p'],
    ['_bsontype', 'b'],
    ['$where', 'w'],
    ['a.b', 1],
    ['', 2],
  ]);
});

describe('a body that is not a batch', () => {
  test.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ service: '', severity: 'INFO', records: [GOOD] }],
    [{ service: 's'.repeat(129), severity: 'INFO', records: [GOOD] }],
    [{ service: 'a', severity: 'info', records: [GOOD] }],
    [{ service: 'a', severity: 'INFO', records: [] }],
    [{ service: 'a', severity: 'INFO', records: {} }],
    [{ service: 'a', severity: 'INFO', records: new Array(65_537).fill(GOOD) }],
  ])('%j', (body) => {
    expect(checkBatch(body)).toEqual({ problem: expect.any(String) });
  });
});

test('hours are counted in UTC, also before the epoch', () => {
  expect([hourOf(0), hourOf(HOUR_MS - 1), hourOf(HOUR_MS), hourOf(-1)]).toEqual([0, 0, 1, -1]);
});
