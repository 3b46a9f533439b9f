import { BrokerRefusedError, type SubscriptionOptions } from '@logwarren/broker';
import { createLogger } from '@logwarren/common';
import { expect, test, vi } from 'vitest';
import { createLiveFeed } from './live-feed.ts';

const silent = { onRecords: () => {}, onDropped: () => {} };

test('a feed that RabbitMQ refused once is live for those who still listen when it no longer does', async () => {
  let attempts = 0;
  const open = async (options: SubscriptionOptions) => {
    attempts += 1;
    if (attempts < 3) throw new BrokerRefusedError('amqp://nowhere', new Error('no permission'));
    options.onLive(true);
    return { [Symbol.asyncDispose]: async () => {} };
  };
  const log = createLogger('test', 'silent');
  await using feed = createLiveFeed({ url: 'amqp://nowhere', log, open, backoff: { initialMs: 1, maxMs: 2 } });
  const states: boolean[] = [];
  feed.listen({ ...silent, onLive: (isLive) => states.push(isLive) });
  await vi.waitFor(() => expect(states).toEqual([false, true]), { timeout: 60_000, interval: 5 });
  expect(attempts).toBe(3);
});

test('a feed that nobody listens to any more does not try on', async () => {
  let attempts = 0;
  const open = async () => {
    attempts += 1;
    throw new BrokerRefusedError('amqp://nowhere', new Error('no permission'));
  };
  const log = createLogger('test', 'silent');
  const feed = createLiveFeed({ url: 'amqp://nowhere', log, open, backoff: { initialMs: 60_000, maxMs: 60_000 } });
  feed.listen({ ...silent, onLive: () => {} });
  await feed[Symbol.asyncDispose]();
  expect(attempts).toBe(1);
});
