import { createLogger } from '@logwarren/common';
import { expect, test } from 'vitest';
import type { Alert } from '../rates/alert.ts';
import type { Notification } from './notification.ts';
import { type NotificationResult, type NotifierOptions, openNotifier } from './notifier.ts';
import { WebhookError } from './post-webhook.ts';

const ALERT: Alert = {
  status: 'firing',
  service: 'checkout',
  count: 5,
  threshold: 5,
  windowMs: 60_000,
  startsAtMs: Date.parse('2026-11-21T10:15:30.123Z'),
  samples: [{ timestamp: Date.parse('2026-11-21T10:15:30Z'), nanos: 5, severity: 'ERROR', message: 'declined' }],
};

function notifierWith(post: NotifierOptions['post'], attempts = 3) {
  const results: NotificationResult[] = [];
  const notifier = openNotifier({
    post,
    attempts,
    log: createLogger('test', 'silent'),
    onResult: (result) => results.push(result),
    backoff: { initialMs: 1, maxMs: 1 },
  });
  return { notifier, results };
}

test('a notification has the documented shape', async () => {
  const sent: Notification[] = [];
  const { notifier } = notifierWith(async (notification) => void sent.push(notification));
  notifier.notify(ALERT);
  notifier.notify({ ...ALERT, status: 'resolved', count: 0, endsAtMs: ALERT.startsAtMs + 90_000 });
  await notifier[Symbol.asyncDispose]();
  expect(sent[0]).toEqual({
    text: 'checkout: 5 errors in 60 s (threshold 5)',
    alertId: 'checkout@2026-11-21T10:15:30.123Z',
    status: 'firing',
    service: 'checkout',
    count: 5,
    threshold: 5,
    windowSeconds: 60,
    startsAt: '2026-11-21T10:15:30.123Z',
    endsAt: null,
    samples: [{ timestamp: '2026-11-21T10:15:30.000000005Z', severity: 'ERROR', message: 'declined' }],
  });
  expect(sent[1]).toMatchObject({ alertId: sent[0]?.alertId, status: 'resolved', endsAt: '2026-11-21T10:17:00.123Z' });
});

test('a failed attempt is repeated, and later notifications wait their turn', async () => {
  const order: string[] = [];
  let failures = 2;
  const { notifier, results } = notifierWith(async ({ service }) => {
    order.push(service);
    if (failures-- > 0) throw new WebhookError('status 503', false);
  });
  notifier.notify({ ...ALERT, service: 'first' });
  notifier.notify({ ...ALERT, service: 'second' });
  await notifier[Symbol.asyncDispose]();
  expect(order).toEqual(['first', 'first', 'first', 'second']);
  expect(results).toEqual(['sent', 'sent']);
});

test('a notification is given up after its attempts, or at once when no attempt can help', async () => {
  let calls = 0;
  const { notifier, results } = notifierWith(async ({ service }) => {
    calls += 1;
    throw new WebhookError('refused', service === 'final');
  });
  notifier.notify({ ...ALERT, service: 'retryable' });
  notifier.notify({ ...ALERT, service: 'final' });
  await notifier[Symbol.asyncDispose]();
  expect(calls).toBe(4);
  expect(results).toEqual(['failed', 'failed']);
});

test('a receiver that hangs costs no more than the queue: the oldest are dropped and counted', async () => {
  const gate = Promise.withResolvers<void>();
  const { notifier, results } = notifierWith(() => gate.promise);
  for (let index = 0; index < 301; index++) notifier.notify(ALERT);
  expect(results).toEqual(Array(100).fill('dropped'));
  gate.resolve();
  await notifier[Symbol.asyncDispose]();
  expect(results.filter((result) => result === 'sent')).toHaveLength(201);
});
