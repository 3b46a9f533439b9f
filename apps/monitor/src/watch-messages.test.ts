import type { Delivery } from '@logwarren/broker';
import { createLogger } from '@logwarren/common';
import { BATCH_TYPE, type WireRecord } from '@logwarren/contract';
import { expect, test } from 'vitest';
import type { Alert } from './alert.ts';
import { ErrorRates } from './error-rates.ts';
import { RecentKeys } from './recent-keys.ts';
import { createWatch, type ReadMessage } from './watch-messages.ts';

const NOW = 1_700_000_000_000;
const RECORD: WireRecord = { timestamp: NOW, observedAt: NOW, message: 'declined' };

function delivery(over: Partial<Delivery>): Delivery {
  const body = Buffer.from(JSON.stringify([RECORD]));
  return { body, routingKey: 'ERROR.checkout', exchange: 'logs_exchange', redelivered: false, headers: {}, ...over };
}

function watch(read: (message: Delivery) => ReadMessage) {
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

const readJson = (message: Delivery): ReadMessage => ({
  service: 'checkout',
  severity: 'ERROR',
  records: JSON.parse(message.body.toString()),
  letters: [],
});

test('a repeated batch counts once', () => {
  const { handle, counted } = watch(readJson);
  handle(delivery({ type: BATCH_TYPE, messageId: 'b1' }));
  handle(delivery({ type: BATCH_TYPE, messageId: 'b1', redelivered: true }));
  handle(delivery({ type: BATCH_TYPE, messageId: 'b2' }));
  expect(counted).toMatchObject({ records: 2, duplicates: 1 });
});

test('ids that another publisher reuses for other content, or never sets, hide nothing', () => {
  const { handle, counted } = watch(readJson);
  handle(delivery({ messageId: '1' }));
  handle(delivery({ messageId: '1', body: Buffer.from(JSON.stringify([RECORD, RECORD])) }));
  handle(delivery({ messageId: '1' }));
  handle(delivery({}));
  handle(delivery({}));
  expect(counted).toMatchObject({ records: 5, duplicates: 1 });
});

test('what cannot be read is counted, the rest of its message too', () => {
  const { handle, counted } = watch((message) => ({ ...readJson(message), letters: ['bad', 'worse'] }));
  handle(delivery({ timestampMs: NOW - 4_000 }));
  expect(counted).toEqual({ records: 1, duplicates: 0, unreadable: 2, lags: [4] });
});

test('the lag of a batch is told to the millisecond, that of other messages by their timestamp', () => {
  const { handle, counted } = watch(readJson);
  const body = Buffer.from(JSON.stringify([{ ...RECORD, observedAt: NOW - 250 }]));
  handle(delivery({ body, type: BATCH_TYPE, messageId: 'b1', timestampMs: NOW - 1_000 }));
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
