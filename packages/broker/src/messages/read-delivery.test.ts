import { gzipSync } from 'node:zlib';
import {
  BATCH_TYPE,
  createBatchIds,
  DEAD_LETTER_REASONS,
  type Delivery,
  fromColumns,
  type LogBatch,
  SEVERITY_BASE,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { createLineParser } from '@logwarren/contract/formats';
import { describe, expect, it } from 'vitest';
import { encodeBatch } from './codec.ts';
import { delivery, good, NOW, readOne } from './test-delivery.ts';

const newId = createBatchIds(() => NOW);

function batchDelivery(records: unknown[], more: Partial<Delivery> = {}): Delivery {
  const columns = toColumns(records as WireRecord[]);
  const batch: LogBatch = { id: newId(), service: 'checkout', severity: 'ERROR', records: columns };
  return delivery('', { ...encodeBatch(batch), ...more });
}

describe('readDelivery', () => {
  it('reads a batch of ours with its id and order', () => {
    const message = batchDelivery(Array.from({ length: 500 }, (_, i) => good(`m${i}`)));
    const read = readOne(message, NOW);
    expect(read).toMatchObject({ batchId: message.messageId, service: 'checkout', severity: 'ERROR', letters: [] });
    expect(fromColumns(read.records).map(({ message: text }) => text)).toEqual(
      Array.from({ length: 500 }, (_, i) => `m${i}`),
    );
  });

  it('reads records whose texts hold a million brackets, in a batch and in an array of another client', () => {
    const message = '[1,2],{}'.repeat(32_000);
    const records = Array.from({ length: 20 }, () => ({ timestamp: NOW, observedAt: NOW, message }));
    expect(readOne(batchDelivery(records)).records.count).toBe(20);
    expect(readOne(delivery(JSON.stringify(records))).records.count).toBe(20);
  });

  it('dead-letters one bad record with its own bytes and keeps the other 499', () => {
    const records: unknown[] = Array.from({ length: 500 }, (_, i) => good(`m${i}`));
    const raw = `{"timestamp":"yesterday",  "n": 12345678901234567890}`;
    records[250] = '@@';
    const json = JSON.stringify({ service: 'a', severity: 'INFO', records }).replace('"@@"', raw);
    const read = readOne(delivery(json, { type: BATCH_TYPE, messageId: newId() }), NOW);
    expect(read.records.count).toBe(499);
    expect(read.indexes).toHaveLength(499);
    expect(read.indexes).not.toContain(250);
    expect(read.letters).toHaveLength(1);
    expect(read.letters[0]).toMatchObject({ reason: 'record-invalid', recordIndex: 250, body: Buffer.from(raw) });
    expect(read.letters[0]?.explanation).toContain('timestamp');
  });

  it.each([
    ['body-not-json', delivery('{"a":', { type: BATCH_TYPE, messageId: newId() })],
    ['body-not-utf8', delivery(Buffer.from([0x7b, 0xff, 0xfe]), { type: BATCH_TYPE, messageId: newId() })],
    ['body-not-utf8', delivery(Buffer.from('\xe9\0', 'latin1'))],
    ['body-not-utf8', delivery(gzipSync('packed, and does not say so'))],
    ['batch-invalid', delivery('[]', { type: BATCH_TYPE, messageId: newId() })],
    ['batch-invalid', delivery('{"service":"a","severity":"INFO","records":[]}', { type: BATCH_TYPE })],
    ['batch-type-unknown', delivery('{}', { type: 'logwarren.batch.v9' })],
    ['body-encoding-unknown', delivery('{}', { contentEncoding: 'compress' })],
    ['body-corrupt', delivery('{}', { contentEncoding: 'gzip' })],
    ['body-too-large', delivery(gzipSync(Buffer.alloc(20_000_000)), { contentEncoding: 'gzip' })],
    ['body-empty', delivery('')],
    ['body-empty', delivery('\ufeff \r\n')],
  ])('dead-letters a whole message as %s, bytes untouched', (reason, message) => {
    const read = readOne(message, NOW);
    expect(read.records.count).toBe(0);
    expect(read.letters).toHaveLength(1);
    expect(read.letters[0]).toMatchObject({ reason });
    expect(read.letters[0]?.body).toBe(message.body);
    expect(DEAD_LETTER_REASONS).toContain(reason);
  });

  it.each(['logwarren.columns.v2', 'logwarren.batch.v9', 'logwarren.tomorrow'])('calls type %s newer', (type) => {
    const [letter] = readOne(delivery('{}', { type }), NOW).letters;
    expect(letter).toMatchObject({ reason: 'batch-type-unknown', explanation: expect.stringContaining('newer') });
  });

  it('refuses a batch id that is dated more than a year away', () => {
    const future = createBatchIds(() => NOW + 400 * 86_400_000)();
    const read = readOne(batchDelivery([good('x')], { messageId: future }), NOW);
    expect(read.letters[0]).toMatchObject({ reason: 'batch-date-invalid' });
  });

  it('reads one JSON record and the plain line of any client', () => {
    const json = readOne(delivery('{"level":"warn","msg":"slow","service":"cart","ms":12}'), NOW);
    expect(json).toMatchObject({ service: 'cart', severity: 'WARN' });
    expect(fromColumns(json.records)).toMatchObject([{ message: 'slow', attributes: { ms: 12 } }]);
    const line = readOne(delivery('2026-11-21T09:59:58Z payment ERROR card declined'), NOW);
    expect(line).toMatchObject({ service: 'payment', severity: 'ERROR' });
    expect(fromColumns(line.records)).toMatchObject([{ message: 'card declined' }]);
    expect(fromColumns(line.records)[0]?.timestamp).toBe(Date.UTC(2026, 10, 21, 9, 59, 58));
  });

  it.each([
    ['a line of no format', 'hello, this is no format', 'hello, this is no format'],
    ['JSON that is broken', '{"message":', '{"message":'],
    ['JSON that holds no object', '["x", 1, [2]]', '["x", 1, [2]]'],
    ['an array that is broken', '[{"message":"x"},', '[{"message":"x"},'],
    ['an object and text', '{"message":"x"}\nError: y\n\n{ z: 1 }', 'x\nError: y\n\n{ z: 1 }'],
    ['pretty-printed JSON', '{\n  "msg": "x",\n  "a": [\n    {}\n  ]\n}', 'x'],
    ['JSON without a message', '{"a": 1}', '{"a": 1}'],
    ['lines of a stack trace', 'Error: x\n  at f (a.js:1:2)\nno frame\n', 'Error: x\n  at f (a.js:1:2)\nno frame'],
    ['Latin-1', Buffer.from('Stra\xdfe', 'latin1'), 'Straße'],
    ['UTF-16 with its mark', Buffer.from('\uFEFFStraße', 'utf16le'), 'Straße'],
    ['Latin-1 that says so', Buffer.from('Stra\xdfe', 'latin1'), 'Straße', { contentEncoding: 'ISO-8859-1' }],
    ['a text that begins with a line break', '\r\n\n{"msg":"x"}', 'x'],
  ])('takes any text as one record: %s', (_name, body, message, more: Partial<Delivery> = {}) => {
    const read = readOne(delivery(body, { routingKey: 'com.acme.Billing.ERROR', appId: 'billing', ...more }), NOW);
    expect(read).toMatchObject({ service: 'billing', severity: 'ERROR', letters: [] });
    expect(fromColumns(read.records)).toMatchObject([{ message, timestamp: NOW, observedAt: NOW }]);
  });

  it.each([
    '2026-11-21T09:59:58Z payment ERROR card declined',
    '2026-11-21 09:59:58,123 - shop.db - WARNING - slow query',
    'level=error msg="card declined" service=billing status=402',
    '<165>1 2026-11-21T09:59:58.003Z mymachine.example.com evntslog - ID47 - text',
    '203.0.113.7 - - [21/Nov/2026:09:59:58 +0000] "GET /a HTTP/1.1" 503 2 "-" "curl"',
    '{"level":"error","msg":"x","time":"2026-11-21T09:59:58Z","n":1}',
    'no format',
    '{"n":1}',
  ])('makes the same record of a text as of a line of a file: %s', (line) => {
    const parser = createLineParser({ format: 'auto', fallbackService: 'unknown' });
    const { service, severity, severityNumber, ...record } = parser.parse(line, NOW);
    const read = readOne(delivery(line, { routingKey: 'logstash' }), NOW);
    expect(read).toMatchObject({ service, severity });
    const [own] = fromColumns(read.records);
    expect({ ...own, severityNumber: own?.severityNumber ?? SEVERITY_BASE[severity] }).toEqual({
      severityNumber,
      ...record,
    });
  });

  it('takes from the message only what its text does not say', () => {
    const said = { routingKey: 'FATAL.payment.eu', timestampMs: NOW - 5000 };
    const read = readOne(delivery('{"message":"x"}', said), NOW);
    expect(read).toMatchObject({ severity: 'FATAL', service: 'payment.eu' });
    expect(fromColumns(read.records)[0]?.timestamp).toBe(NOW - 5000);
    const own = '{"message":"x","level":"info","service":"own","time":"2026-11-21T09:00:00Z"}';
    const kept = readOne(delivery(own, said), NOW);
    expect(kept).toMatchObject({ severity: 'INFO', service: 'own' });
    expect(fromColumns(kept.records)[0]?.timestamp).toBe(Date.UTC(2026, 10, 21, 9));
  });

  it('makes five records of five equal messages under a constant id, and one of one that comes twice', () => {
    const idOf = (more: Partial<Delivery>) => readOne(delivery('{"message":"x"}', more), NOW).batchId;
    const constant = Array.from({ length: 5 }, () => idOf({ messageId: 'billing', timestampMs: NOW }));
    expect(new Set(constant).size).toBe(5);
    const messageId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
    expect(idOf({ messageId, redelivered: true })).toBe(idOf({ messageId, timestampMs: NOW }));
  });
});
