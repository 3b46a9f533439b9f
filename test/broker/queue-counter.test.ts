import { DEAD_QUEUE, LOG_QUEUE, openPublisher, openQueueCounter } from '@logwarren/broker';
import { createLogger } from '@logwarren/common';
import { expect, test } from 'vitest';
import { brokerOptions, textMessage } from '../harness/broker/broker-options.ts';
import { useVhost } from '../harness/broker/use-vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

/** The search service asks what waits in queues; asking must need no rights and have no effects of its own. */

const QUEUES = [LOG_QUEUE, DEAD_QUEUE];
const log = createLogger('test', 'silent');
const broker = useVhost();

const openCounter = () =>
  broker.opened.use(openQueueCounter({ url: broker.vhost.url, name: 'ledger', queues: QUEUES, log }));

test('asking for queues that are not there makes none: nothing waits in them', async () => {
  const counter = openCounter();
  const nothing = QUEUES.map((queue) => ({ queue, ready: 0, consumers: 0 }));
  expect(await waitFor('an answer', () => counter.count())).toEqual(nothing);
  // The connection stays open, and later questions are answered.
  expect(await counter.count()).toEqual(nothing);
  await expect(broker.vhost.take(LOG_QUEUE, 1)).rejects.toThrow();
});

test('a user who may not configure anything may ask', async () => {
  const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'ours')));
  await publisher.publish(textMessage('one'));
  await publisher.publish(textMessage('two'));
  await broker.vhost.permit({ configure: '^$', write: '^$', read: '.*' });
  const counter = openCounter();
  expect(await waitFor('an answer', () => counter.count())).toEqual([
    { queue: LOG_QUEUE, ready: 2, consumers: 0 },
    { queue: DEAD_QUEUE, ready: 0, consumers: 0 },
  ]);
});
