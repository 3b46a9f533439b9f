import { BATCH_TYPE, createBatchIds, recordId } from '@logwarren/contract';
import { describe, expect, test } from 'vitest';
import { type DeadLetter, deadLetterMessage } from './dead-letter.ts';
import type { Delivery, OutgoingMessage } from './message.ts';
import { readDelivery } from './read-delivery.ts';
import { readLetter } from './read-letter.ts';
import { forecastReplay, replayMessage } from './replay-message.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const batchId = createBatchIds(() => NOW)();

function delivered(message: OutgoingMessage): Delivery {
  const { exchange = 'logs_exchange', headers = {}, ...properties } = message;
  return { ...properties, exchange, headers, redelivered: false };
}

function delivery(body: string, properties: Partial<Delivery> = {}): Delivery {
  const fixed = { routingKey: 'ERROR.shop_api', exchange: 'logs_exchange', redelivered: false, headers: {} };
  return { ...fixed, body: Buffer.from(body), ...properties };
}

const record = (message: string) => ({ timestamp: NOW, observedAt: NOW, message });
/** The second record has a number that `JSON.parse` would not give back as it stands. */
const badRecord = '{"timestamp": 1e400, "observedAt":1, "message":"bad"}';
const batch = delivery(
  `{"service":"shop.api","severity":"ERROR","records":[${JSON.stringify(record('good'))},${badRecord}]}`,
  {
    messageId: batchId,
    type: BATCH_TYPE,
    headers: { count: 2, source: 'web-1', run: 'r1', position: 9, 'x-death': [] },
  },
);

async function lettersOf(from: Delivery): Promise<DeadLetter[]> {
  return (await readDelivery(from, NOW)).letters;
}

describe('one bad record of a batch', () => {
  test('becomes a letter that knows its batch, its service as it is spelt and who sent it', async () => {
    const [letter] = await lettersOf(batch);
    const kept = readLetter(delivered(deadLetterMessage(batch, letter!, 'LogQueue', NOW)), 'LogQueue.dead', NOW);
    expect(kept).toMatchObject({
      reason: 'record-invalid',
      failedAtMs: NOW,
      attempt: 0,
      records: 1,
      service: 'shop.api',
      origin: {
        queue: 'LogQueue',
        routingKey: 'ERROR.shop_api',
        messageId: batchId,
        source: 'web-1',
        run: 'r1',
        from: 7,
        to: 9,
      },
      record: { batchId, index: 1, service: 'shop.api', severity: 'ERROR' },
    });
    expect(kept.body.toString()).toBe(badRecord);
    expect(kept.message.headers).toEqual({ source: 'web-1', run: 'r1', position: 9, count: 2 });
  });

  test('is sent again to LogQueue alone, with its own place, and fails again as the same letter', async () => {
    const [letter] = await lettersOf(batch);
    const kept = readLetter(delivered(deadLetterMessage(batch, letter!, 'LogQueue', NOW)), 'LogQueue.dead', NOW);
    const again = replayMessage(kept, 3);
    expect(again).toMatchObject({ exchange: 'logs_replay', routingKey: 'ERROR.shop_api', messageId: batchId });
    const [failed] = await lettersOf(delivered(again));
    expect(failed).toMatchObject({ recordIndex: 1 });
    const keptAgain = readLetter(
      delivered(deadLetterMessage(delivered(again), failed!, 'LogQueue', NOW)),
      'LogQueue.dead',
      NOW,
    );
    expect(keptAgain).toMatchObject({ id: kept.id, attempt: 3, body: kept.body });
    expect(await forecastReplay(kept, NOW)).toMatchObject({ succeeds: false, reason: 'record-invalid' });
  });

  test('that can be read by now is stored under the id that it would have had', async () => {
    const [letter] = await lettersOf(batch);
    const mended = { ...letter!, body: Buffer.from(JSON.stringify(record('mended'))) };
    const kept = readLetter(delivered(deadLetterMessage(batch, mended, 'LogQueue', NOW)), 'LogQueue.dead', NOW);
    const read = await readDelivery(delivered(replayMessage(kept, 1)), NOW);
    expect(read).toMatchObject({ batchId, indexes: [1], service: 'shop.api', severity: 'ERROR', letters: [] });
    expect(recordId(read.batchId, read.indexes[0]!)).toBe(recordId(batchId, 1));
    expect(await forecastReplay(kept, NOW)).toEqual({ succeeds: true, records: 1 });
  });
});

describe('a message without an id', () => {
  test('keeps the id that its letter was given, so replaying it twice stores it once', async () => {
    const anonymous = delivery('no log line', { timestampMs: NOW });
    const [letter] = await lettersOf(anonymous);
    const kept = readLetter(delivered(deadLetterMessage(anonymous, letter!, 'LogQueue', NOW)), 'LogQueue.dead', NOW);
    expect(kept.reason).toBe('plain-line-malformed');
    expect(kept.origin.messageId).toBe(kept.message.messageId);
    expect(replayMessage(kept, 1).messageId).toBe(replayMessage(kept, 2).messageId);
  });

  test('is never taken for another one with the same bytes', () => {
    const one = readLetter(delivery('x'), 'logs_unrouted', NOW);
    expect(readLetter(delivery('x'), 'logs_unrouted', NOW).id).not.toBe(one.id);
  });
});

describe('a message that no collector has given up', () => {
  test('and no queue was bound for goes to the exchange again, with the headers of its publisher', () => {
    const unrouted = delivery('{}', { messageId: 'a', headers: { tenant: 'blue', 'x-secret': 1, nested: {} } });
    const kept = readLetter(unrouted, 'logs_unrouted', NOW);
    expect(kept).toMatchObject({ reason: 'unrouted', service: 'shop_api', origin: { queue: 'logs_unrouted' } });
    const again = replayMessage(kept, 1);
    expect(again).toMatchObject({ exchange: 'logs_exchange', routingKey: 'ERROR.shop_api', messageId: 'a' });
    expect(again.headers).toEqual({ tenant: 'blue', 'x-logwarren-attempt': 1 });
  });

  test.each([
    ['delivery_limit', 'delivery-limit-exceeded'],
    ['expired', 'expired-in-queue'],
    ['maxlen', 'queue-overflow'],
    ['rejected', 'rejected'],
    ['something new', 'reason-unknown'],
  ])('but RabbitMQ, for %s, has the reason %s, its own time and queue', (word, reason) => {
    const headers = {
      'x-first-death-reason': word,
      'x-first-death-queue': 'LogQueue',
      'x-death': [{ time: { '!': 'timestamp', value: 1_700_000_000 } }],
    };
    const kept = readLetter(delivery('{}', { messageId: 'a', headers }), 'LogQueue.dead', NOW);
    expect(kept).toMatchObject({ reason, failedAtMs: 1_700_000_000_000, origin: { queue: 'LogQueue' } });
  });

  test('has a reason of the closed list, whatever a stranger writes into the header', () => {
    const headers = { 'x-logwarren-reason': 'because', 'x-logwarren-failed-at': 'yesterday', count: -1 };
    const kept = readLetter(delivery('{}', { messageId: 'a', headers }), 'LogQueue.dead', NOW);
    expect(kept).toMatchObject({ reason: 'reason-unknown', explanation: 'because: ', failedAtMs: NOW, records: 1 });
  });
});
