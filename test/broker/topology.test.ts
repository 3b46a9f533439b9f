import {
  LOG_EXCHANGE,
  LOG_QUEUE,
  openPublisher,
  openSubscription,
  type Publisher,
  TopologyConflictError,
  UNROUTED_QUEUE,
} from '@logwarren/broker';
import { describe, expect, test } from 'vitest';
import { brokerOptions, textMessage } from '../harness/broker/broker-options.ts';
import { openForeignClient } from '../harness/broker/foreign-client.ts';
import { useVhost } from '../harness/broker/use-vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

const broker = useVhost({ hasPolicies: false });

const openOurs = async () => broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'ours')));
const openForeign = async () => broker.opened.use(await openForeignClient(broker.vhost.url)).channel;

async function expectPublished(text: string, given?: Publisher): Promise<Publisher> {
  const ours = given ?? (await openOurs());
  await ours.publish(textMessage(text));
  expect((await broker.vhost.takeAtLeast(LOG_QUEUE, 1)).map(({ body }) => body.toString())).toContain(text);
  return ours;
}

describe('logs_exchange', () => {
  test('is declared as anybody would, so that a program may declare it after us', async () => {
    await openOurs();
    const foreign = await openForeign();
    await foreign.assertExchange(LOG_EXCHANGE, 'topic', { durable: true });
    foreign.publish(LOG_EXCHANGE, 'INFO.shop', Buffer.from('of a stranger'));
    await foreign.waitForConfirms();
    expect(await broker.vhost.takeAtLeast(LOG_QUEUE, 1)).toMatchObject([{ body: Buffer.from('of a stranger') }]);
  });

  test('may be declared by a program before us', async () => {
    await (await openForeign()).assertExchange(LOG_EXCHANGE, 'topic', { durable: true });
    await expectPublished('after a stranger');
  });

  test.each([
    ['an alternate exchange, as earlier builds gave it', { arguments: { 'alternate-exchange': 'logs_unrouted' } }],
    ['an alternate exchange of somebody else', { arguments: { 'alternate-exchange': 'amq.fanout' } }],
    ['the wish to go with its last binding', { autoDelete: true }],
  ])('that exists with %s is taken as it is', async (_name, options) => {
    await (await openForeign()).assertExchange(LOG_EXCHANGE, 'topic', { durable: true, ...options });
    const ours = await expectPublished('as it is');
    // A connection that comes back looks again.
    await broker.vhost.closeConnections();
    await expectPublished('and again', ours);
  });

  test.each([
    ['fanout', { durable: true }, /type.*logs_exchange.*fanout/],
    ['topic', { durable: false }, /durable.*logs_exchange/],
    ['topic', { durable: true, internal: true }, /internal.*logs_exchange/],
  ])('that exists as %s %j is a clear error at the start', async (type, options, text) => {
    await (await openForeign()).assertExchange(LOG_EXCHANGE, type, options);
    const opening = openPublisher(brokerOptions(broker.vhost.url, 'ours'));
    await expect(opening).rejects.toBeInstanceOf(TopologyConflictError);
    await expect(opening).rejects.toThrow(text);
  });

  test('that a user may only publish to is used, if everything is there', async () => {
    await openOurs();
    await broker.vhost.permit({ configure: `^(?!${LOG_EXCHANGE}$)`, write: '.*', read: '.*' });
    await expectPublished('without the right to declare');
  });

  test('is listened to by a user who may only make queues of its own', async () => {
    const ours = await openOurs();
    await broker.vhost.permit({ configure: '^amq\\.gen', write: '^(amq\\.gen|logs_exchange$)', read: '.*' });
    const heard: string[] = [];
    const live = Promise.withResolvers<void>();
    const subscription = openSubscription({
      ...brokerOptions(broker.vhost.url, 'tail'),
      maxBacklog: 10,
      onMessage: ({ body }) => void heard.push(body.toString()),
      onDropped: () => {},
      onLive: (isLive) => isLive && live.resolve(),
    });
    broker.opened.use(await subscription);
    await live.promise;
    await ours.publish(textMessage('heard'));
    await waitFor('the message', () => heard.includes('heard'));
  });
});

describe('what no queue is bound for', () => {
  test('goes to the unrouted queue by a policy', async () => {
    await openOurs();
    const foreign = await openForeign();
    await broker.vhost.setUnroutedPolicy();
    await broker.vhost.unbind(LOG_EXCHANGE, LOG_QUEUE, '#');
    foreign.publish(LOG_EXCHANGE, 'INFO.shop', Buffer.from('kept'));
    await foreign.waitForConfirms();
    expect(await broker.vhost.takeAtLeast(UNROUTED_QUEUE, 1)).toMatchObject([{ body: Buffer.from('kept') }]);
  });

  test('is lost without the policy, although confirmed, unless its publisher asks to have it back', async () => {
    await openOurs();
    const foreign = await openForeign();
    await broker.vhost.unbind(LOG_EXCHANGE, LOG_QUEUE, '#');
    foreign.publish(LOG_EXCHANGE, 'INFO.shop', Buffer.from('lost'));
    await foreign.waitForConfirms();
    expect(await broker.vhost.take(UNROUTED_QUEUE, 10)).toEqual([]);
    await expectPublished('ours is returned, and sent again over a new binding');
  });
});
