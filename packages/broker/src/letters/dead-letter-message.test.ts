import { createBatchIds, type Delivery, orderHeaders, recordId, recordOrderOf, stemOf } from '@logwarren/contract';
import { describe, expect, test } from 'vitest';
import { deadLetterMessage } from './dead-letter-message.ts';
import { readLetter } from './read-letter.ts';
import { replayMessage } from './replay-message.ts';

const batchId = createBatchIds()();
const delivery: Delivery = {
  body: Buffer.from([0, 255, 1]),
  messageId: batchId,
  type: 'logwarren.batch.v1',
  contentType: 'application/json',
  contentEncoding: 'zstd',
  timestampMs: 5000,
  routingKey: 'ERROR.checkout',
  exchange: 'logs_exchange',
  redelivered: false,
  headers: {},
};

describe('a dead letter', () => {
  test('that is the whole delivery keeps bytes, encoding and id', () => {
    const letter = { body: delivery.body, reason: 'body-corrupt', explanation: 'no zstd' };
    expect(deadLetterMessage(delivery, letter, 'LogQueue', 0)).toMatchObject({
      body: delivery.body,
      messageId: batchId,
      type: 'logwarren.batch.v1',
      contentType: 'application/json',
      contentEncoding: 'zstd',
      routingKey: 'ERROR.checkout',
      headers: {
        'x-logwarren-reason': 'body-corrupt',
        'x-logwarren-explanation': 'no zstd',
        'x-logwarren-origin-queue': 'LogQueue',
        'x-logwarren-routing-key': 'ERROR.checkout',
        'x-logwarren-message-id': batchId,
        'x-logwarren-failed-at': '1970-01-01T00:00:00.000Z',
      },
    });
  });

  test('that is one record has its own id, no encoding, and its position', () => {
    const letter = { body: Buffer.from('{}'), reason: 'bad-record', explanation: 'x'.repeat(5000), recordIndex: 7 };
    const message = deadLetterMessage(delivery, letter, 'LogQueue', 0);
    expect(message).toMatchObject({ messageId: recordId(batchId, 7), contentType: 'application/json' });
    expect(message.contentEncoding).toBeUndefined();
    expect(message.headers).toMatchObject({ 'x-logwarren-record-index': 7 });
    expect(String(message.headers?.['x-logwarren-explanation']).length).toBeLessThanOrEqual(1024);
  });

  test('keeps the places of its records, and a record its own, until it is sent again', () => {
    const order = { origin: stemOf(batchId), ordinals: Array.from({ length: 500 }, (_, i) => i * 40_000) };
    const headers = { ...orderHeaders(order), count: 500 };
    expect(headers.ordinals.length).toBeGreaterThan(1024);
    const whole = { body: delivery.body, reason: 'body-corrupt', explanation: '' };
    const batch = { batchId, service: 'shop', severity: 'INFO' as const };
    const single = { body: Buffer.from('{}'), reason: 'record-invalid', explanation: '', recordIndex: 7, batch };
    const again = [whole, single].map((letter) => {
      const { headers: dead = {}, ...message } = deadLetterMessage({ ...delivery, headers }, letter, 'LogQueue', 0);
      const died = { ...delivery, ...message, headers: dead };
      return replayMessage(readLetter(died, 'LogQueue.dead', 0), 1).headers ?? {};
    });
    expect(recordOrderOf(again[0] ?? {}, [0, 499])).toEqual({ ...order, ordinals: [0, 499 * 40_000] });
    expect(again[1]).toMatchObject({ first: 7, count: 1 });
    expect(recordOrderOf(again[1] ?? {}, [7])).toEqual({ ...order, ordinals: [280_000] });
  });

  test('gets the same id again when it is written again, if the message has one that tells it from others', () => {
    const letter = { body: Buffer.from('{}'), reason: 'bad-record', explanation: '', recordIndex: 1 };
    const idOf = (messageId?: string) => deadLetterMessage({ ...delivery, messageId }, letter, 'LogQueue', 0).messageId;
    const unique = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
    expect(idOf(unique)).toBe(idOf(unique));
    for (const shared of [undefined, 'billing', 'x'.repeat(255)]) expect(idOf(shared)).not.toBe(idOf(shared));
  });
});
