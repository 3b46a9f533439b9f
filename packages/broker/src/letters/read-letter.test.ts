import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  BATCH_TYPE,
  createBatchIds,
  type DeadLetter,
  type Delivery,
  type ReadDelivery,
  recordId,
} from '@logwarren/contract';
import { describe, expect, test } from 'vitest';
import type { OutgoingMessage } from '../messages/message.ts';
import { readDelivery } from '../messages/read-delivery.ts';
import { deadLetterMessage } from './dead-letter-message.ts';
import { readLetter } from './read-letter.ts';
import { forecastReplay, replayMessage } from './replay-message.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const batchId = createBatchIds(() => NOW)();

const readOne = (message: Delivery, nowMs: number) => readDelivery(message, nowMs)[0] as ReadDelivery;

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
  return readOne(from, NOW).letters;
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
    const read = readOne(delivered(replayMessage(kept, 1)), NOW);
    expect(read).toMatchObject({ batchId, indexes: [1], service: 'shop.api', severity: 'ERROR', letters: [] });
    expect(recordId(read.batchId, read.indexes[0]!)).toBe(recordId(batchId, 1));
    expect(await forecastReplay(kept, NOW)).toEqual({ succeeds: true, records: 1 });
  });
});

const keptOf = (from: Delivery, letter: DeadLetter) =>
  readLetter(delivered(deadLetterMessage(from, letter, 'LogQueue', NOW)), 'LogQueue.dead', NOW);

describe.each([[undefined], ['1'], ['billing']])('a message that nothing tells from others (id %j)', (messageId) => {
  const anonymous = delivery('', { messageId, timestampMs: NOW });

  test('keeps the id that its letter was given, so replaying it twice stores it once', async () => {
    const [letter] = await lettersOf(anonymous);
    const kept = keptOf(anonymous, letter!);
    expect(kept.reason).toBe('body-empty');
    expect(kept.origin.messageId).toBe(messageId ?? kept.message.messageId);
    const [once, twice] = [replayMessage(kept, 1), replayMessage(kept, 2)];
    expect(once.messageId).toBe(twice.messageId);
    const body = Buffer.from('mended');
    const ids = [once, twice].map((message) => readOne(delivered({ ...message, body }), NOW).batchId);
    expect(ids[0]).toBe(ids[1]);
    const [failed] = await lettersOf(delivered(twice));
    expect(keptOf(delivered(twice), failed!)).toMatchObject({ id: kept.id, attempt: 2 });
  });

  test('is never taken for another one with the same bytes', async () => {
    const one = readLetter(delivery('x', { messageId }), 'logs_unrouted', NOW);
    expect(readLetter(delivery('x', { messageId }), 'logs_unrouted', NOW).id).not.toBe(one.id);
    const [letter] = await lettersOf(anonymous);
    expect(keptOf(anonymous, letter!).id).not.toBe(keptOf(anonymous, letter!).id);
  });
});

test('headers of the publisher stay with the letter, so it is stored once whichever way it comes', async () => {
  const named = delivery('x', { headers: { 'x-deduplication-header': 'order-17' } });
  const kept = readLetter(named, 'logs_unrouted', NOW);
  expect(readLetter(named, 'logs_unrouted', NOW).id).toBe(kept.id);
  expect(readOne(delivered(replayMessage(kept, 1)), NOW).batchId).toBe(readOne(named, NOW).batchId);
});

test('a letter that an earlier build kept under an id that proves nothing is stored once, however often it is sent', () => {
  const kept = readLetter(delivery('x', { messageId: 'a' }), 'logs_unrouted', NOW);
  const old = { ...kept, message: { ...kept.message, messageId: 'a' } };
  const ids = [1, 2].map((attempt) => readOne(delivered(replayMessage(old, attempt)), NOW).batchId);
  expect(ids[0]).toBe(ids[1]);
});

describe('a message that no collector has given up', () => {
  test('and no queue was bound for goes to the exchange again, with the headers of its publisher', () => {
    const messageId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
    const unrouted = delivery('{}', { messageId, headers: { tenant: 'blue', 'x-secret': 1, nested: {} } });
    const kept = readLetter(unrouted, 'logs_unrouted', NOW);
    expect(kept).toMatchObject({ reason: 'unrouted', service: 'shop_api', origin: { queue: 'logs_unrouted' } });
    const again = replayMessage(kept, 1);
    expect(again).toMatchObject({ exchange: 'logs_exchange', routingKey: 'ERROR.shop_api', messageId });
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

describe.each([
  ['without a time', '7d444840-9dc0-41d1-b245-5ffdce74fad2'],
  ['of another year', '01858f00-0000-7000-8000-5ffdce74fad2'],
])('one bad record of a batch under a UUID %s', (_, messageId) => {
  const foreign = { ...batch, messageId };

  test('is stored by its replay, under the id that it would have had', async () => {
    const { batchId: foreignId, letters } = readOne(foreign, NOW);
    const mended = { ...letters[0]!, body: Buffer.from(JSON.stringify(record('mended'))) };
    const kept = keptOf(foreign, mended);
    const read = readOne(delivered(replayMessage(kept, 1)), NOW);
    expect(read).toMatchObject({ batchId: foreignId, indexes: [1], records: { count: 1 }, letters: [] });
    await expect(forecastReplay(kept, NOW)).resolves.toEqual({ succeeds: true, records: 1 });
  });
});

test('a batch that waited among the dead letters for years is stored by its replay; one of the future is not', () => {
  const kept = readLetter({ ...batch, headers: {} }, 'logs_unrouted', NOW);
  const years = 3 * 366 * 86_400_000;
  const replayed = (nowMs: number) => readOne(delivered(replayMessage(kept, 1)), nowMs).letters[0]?.reason;
  expect(replayed(NOW + years)).toBe('record-invalid');
  expect(replayed(NOW - years)).toBe('batch-date-invalid');
  expect(readOne(batch, NOW + years).letters[0]?.reason).toBe('batch-date-invalid');
});

test('the program that a message names by app_id names it after a replay as well, whichever way the letter came', () => {
  const named = delivery('', { appId: 'billing', routingKey: 'anything' });
  const [letter] = readOne(named, NOW).letters;
  for (const kept of [keptOf(named, letter!), readLetter(named, 'logs_unrouted', NOW)]) {
    const again = delivered({ ...replayMessage(kept, 1), body: Buffer.from('mended') });
    expect(readOne(again, NOW).service).toBe('billing');
  }
});

describe('an element of an array that is not an object', () => {
  const array = delivery('[{"message":"good"},[5,null],7,"text",[{"message":"inside"}]]', {
    messageId: crypto.randomUUID(),
  });

  test.each([0, 1, 2, 3])(
    'letter %i is judged again as it was in its array, and comes back as the same letter',
    async (i) => {
      const letter = (await lettersOf(array))[i]!;
      const first = deadLetterMessage(array, letter, 'LogQueue', NOW);
      const kept = readLetter(delivered(first), 'LogQueue.dead', NOW);
      const { reason, explanation } = kept;
      expect(reason).toBe('record-invalid');
      expect(await forecastReplay(kept, NOW)).toEqual({ succeeds: false, reason, explanation });
      const again = delivered(replayMessage(kept, 1));
      const [failed] = await lettersOf(again);
      const second = deadLetterMessage(again, failed!, 'LogQueue', NOW);
      const back = readLetter(delivered(second), 'LogQueue.dead', NOW);
      expect(back).toMatchObject({ id: kept.id, attempt: 1, reason });
      expect(await forecastReplay(back, NOW)).toEqual({ succeeds: false, reason, explanation });
    },
  );

  test('a publisher that sets the header itself has no other rule', async () => {
    const own = delivery('[5,null]', { headers: { 'logwarren-element': true } });
    expect(await lettersOf(own)).toEqual([]);
  });
});

test.each([
  ['gzip', gzipSync('{"message":"a"}')],
  ['zstd', zstdCompressSync('{"message":"a"}')],
])('a body that is packed with %s without saying so is told how to be sent', async (encoding, body) => {
  for (const type of [undefined, BATCH_TYPE]) {
    const [letter] = await lettersOf({ ...delivery(''), body, type, messageId: batchId });
    expect(letter?.explanation).toContain(`send it with the content-encoding ${encoding}`);
  }
});
