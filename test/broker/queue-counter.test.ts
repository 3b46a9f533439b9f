import { DEAD_QUEUE, LOG_QUEUE, openPublisher, openQueueCounter } from '@logwarren/broker';
import { createLogger } from '@logwarren/common';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { brokerOptions, textMessage } from '../harness/broker/broker-options.ts';
import { openTestVhost, type TestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

/** The search service asks what waits in queues; asking must need no rights and have no effects of its own. */

const QUEUES = [LOG_QUEUE, DEAD_QUEUE];
const log = createLogger('test', 'silent');
let vhost: TestVhost;
let opened: AsyncDisposableStack;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  vhost = opened.use(await openTestVhost());
});
afterEach(() => opened.disposeAsync());

const openCounter = () => opened.use(openQueueCounter({ url: vhost.url, name: 'ledger', queues: QUEUES, log }));

test('asking for queues that are not there makes none: nothing waits in them', async () => {
  const counter = openCounter();
  const nothing = QUEUES.map((queue) => ({ queue, ready: 0, consumers: 0 }));
  expect(await waitFor('an answer', () => counter.count())).toEqual(nothing);
  // The connection stays open, and later questions are answered.
  expect(await counter.count()).toEqual(nothing);
  await expect(vhost.take(LOG_QUEUE, 1)).rejects.toThrow();
});

test('a user who may not configure anything may ask', async () => {
  const publisher = opened.use(await openPublisher(brokerOptions(vhost.url, 'ours')));
  await publisher.publish(textMessage('one'));
  await publisher.publish(textMessage('two'));
  await vhost.permit({ configure: '^$', write: '^$', read: '.*' });
  const counter = openCounter();
  expect(await waitFor('an answer', () => counter.count())).toEqual([
    { queue: LOG_QUEUE, ready: 2, consumers: 0 },
    { queue: DEAD_QUEUE, ready: 0, consumers: 0 },
  ]);
});
