import { createBatchIds, recordId } from '@logwarren/contract';
import { describe, expect, test } from 'vitest';
import { deadLetterMessage } from './dead-letter.ts';
import type { Delivery } from './message.ts';

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

  test('gets the same id again when it is written again, if the message has one that tells it from others', () => {
    const letter = { body: Buffer.from('{}'), reason: 'bad-record', explanation: '', recordIndex: 1 };
    const idOf = (messageId?: string) => deadLetterMessage({ ...delivery, messageId }, letter, 'LogQueue', 0).messageId;
    const unique = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
    expect(idOf(unique)).toBe(idOf(unique));
    for (const shared of [undefined, 'billing', 'x'.repeat(255)]) expect(idOf(shared)).not.toBe(idOf(shared));
  });
});
