import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, stringifyJson } from '../json/exact-json.ts';
import { checkBatch } from '../wire/batches/check-batch.ts';
import { OVERFLOW_ATTRIBUTE } from './flatten-attributes.ts';
import { MAX_MESSAGE_BYTES, type NormalisedRecord } from './log-record.ts';
import { createRecord } from './normalise-record.ts';
import { recordFromJson } from './record-from-json.ts';

/** Any UTF-16 code unit, halves of pairs included; fast-check's own `binary` takes 1.5 s to set up. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

const OBSERVED = 1_795_262_405_140;
const context = { observedAt: OBSERVED };

function read(value: unknown, service?: string): NormalisedRecord {
  const result = recordFromJson(value, { ...context, service });
  if ('problem' in result) throw new Error(result.problem);
  return result.record;
}

function problemOf(value: unknown): string | undefined {
  const result = recordFromJson(value, context);
  return 'problem' in result ? result.problem : undefined;
}

test('a record as search returns it keeps everything but its id', () => {
  const found = {
    id: '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011',
    timestamp: '2026-11-21T12:00:05.123456789Z',
    service: 'checkout',
    severity: 'ERROR',
    severityNumber: 18,
    severityText: 'crit',
    message: 'x',
    attributes: { a: 1 },
    observedAt: '2026-11-21T12:00:05.140Z',
  };
  expect(read(found)).toMatchObject({
    timestamp: 1795262405123,
    nanos: 456_789,
    severity: 'ERROR',
    severityNumber: 18,
    severityText: 'crit',
    attributes: { id: found.id, a: 1, observedAt: found.observedAt },
  });
});

describe('missing parts of a record', () => {
  test('the least is a message', () => {
    expect(read({ message: 'x' })).toEqual({
      timestamp: OBSERVED,
      observedAt: OBSERVED,
      service: 'unknown',
      severity: 'INFO',
      severityNumber: 9,
      message: 'x',
    });
    expect(read({ message: 'x', attributes: {} })).not.toHaveProperty('attributes');
    expect(read({ message: 'x', attributes: [1] }).attributes).toEqual({ attributes: '[1]' });
  });

  test('the first key of a list that holds something wins, the others stay as attributes', () => {
    const record = read({ message: '', msg: 'said', log: 'also', service: 'a', app: 'b', time: 1, ts: 2 });
    expect(record).toMatchObject({ message: 'said', service: 'a', timestamp: 1000 });
    expect(record.attributes).toEqual({ message: '', log: 'also', app: 'b', ts: 2 });
  });

  test('a message that is not a text is kept as JSON', () => {
    expect(read({ message: { a: [1] } }).message).toBe('{"a":[1]}');
    expect(read({ message: 0 }).message).toBe('0');
  });

  test('invalid trace and span ids are kept as attributes', () => {
    const record = read({ message: 'x', traceId: '0'.repeat(32), span_id: 'abc' });
    expect(record.traceId ?? record.spanId).toBeUndefined();
    expect(record.attributes).toEqual({ traceId: '0'.repeat(32), spanId: 'abc' });
    expect(read({ message: 'x', trace_id: '4BF92F35-77b3-4da6-a3ce-929d0e0e4736' }).traceId).toBe(
      '4bf92f3577b34da6a3ce929d0e0e4736',
    );
  });

  test('a name that is too long for a service is an attribute', () => {
    const name = 'n'.repeat(129);
    expect(read({ message: 'x', name })).toMatchObject({ service: 'unknown', attributes: { name } });
    expect(read({ message: 'x', service: null }, 'given')).toMatchObject({ service: 'given' });
  });

  test('attributes beyond the limit are kept in one', () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`k${i}`, i]));
    const { attributes = {} } = read({ message: 'x', ...many });
    expect(JSON.parse(attributes[OVERFLOW_ATTRIBUTE] as string)).toMatchObject({ k256: 256, k399: 399 });
  });
});

describe('faults name what is wrong', () => {
  test.each([
    [null, 'null'],
    [[], 'an array'],
    ['text', 'the string "text"'],
    [5, 'the number 5'],
  ])('%j is no object', (value, shown) => {
    expect(problemOf(value)).toBe(`a record is a JSON object, this is ${shown}`);
  });
});

describe('an object is a record, even with missing or wrong parts', () => {
  test.each([
    [{}, '{}', undefined],
    [{ a: { b: 1 } }, '{"a":{"b":1}}', { 'a.b': 1 }],
    [{ message: '', level: 'info' }, '{"message":"","level":"info"}', { message: '' }],
    [{ message: null }, '{"message":null}', { message: null }],
    [{ message: 'x', timestamp: 'yesterday' }, 'x', { timestamp: 'yesterday' }],
    [{ message: 'x', timestamp: { a: 1 } }, 'x', { 'timestamp.a': 1 }],
    [{ message: 'x', service: 5 }, 'x', { service: 5 }],
    [{ message: 'x', service: '' }, 'x', { service: '' }],
    [{ message: 'x', service: 's'.repeat(129) }, 'x', { service: 's'.repeat(129) }],
  ])('%j', (value, message, attributes) => {
    const record = read(value);
    expect(record).toMatchObject({ message, service: 'unknown', timestamp: OBSERVED });
    expect(record.attributes).toEqual(attributes);
  });

  test('the message is its own text where that is known', () => {
    const result = recordFromJson({ a: 1 }, context, undefined, () => '{ "a": 1 }');
    expect(result).toMatchObject({ record: { message: '{ "a": 1 }', attributes: { a: 1 } } });
  });

  test('another key may say the time and the service', () => {
    const record = read({ message: 'x', time: 'soon', ts: 1795262405123, service: 5, app: 'shop' });
    expect(record).toMatchObject({
      timestamp: 1795262405123,
      service: 'shop',
      attributes: { time: 'soon', service: 5 },
    });
  });

  test('also nested 100,000 deep', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(read({ message: deep, level: deep, traceId: deep, a: deep }).message).toContain('nested too deeply');
    expect(read({ timestamp: deep }).message).toContain('nested too deeply');
  });
});

describe('the carrier of a record', () => {
  const timestamp = { ms: OBSERVED - 60_000, nanos: 7 };
  const carried = { ...context, service: 'carrier', timestamp, severityNumber: 17 };

  test('fills in what the record leaves out', () => {
    expect(recordFromJson({ message: 'x' }, carried)).toEqual({
      record: {
        timestamp: timestamp.ms,
        nanos: 7,
        observedAt: OBSERVED,
        service: 'carrier',
        message: 'x',
        severity: 'ERROR',
        severityNumber: 17,
      },
    });
  });

  test('does not overrule it', () => {
    const own = { message: 'x', level: 'info', time: '2026-11-21T12:00:05.123Z', app: 'own' };
    expect(recordFromJson(own, carried)).toEqual({
      record: {
        timestamp: 1795262405123,
        observedAt: OBSERVED,
        service: 'own',
        message: 'x',
        severity: 'INFO',
        severityNumber: 9,
        severityText: 'info',
      },
    });
  });
});

test('createRecord keeps the limits', () => {
  const record = createRecord(
    { message: `${'x'.repeat(MAX_MESSAGE_BYTES)}\ud800`, service: ` ${'s'.repeat(200)}` },
    context,
  );
  expect(Buffer.byteLength(record.message)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  expect(record.service).toBe('s'.repeat(128));
  expect(createRecord({ message: 'x', service: '  ' }, { ...context, service: 'given' }).service).toBe('given');
});

test('every record made from JSON is one that the collector accepts', () => {
  const key = fc.oneof(
    fc.constantFrom(
      'message',
      'msg',
      'level',
      'severityNumber',
      'severityText',
      'traceId',
      'service',
      'timestamp',
      'log',
    ),
    fc.constantFrom('attributes', '__proto__', 'a.b', 'a', 'log.level', 'name', '_bsontype'),
    fc.string({ unit: codeUnit, maxLength: 3 }),
  );
  const value = fc.oneof(
    { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 3 },
    fc.string({ unit: codeUnit, minLength: 250, maxLength: 300 }),
    fc.integer({ min: 0, max: 30 }),
  );
  let made = 0;
  fc.assert(
    fc.property(fc.dictionary(key, value, { maxKeys: 8 }), (object) => {
      const result = recordFromJson(parseJson(JSON.stringify({ message: 'x', ...object })), context);
      if ('problem' in result) return;
      made += 1;
      const { service, severity, ...wire } = result.record;
      const body = parseJson(stringifyJson({ service, severity, records: [wire] }));
      expect(checkBatch(body)).toMatchObject({ batch: { records: [{ record: {} }] } });
    }),
    { numRuns: 150 },
  );
  expect(made).toBeGreaterThan(100);
});
