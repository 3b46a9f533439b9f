import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MESSAGE_BYTES } from '../../../record/log-record.ts';
import { createLineParser } from '../../index.ts';

const OBSERVED_AT = Date.UTC(2026, 10, 21, 12);
const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
const parse = (text: string) => parser.parse(text, OBSERVED_AT);

describe('JSON lines', () => {
  it('of pino', () => {
    const line =
      '{"level":50,"time":1715680800123,"pid":4711,"hostname":"web-1","name":"checkout","err":{"type":"TypeError","message":"x is undefined","stack":"TypeError: x is undefined\\n    at pay (/app/pay.js:3:9)"},"msg":"payment failed"}';
    expect(parse(line)).toEqual({
      timestamp: 1715680800123,
      observedAt: OBSERVED_AT,
      service: 'checkout',
      severity: 'ERROR',
      severityNumber: 17,
      severityText: '50',
      message: 'payment failed',
      attributes: {
        pid: 4711,
        hostname: 'web-1',
        'err.type': 'TypeError',
        'err.message': 'x is undefined',
        'err.stack': 'TypeError: x is undefined\n    at pay (/app/pay.js:3:9)',
      },
    });
  });

  it.each([
    ['{"msg":"saved ticket","tags":["debug","error"]}', 'INFO'],
    ['{"@timestamp":"2026-03-09T08:15:30Z","type":"log","tags":["error"],"message":"x"}', 'INFO'],
    ['{"type":"log","@timestamp":"2026-03-09T08:15:30Z","tags":["error","plugins"],"pid":71,"message":"x"}', 'ERROR'],
  ])('with tags, of which only those of Kibana hold a severity: %s', (line, severity) => {
    expect(parse(line).severity).toBe(severity);
  });

  it('of pino without a message: its values are the message', () => {
    const line = '{"level":30,"time":1715680800123,"pid":4711,"hostname":"web-1","port":8080}';
    expect(parse(line)).toMatchObject({
      message: 'pid=4711 hostname=web-1 port=8080',
      timestamp: 1715680800123,
      attributes: { port: 8080 },
    });
  });

  it('of winston', () => {
    expect(
      parse(
        '{"level":"warn","message":"disk almost full","service":"user-service","timestamp":"2024-05-14T10:00:00.123Z"}',
      ),
    ).toMatchObject({
      timestamp: Date.parse('2024-05-14T10:00:00.123Z'),
      service: 'user-service',
      severity: 'WARN',
      message: 'disk almost full',
    });
    expect(parse('{"level":"silly","message":"x"}').severity).toBe('TRACE');
  });

  it('of bunyan', () => {
    const line =
      '{"name":"myserver","hostname":"banana.local","pid":123,"level":60,"msg":"going down","time":"2012-02-02T04:42:53.206Z","v":0}';
    expect(parse(line)).toMatchObject({
      service: 'myserver',
      severity: 'FATAL',
      message: 'going down',
      timestamp: Date.parse('2012-02-02T04:42:53.206Z'),
      attributes: { hostname: 'banana.local', pid: 123, v: 0 },
    });
  });

  it('of any logger, by keys of its own', () => {
    const own = createLineParser({
      format: 'json',
      fallbackService: 'app',
      jsonKeys: { timestamp: ['when'], message: ['what'], severity: ['how_bad'], service: undefined },
    });
    expect(
      own.parse('{"when":"2024-05-14 10:00:00","what":"it broke","how_bad":"crit","service":"x","message":"m"}', 0),
    ).toMatchObject({
      timestamp: Date.parse('2024-05-14T10:00:00Z'),
      severityNumber: 18,
      severityText: 'crit',
      message: 'it broke',
      service: 'x',
      attributes: { message: 'm' },
    });
  });

  it('keep trace and span ids, and whole numbers that JavaScript would round', () => {
    const record = parse(
      '{"msg":"x","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","order":9223372036854775807,"ts":1715680800123456789,"ratio":0.1234567890123456}',
    );
    expect(record).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      timestamp: 1715680800123,
      nanos: 456789,
      attributes: { order: 9223372036854775807n, ratio: 0.1234567890123456 },
    });
  });
});

describe('JSON lines with faults', () => {
  it.each([
    [
      'a word in place of the time',
      '{"msg":"x","time":"yesterday"}',
      { message: 'x', attributes: { time: 'yesterday' } },
    ],
    [
      'a number in place of the service',
      '{"msg":"x","service":7}',
      { message: 'x', service: 'app', attributes: { service: 7 } },
    ],
    ['an empty message', '{"msg":"","a":1}', { message: '{"msg":"","a":1}', attributes: { msg: '', a: 1 } }],
    ['a service within an object', '{"msg":"x","time":"late","service":{"name":"pay"}}', { service: 'pay' }],
    ['an unknown severity', '{"msg":"x","level":"loud"}', { severity: 'INFO', severityText: 'loud' }],
    ['a message that is an object', '{"msg":{"a":[1]}}', { message: '{"a":[1]}' }],
    ['the key __proto__', '{"msg":"x","__proto__":{"a":1}}', { attributes: { '__proto__.a': 1 } }],
    ['spaces around', ' \t{"msg":"x"} \r\n', { message: 'x' }],
    ['a byte order mark', '\uFEFF{"msg":"x"}', { message: 'x' }],
  ])('are kept with %s', (_what, line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  it('keeps a name or service that is too long as an attribute', () => {
    const name = 'n'.repeat(200);
    expect(parse(`{"msg":"x","name":"${name}"}`)).toMatchObject({ service: 'app', attributes: { name } });
  });

  it.each([
    ...[
      '{"msg":"x"',
      '{"msg":"x"} trailing',
      '[1,2]',
      '"text"',
      '{',
      '{}x',
      'null',
      '{main} is closed',
      '{"a"} is {"b":2}',
    ],
    ...['{"a":"b" "time":"x"}', '{"time":"x","a":"b "c", d"}', '{"level":"error","a":1 "b":2}', '{a: level of b}'],
    ...['{"level":"error"]', '{"level":"error","a":)}', '{{.level: error}}'],
  ])('are plain text when they are no object: %s', (line) => {
    expect(parse(line)).toEqual({
      timestamp: OBSERVED_AT,
      observedAt: OBSERVED_AT,
      service: 'app',
      severity: 'INFO',
      severityNumber: 9,
      message: line,
    });
  });

  it.each([600, 20_000, 200_000])('are plain text when nested %i levels deep', (depth) => {
    for (const line of [
      `{"msg":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
    ]) {
      const cut = Buffer.byteLength(line) > MAX_MESSAGE_BYTES ? { 'log.truncated': 'message' } : undefined;
      expect(parse(line).attributes).toEqual(cut);
      expect(parse(line).message.slice(0, 1000)).toBe(line.slice(0, 1000));
    }
  });

  it('may hold any number of brackets in their texts', () => {
    const text = `\\"${'[{'.repeat(5000)}`;
    expect(parse(JSON.stringify({ msg: 'x', text, b: [[1]] })).attributes).toEqual({ text, b: '[[1]]' });
  });
});

describe('JSON over several lines', () => {
  it('may be pretty-printed', () => {
    expect(parse('{\n  "level": "error",\n  "msg": "boom"\n}')).toMatchObject({ severity: 'ERROR', message: 'boom' });
  });

  it('keeps the lines that follow it in the message', () => {
    expect(parse('{"level":"error","msg":"boom"}\n    at a (b.js:1:2)').message).toBe('boom\n    at a (b.js:1:2)');
    expect(parse('{"level":"error"\n  oops').message).toBe('{"level":"error"\n  oops');
  });
});

describe('any JSON object', () => {
  it('becomes a record with all of its values', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => value.trim() !== '');
    const value = fc.oneof(text, fc.integer(), fc.boolean());
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^x[a-z]{1,8}$/), value), text, (fields, message) => {
        const record = parse(JSON.stringify({ msg: message, ...fields }));
        expect(record.message).toBe(message.toWellFormed());
        expect({ ...record.attributes }).toEqual(
          Object.fromEntries(
            Object.entries(fields).map(([key, kept]) => [key, typeof kept === 'string' ? kept.toWellFormed() : kept]),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });
});
