import { gzipSync } from 'node:zlib';
import { BATCH_TYPE, createBatchIds, fromColumns, type LogBatch, timeOfId } from '@logwarren/contract';
import { describe, expect, it } from 'vitest';
import { encodeBatch } from './codec.ts';
import type { Delivery } from './message.ts';
import { DEAD_LETTER_REASONS, readDelivery } from './read-delivery.ts';

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
  const batch = { id: newId(), service: 'checkout', severity: 'ERROR', records } as LogBatch;
  return delivery('', { ...encodeBatch(batch), ...more });
}

const good = (message: string) => ({ timestamp: NOW, observedAt: NOW, message });

describe('readDelivery', () => {
  it('reads a batch of ours with its id and order', () => {
    const message = batchDelivery(Array.from({ length: 500 }, (_, i) => good(`m${i}`)));
    const read = readDelivery(message, NOW);
    expect(read).toMatchObject({ batchId: message.messageId, service: 'checkout', severity: 'ERROR', letters: [] });
    expect(fromColumns(read.records).map(({ message: text }) => text)).toEqual(
      Array.from({ length: 500 }, (_, i) => `m${i}`),
    );
  });

  it('dead-letters one bad record with its own bytes and keeps the other 499', () => {
    const records: unknown[] = Array.from({ length: 500 }, (_, i) => good(`m${i}`));
    const raw = `{"timestamp":"yesterday",  "n": 12345678901234567890}`;
    records[250] = '@@';
    const json = JSON.stringify({ service: 'a', severity: 'INFO', records }).replace('"@@"', raw);
    const read = readDelivery(delivery(json, { type: BATCH_TYPE, messageId: newId() }), NOW);
    expect(read.records.count).toBe(499);
    expect(read.indexes).toHaveLength(499);
    expect(read.indexes).not.toContain(250);
    expect(read.letters).toHaveLength(1);
    expect(read.letters[0]).toMatchObject({ reason: 'record-invalid', recordIndex: 250, body: Buffer.from(raw) });
    expect(read.letters[0]?.explanation).toContain('timestamp');
  });

  it.each([
    ['body-not-json', delivery('{"a":', { type: BATCH_TYPE, messageId: newId() })],
    ['body-not-utf8', delivery(Buffer.from([0x7b, 0xff, 0xfe]))],
    ['batch-invalid', delivery('[]', { type: BATCH_TYPE, messageId: newId() })],
    ['batch-invalid', delivery('{"service":"a","severity":"INFO","records":[]}', { type: BATCH_TYPE })],
    ['batch-type-unknown', delivery('{}', { type: 'logwarren.batch.v9' })],
    ['body-encoding-unknown', delivery('{}', { contentEncoding: 'br' })],
    ['body-corrupt', delivery('{}', { contentEncoding: 'gzip' })],
    ['body-too-large', delivery(gzipSync(Buffer.alloc(20_000_000)), { contentEncoding: 'gzip' })],
    ['plain-line-malformed', delivery('hello')],
    ['plain-line-malformed', delivery('')],
  ])('dead-letters a whole message as %s, bytes untouched', (reason, message) => {
    const read = readDelivery(message, NOW);
    expect(read.records.count).toBe(0);
    expect(read.letters).toHaveLength(1);
    expect(read.letters[0]).toMatchObject({ reason });
    expect(read.letters[0]?.body).toBe(message.body);
    expect(DEAD_LETTER_REASONS).toContain(reason);
  });

  it('refuses a batch id that is dated more than a year away', () => {
    const future = createBatchIds(() => NOW + 400 * 86_400_000)();
    const read = readDelivery(batchDelivery([good('x')], { messageId: future }), NOW);
    expect(read.letters[0]).toMatchObject({ reason: 'batch-date-invalid' });
  });

  it('reads one JSON record and the plain line of any client', () => {
    const json = readDelivery(delivery('{"level":"warn","msg":"slow","service":"cart","ms":12}'), NOW);
    expect(json).toMatchObject({ service: 'cart', severity: 'WARN' });
    expect(fromColumns(json.records)).toMatchObject([{ message: 'slow', attributes: { ms: 12 } }]);
    const line = readDelivery(delivery('2026-11-21T09:59:58Z payment ERROR card declined'), NOW);
    expect(line).toMatchObject({ service: 'payment', severity: 'ERROR' });
    expect(fromColumns(line.records)).toMatchObject([{ message: 'card declined' }]);
    expect(fromColumns(line.records)[0]?.timestamp).toBe(Date.UTC(2026, 10, 21, 9, 59, 58));
  });

  it('takes from the routing key what a JSON record does not say', () => {
    const read = readDelivery(delivery('{"message":"x"}', { routingKey: 'FATAL.payment.eu' }), NOW);
    expect(read).toMatchObject({ severity: 'FATAL', service: 'payment.eu' });
    const own = readDelivery(delivery('{"message":"x","level":"info"}', { routingKey: 'FATAL.payment' }), NOW);
    expect(own.severity).toBe('INFO');
  });

  it('gives a redelivery of a foreign message the same id, and other content another', () => {
    const message = (body: string, more: Partial<Delivery> = {}) =>
      delivery(body, { messageId: '42', timestampMs: NOW - 5000, ...more });
    const first = readDelivery(message('{"message":"x"}'), NOW);
    const again = readDelivery(message('{"message":"x"}', { redelivered: true }), NOW + 86_400_000);
    const other = readDelivery(message('{"message":"y"}'), NOW);
    expect(again.batchId).toBe(first.batchId);
    expect(timeOfId(first.batchId)).toBe(NOW - 5000);
    expect(other.batchId).not.toBe(first.batchId);
  });

  it('never collapses messages without an id', () => {
    const ids = [1, 2].map(() => readDelivery(delivery('{"message":"x"}'), NOW));
    expect(ids[0]?.batchId).not.toBe(ids[1]?.batchId);
  });
});
