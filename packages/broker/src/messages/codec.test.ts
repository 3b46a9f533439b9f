import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import {
  type CheckedColumns,
  COLUMNS_TYPE,
  checkColumns,
  createBatchIds,
  fromColumns,
  type LogBatch,
  parseJson,
  type RecordColumns,
  SEVERITIES,
  timeOfId,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { anyText, type OpenBatch } from '@logwarren/contract/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routingKey } from '../topology/topology.ts';
import { decodeBody, encodeBatch } from './codec.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;
const nextId = createBatchIds();

const bigint = fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n });
const value = fc.oneof(anyText(), fc.integer(), bigint, fc.boolean(), fc.constant(null));
const record = fc.record(
  {
    timestamp: fc.integer({ min: 0, max: 4e12 }),
    observedAt: fc.integer({ min: 0, max: 4e12 }),
    message: anyText({ maxLength: 2000 }),
    attributes: fc.dictionary(fc.string(), value),
  },
  { requiredKeys: ['timestamp', 'observedAt', 'message'] },
);
const batches: fc.Arbitrary<OpenBatch> = fc.record({
  id: fc.constant(null).map(nextId),
  service: fc.string({ minLength: 1, maxLength: 128 }),
  severity: fc.constantFrom(...SEVERITIES),
  records: fc.array(record, { minLength: 1, maxLength: 20 }),
});

/** An empty map of attributes does not travel. */
function withoutEmpty({ attributes, ...record }: WireRecord): WireRecord {
  return attributes === undefined || Object.keys(attributes).length === 0 ? record : { ...record, attributes };
}

/** The result of a call, or its error. */
function result(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('a batch message', () => {
  test('keeps no more in memory than its bytes, however long it waits for its confirm', () => {
    const records = Array.from({ length: 300 }, (_, i) => ({ timestamp: i, observedAt: i, message: `request ${i}` }));
    const { body, contentEncoding } = encodeBatch({
      id: nextId(),
      service: 'shop',
      severity: 'INFO',
      records: toColumns(records),
    });
    expect(contentEncoding).toBe('zstd');
    expect(body.buffer.byteLength).toBeLessThan(body.length + 64 * 1024);
  });

  test('decodes to what was encoded, whatever the records hold', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const message = encodeBatch({ ...batch, records: toColumns(batch.records) });
        const body = decodeBody(message.body, message.contentEncoding, LIMIT_BYTES);
        const { service, severity, records } = batch;
        const checked = checkColumns(parseJson(body.toString()));
        expect(checked).toMatchObject({ batch: { service, severity } });
        const { records: columns } = (checked as { batch: CheckedColumns }).batch;
        expect(fromColumns(columns as RecordColumns)).toEqual(records.map(withoutEmpty));
        expect(message.messageId).toBe(batch.id);
        expect(message.routingKey).toBe(routingKey(severity, service));
      }),
      { numRuns: 100 },
    );
  });

  test('carries its properties, and is compressed only above 1 KiB', () => {
    const batch = (text: string): LogBatch => ({
      id: nextId(),
      service: 'checkout',
      severity: 'ERROR',
      records: toColumns([{ timestamp: 1, observedAt: 2, message: text }]),
    });
    const small = batch('x');
    expect(encodeBatch(small)).toMatchObject({
      type: COLUMNS_TYPE,
      contentType: 'application/json',
      contentEncoding: undefined,
      timestampMs: timeOfId(small.id),
      headers: { count: 1 },
    });
    const large = encodeBatch(batch('x'.repeat(2000)));
    expect(large.contentEncoding).toBe('zstd');
    expect(large.body.length).toBeLessThan(300);
  });
});

describe('decoding', () => {
  const text = Buffer.from('hello world '.repeat(1000));

  test.each([
    ['zstd', zstdCompressSync(text)],
    ['ZSTD ', zstdCompressSync(text)],
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['', text],
    ['identity', text],
    ['utf-8', text],
    [undefined, text],
  ])('reads content-encoding %j', (encoding, body) => {
    expect(decodeBody(body, encoding, text.length)).toEqual(text);
  });

  test('reads every frame of a zstd body', () => {
    const frames = Buffer.concat([zstdCompressSync(text), zstdCompressSync(Buffer.alloc(0)), zstdCompressSync(text)]);
    expect(decodeBody(frames, 'zstd', 2 * text.length)).toEqual(Buffer.concat([text, text]));
    expect(result(() => decodeBody(frames, 'zstd', 2 * text.length - 1))).toMatchObject({ code: 'body-too-large' });
  });

  test('reads every member of a gzip body, and skips NULs behind the last one', () => {
    const members = Buffer.concat([gzipSync(text), gzipSync(text)]);
    expect(decodeBody(members, 'gzip', 2 * text.length)).toEqual(Buffer.concat([text, text]));
    expect(decodeBody(Buffer.concat([members, Buffer.alloc(512)]), 'gzip', 2 * text.length)).toHaveLength(
      2 * text.length,
    );
  });

  test.each([
    ['body-corrupt', 'gzip', Buffer.concat([gzipSync(text), Buffer.from([0]), gzipSync(text)])],
    ['body-corrupt', 'gzip', Buffer.concat([gzipSync(text), Buffer.from('\0\0tail')])],
    ['body-corrupt', 'gzip', Buffer.concat([gzipSync(text), Buffer.from('tail')])],
    ['body-encoding-unknown', 'compress', text],
    ['body-corrupt', 'deflate', text],
    ['body-corrupt', 'br', text],
    ['body-corrupt', 'deflate', Buffer.concat([deflateSync(text), deflateSync(text)])],
    ['body-corrupt', 'br', Buffer.concat([brotliCompressSync(text), text])],
    ['body-corrupt', 'deflate', deflateSync(text).subarray(0, -1)],
    ['body-too-large', 'deflate', deflateSync(Buffer.alloc(LIMIT_BYTES + 1))],
    ['body-too-large', 'br', brotliCompressSync(Buffer.alloc(LIMIT_BYTES + 1))],
    ['body-corrupt', 'zstd', text],
    ['body-corrupt', 'gzip', text],
    ['body-corrupt', 'zstd', zstdCompressSync(text).subarray(0, -1)],
    ['body-corrupt', 'gzip', gzipSync(text).subarray(0, -1)],
    ['body-corrupt', 'zstd', Buffer.concat([zstdCompressSync(text), Buffer.from('tail')])],
    ['body-corrupt', 'zstd', Buffer.alloc(0)],
    ['body-corrupt', 'zstd', Buffer.concat(Array(2000).fill(zstdCompressSync(Buffer.alloc(0))))],
    ['body-too-large', 'zstd', zstdCompressSync(Buffer.alloc(LIMIT_BYTES + 1))],
    ['body-too-large', 'gzip', gzipSync(Buffer.alloc(LIMIT_BYTES + 1))],
    ['body-too-large', undefined, Buffer.alloc(LIMIT_BYTES + 1)],
  ])('answers %s to a bad %s body', (code, encoding, body) => {
    expect(result(() => decodeBody(body, encoding, LIMIT_BYTES))).toMatchObject({ name: 'BodyError', code });
  });

  test('fails with a BodyError or returns bytes, whatever it is given', () => {
    const encodings = fc.constantFrom('zstd', 'gzip', 'deflate', 'br', 'identity', 'x');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), encodings, (bytes, encoding) => {
        const answer = result(() => decodeBody(Buffer.from(bytes), encoding, 1000));
        if (!Buffer.isBuffer(answer)) expect(answer).toMatchObject({ name: 'BodyError' });
      }),
    );
  });
});
