import { BATCH_TYPE, createBatchIds, type Delivery, fromColumns } from '@logwarren/contract';
import { describe, expect, it } from 'vitest';
import { readDelivery } from './read-delivery.ts';
import { delivery, good, NOW, readOne } from './test-delivery.ts';

/** One message of many records: arrays, NDJSON, and how they are divided. */

const newId = createBatchIds(() => NOW);

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

  it.each(['\n', ' \r\n', '\t\n'])('reads megabytes of %j as no record', (blank) => {
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

  it('has as many in a batch record by record, too', () => {
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
