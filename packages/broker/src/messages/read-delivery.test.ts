import { gzipSync } from 'node:zlib';
import {
  BATCH_TYPE,
  createBatchIds,
  DEAD_LETTER_REASONS,
  type Delivery,
  fromColumns,
  type LogBatch,
  type ReadDelivery,
  SEVERITY_BASE,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { createLineParser } from '@logwarren/contract/formats';
import { describe, expect, it } from 'vitest';
import { encodeBatch } from './codec.ts';
import { readDelivery } from './read-delivery.ts';

const NOW = Date.UTC(2026, 10, 21, 10, 0, 0);
const newId = createBatchIds(() => NOW);

const delivery = (body: string | Buffer, more: Partial<Delivery> = {}): Delivery => ({
  body: Buffer.from(body),
  routingKey: 'INFO.a',
  exchange: 'logs_exchange',
  redelivered: false,
  headers: {},
  ...more,
});

function batchDelivery(records: unknown[], more: Partial<Delivery> = {}): Delivery {
  const columns = toColumns(records as WireRecord[]);
  const batch: LogBatch = { id: newId(), service: 'checkout', severity: 'ERROR', records: columns };
  return delivery('', { ...encodeBatch(batch), ...more });
}

const good = (message: string) => ({ timestamp: NOW, observedAt: NOW, message });

/** Reads a message of one service and severity. */
function readOne(message: Delivery, now: number = NOW): ReadDelivery {
  const [read, ...others] = readDelivery(message, now);
  expect(others).toEqual([]);
  return read as ReadDelivery;
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

  it('takes from the message what its text does not say, and only that', () => {
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

describe('one message of many records', () => {
  /** Position, severity, service and message of each record. */
  const recordsIn = (message: Delivery) =>
    readDelivery(message, NOW)
      .flatMap(({ service, severity, records, indexes }) =>
        fromColumns(records).map((record, i) => [indexes[i], severity, service, record.message] as const),
      )
      .toSorted(([a = 0], [b = 0]) => a - b);

  it('is a JSON array of objects: one batch id, told apart by their position', () => {
    const body =
      '[{"msg":"a"},\n {"msg":"b","level":"error"}, {"message":"c","service":"cart","time":"2026-11-21T09:00:00Z"},{"n": 1}]';
    const message = delivery(body, { routingKey: 'WARN.shop', messageId: '7d444840-9dc0-41d1-b245-5ffdce74fad2' });
    expect(recordsIn(message)).toEqual([
      [0, 'WARN', 'shop', 'a'],
      [1, 'ERROR', 'shop', 'b'],
      [2, 'WARN', 'cart', 'c'],
      [3, 'WARN', 'shop', '{"n": 1}'],
    ]);
    const reads = readDelivery(message, NOW);
    expect(new Set(reads.map(({ batchId }) => batchId)).size).toBe(1);
    expect(reads.map(({ identity }) => identity)).toEqual(['message-id', 'message-id', 'message-id']);
    expect(
      readDelivery({ ...message, redelivered: true }, NOW + 1).map(({ batchId, indexes }) => [batchId, indexes]),
    ).toEqual(reads.map(({ batchId, indexes }) => [batchId, indexes]));
  });

  it('is divided in the same way whenever it comes, with times of their own and without', () => {
    const body =
      '[{"msg":"a","time":"2026-11-21T10:30:00Z"},{"msg":"b"},{"msg":"c","time":"2026-11-21T10:40:00Z"},{"msg":"d"}]';
    for (const hours of [0, 1, 20]) {
      const reads = readDelivery(delivery(body), NOW + hours * 3_600_000);
      expect(reads.map(({ indexes }) => indexes)).toEqual([
        [0, 2],
        [1, 3],
      ]);
    }
  });

  it('loses nothing of an array to what is not an object in it, which is a dead letter with its bytes', () => {
    const reads = readDelivery(delivery('[ 12345678901234567890, {"msg":"a"}, null, [{"msg":"b"}] ]'), NOW);
    expect(reads).toMatchObject([{ indexes: [1] }]);
    const letters = reads[0]?.letters.map(({ body, reason, recordIndex, explanation }) => [
      ...[String(body), reason, recordIndex, explanation],
    ]);
    expect(letters).toEqual([
      ['12345678901234567890', 'record-invalid', 0, expect.stringContaining('a record is a JSON object')],
      ['null', 'record-invalid', 2, expect.any(String)],
      ['[{"msg":"b"}]', 'record-invalid', 3, expect.any(String)],
    ]);
  });

  it('is NDJSON, and what stands between its objects is what it is in a file', () => {
    const body =
      '{"msg":"a"}\r\n  {"msg":"b","level":"error"}\n\n{"msg":\n{"msg":"c"}\n    at f (a.js:1:2)\nplain\n{\n  "msg": "d"\n}\n';
    expect(recordsIn(delivery(body)).map(([, severity, , message]) => [severity, message])).toEqual([
      ['INFO', 'a'],
      ['ERROR', 'b'],
      ['INFO', '{"msg":'],
      ['INFO', 'c\n    at f (a.js:1:2)'],
      ['INFO', 'plain'],
      ['INFO', 'd'],
    ]);
  });

  it.each(['\n', ' \r\n', '\t\n'])('takes megabytes of %j for nothing', (blank) => {
    const body = blank.repeat(Math.floor(8_000_000 / blank.length));
    expect(readOne(delivery(body)).letters).toMatchObject([{ reason: 'body-empty' }]);
    expect(readOne(delivery(`${body}x`))).toMatchObject({ letters: [], records: { count: 1 } });
  });

  it.each([
    ['an array', '[', ',', ']'],
    ['lines', '', '\n', ''],
  ])('has so many records at most, and a message of more is a dead letter: %s', (_name, from, between, to) => {
    const body = (count: number) => from + Array(count).fill('{}').join(between) + to;
    expect(readOne(delivery(body(10_000))).records.count).toBe(10_000);
    expect(readOne(delivery(body(10_001))).letters).toMatchObject([{ reason: 'body-too-many-records' }]);
  });

  /** Objects with keys, as many as wanted, that begin at a number of their own. */
  const objects = (count: number, keys: number, first: (i: number) => number) =>
    Array.from({ length: count }, (_, i) => {
      const members = Array.from({ length: keys }, (_, key) => `"k${first(i) + key}":1`);
      return `{"time":"2026-11-21T10:00:00Z",${members.join()}}`;
    });
  const same = () => 0;
  const hours = (count: number) =>
    Array.from({ length: count }, (_, i) => `{"time":"${new Date(NOW - i * 3_600_000).toISOString()}"}`);

  it.each<[string, string[], string[]]>([
    ['keys of its own for each record', objects(2_000, 10, (i) => 10 * i), objects(6_000, 10, (i) => 10 * i)],
    ['very many attributes', objects(9_000, 20, same), objects(10_000, 21, same)],
    ['an hour of its own for each record', hours(4_000), hours(6_000)],
  ])('has so many attributes and columns at most: %s', (_name, good, bad) => {
    const reads = (texts: string[], more: Partial<Delivery> = {}) =>
      [`[${texts}]`, texts.join('\n')].map((body) => readDelivery(delivery(body, more), NOW));
    for (const read of reads(good)) {
      expect(read.flatMap(({ letters }) => letters)).toEqual([]);
      expect(read.reduce((sum, { records }) => sum + records.count, 0)).toBe(good.length);
    }
    for (const read of reads(bad)) {
      expect(read).toMatchObject([{ letters: [{ reason: 'body-too-many-attributes' }] }]);
      expect(read[0]?.records.count).toBe(0);
    }
  });

  it('has so many in a batch record by record, too', () => {
    const batchOf = (count: number) => {
      const records = Array.from({ length: count }, (_, i) => ({
        ...good('x'),
        attributes: Object.fromEntries(Array.from({ length: 10 }, (_, key) => [`k${10 * i + key}`, 1])),
      }));
      const body = JSON.stringify({ service: 'a', severity: 'INFO', records });
      return readOne(delivery(body, { type: BATCH_TYPE, messageId: newId() }));
    };
    expect(batchOf(2_000)).toMatchObject({ letters: [], records: { count: 2_000 } });
    expect(batchOf(6_000)).toMatchObject({ letters: [{ reason: 'body-too-many-attributes' }], records: { count: 0 } });
  });

  it('may be one record of very many attributes, or a text of very many colons', () => {
    const body = (members: number) => `{${Array.from({ length: members }, (_, i) => `"k${i}":1`).join()}}`;
    const tooMany = { letters: [{ reason: 'body-too-many-attributes' }], records: { count: 0 } };
    expect(readOne(delivery(body(200_000)))).toMatchObject({ letters: [], records: { count: 1 } });
    for (const each of [body(200_001), `{"a":1}\n${body(200_001)}`]) {
      expect(readOne(delivery(each))).toMatchObject(tooMany);
    }
    expect(readOne(delivery('at 10:00:00 '.repeat(200_000)))).toMatchObject({ letters: [], records: { count: 1 } });
  });
});
