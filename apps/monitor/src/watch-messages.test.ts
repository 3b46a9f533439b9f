import { RECEIVED_HEADER } from '@logwarren/broker';
import { createLogger } from '@logwarren/common';
import { BATCH_TYPE, createBatchIds, type Delivery, type WireRecord } from '@logwarren/contract';
import { expect, test } from 'vitest';
import type { Alert } from './rates/alert.ts';
import { ErrorRates } from './rates/error-rates.ts';
import { RecentKeys } from './rates/recent-keys.ts';
import { createWatch, type ReadMessage } from './watch-messages.ts';

const NOW = 1_700_000_000_000;
const [FIRST, SECOND] = Array.from(
  { length: 2 },
  createBatchIds(() => NOW),
);
const UUID = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const RECORD: WireRecord = { timestamp: NOW, observedAt: NOW, message: 'declined' };

function delivery(over: Partial<Delivery>): Delivery {
  const body = Buffer.from(JSON.stringify([RECORD]));
  return { body, routingKey: 'ERROR.checkout', exchange: 'logs_exchange', redelivered: false, headers: {}, ...over };
}

function watch(read: (message: Delivery) => ReadMessage[]) {
  const rule = { windowMs: 60_000, clearAfterMs: 60_000, minSeverityNumber: 17, thresholdOf: () => 1_000 };
  const counted = { records: 0, duplicates: 0, unreadable: 0, lags: [] as number[] };
  const handle = createWatch({
    rates: new ErrorRates(rule, 10),
    recent: new RecentKeys(60_000, 100, NOW),
    read,
    onAlert: (_alert: Alert) => {},
    metrics: {
      observed: (_service, seen) => {
        counted.records += seen.counted;
      },
      duplicate: () => (counted.duplicates += 1),
      unreadable: (count) => (counted.unreadable += count),
      lag: (seconds) => counted.lags.push(seconds),
      notified: () => {},
    },
    log: createLogger('test', 'silent'),
    now: () => NOW,
  });
  return { handle, counted };
}

const readJson = (message: Delivery): ReadMessage[] => [
  {
    service: 'checkout',
    severity: 'ERROR',
    records: JSON.parse(message.body.toString()),
    letters: [],
  },
];

test('a repeated batch counts once', () => {
  const { handle, counted } = watch(readJson);
  handle(delivery({ type: BATCH_TYPE, messageId: FIRST }));
  handle(delivery({ type: BATCH_TYPE, messageId: FIRST, redelivered: true }));
  handle(delivery({ type: BATCH_TYPE, messageId: SECOND }));
  expect(counted).toMatchObject({ records: 2, duplicates: 1 });
});

test('equal errors are counted each, under whatever id a publisher uses for all of them', () => {
  for (const messageId of [undefined, '1', 'billing']) {
    const { handle, counted } = watch(readJson);
    for (let i = 0; i < 20; i++) handle(delivery({ messageId, redelivered: i % 2 === 1 }));
    expect(counted).toMatchObject({ records: 20, duplicates: 0 });
  }
});

test('what its publisher says is the same message counts once, unless it has other content', () => {
  const { handle, counted } = watch(readJson);
  const messageId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
  for (let i = 0; i < 3; i++) handle(delivery({ messageId }));
  handle(delivery({ messageId, body: Buffer.from(JSON.stringify([RECORD, RECORD])) }));
  for (let i = 0; i < 3; i++) handle(delivery({ headers: { 'x-deduplication-header': 'order-17' } }));
  expect(counted).toMatchObject({ records: 4, duplicates: 4 });
});

const TEN_HOURS = 36_000_000;

test.each<[string, Partial<Delivery>, { observedAt?: number }, number]>([
  ['of another program that waited for hours', {}, { observedAt: NOW }, 0],
  ['of another program, with a header that is not a time', { headers: { timestamp_in_ms: 'soon' } }, {}, 0],
  ['of another program, that RabbitMQ has just got', { headers: { timestamp_in_ms: NOW - 500 } }, {}, 1],
  ['of another program, that RabbitMQ got long ago', { headers: { timestamp_in_ms: NOW - 90_000 } }, {}, 0],
  ['of our own source, that it has just got', { type: BATCH_TYPE, messageId: FIRST }, { observedAt: NOW - 500 }, 1],
  ['of our own source, that waited in it', { type: BATCH_TYPE, messageId: FIRST }, { observedAt: NOW - 90_000 }, 0],
  ['that a collector passed on late', { type: BATCH_TYPE, messageId: UUID }, { observedAt: NOW }, 0],
  [
    'that a collector passed on late, which RabbitMQ says too',
    { type: BATCH_TYPE, messageId: UUID, headers: { timestamp_in_ms: NOW, [RECEIVED_HEADER]: NOW - TEN_HOURS } },
    { observedAt: NOW },
    0,
  ],
  [
    'that a collector passed on at once, of a program whose clock is slow',
    { type: BATCH_TYPE, messageId: UUID, headers: { [RECEIVED_HEADER]: NOW - 500 } },
    { observedAt: NOW },
    1,
  ],
])('an error dated ten hours ago %s counts so often', (_name, message, over, expected) => {
  const record = { ...RECORD, timestamp: NOW - TEN_HOURS, observedAt: NOW - TEN_HOURS, ...over };
  const { handle, counted } = watch(() => [{ service: 'a', severity: 'ERROR', records: [record], letters: [] }]);
  handle(delivery(message));
  expect(counted.records).toBe(expected);
});

test('of a message with several services and severities each is counted', () => {
  const stream = { severity: 'ERROR' as const, records: [RECORD], letters: [] };
  const { handle, counted } = watch(() => [
    { ...stream, service: 'a' },
    { ...stream, service: 'b', letters: ['bad'] },
    { ...stream, service: 'c', severity: 'INFO' },
  ]);
  handle(delivery({ timestampMs: NOW }));
  expect(counted).toEqual({ records: 2, duplicates: 0, unreadable: 1, lags: [0] });
});

test('what cannot be read is counted, the rest of its message too', () => {
  const { handle, counted } = watch((message) =>
    readJson(message).map((read) => ({ ...read, letters: ['bad', 'worse'] })),
  );
  handle(delivery({ timestampMs: NOW - 4_000 }));
  expect(counted).toEqual({ records: 1, duplicates: 0, unreadable: 2, lags: [4] });
});

test('the lag of a batch is told to the millisecond, that of other messages by their timestamp', () => {
  const { handle, counted } = watch(readJson);
  const body = Buffer.from(JSON.stringify([{ ...RECORD, observedAt: NOW - 250 }]));
  handle(delivery({ body, type: BATCH_TYPE, messageId: FIRST, timestampMs: NOW - 1_000 }));
  handle(delivery({ timestampMs: NOW - 1_000 }));
  handle(delivery({}));
  expect(counted.lags).toEqual([0.25, 1]);
});

test('a bug in reading one message does not stop the others', () => {
  const { handle, counted } = watch(readJson);
  handle(delivery({ body: Buffer.from('{') }));
  handle(delivery({}));
  expect(counted.records).toBe(1);
});
