import { DEAD_QUEUE, LOG_QUEUE, type Outcome, openConsumer, openPublisher } from '@logwarren/broker';
import { describe, expect, test } from 'vitest';
import { brokerMetric, brokerOptions, textMessage } from '../harness/broker/broker-options.ts';
import { useVhost } from '../harness/broker/use-vhost.ts';

const WAIT = { timeout: 60_000, interval: 50 };

const broker = useVhost();

function consume(name: string, outcomeOf: (body: Buffer) => Outcome) {
  const options = brokerOptions(broker.vhost.url, name);
  const onMessage = async ({ body }: { body: Buffer }) => outcomeOf(body);
  return openConsumer({ ...options, queue: LOG_QUEUE, prefetch: 10, onMessage }).then((consumer) => {
    broker.opened.use(consumer);
    return options;
  });
}

describe('a dead letter', () => {
  test('has the bytes untouched and says why, and its message is gone from the queue', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const message = { ...textMessage('', 'ERROR.a.b.c'), body: bytes, contentEncoding: 'zstd' };
    const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'writer')));
    await publisher.publish(message);
    const options = await consume('reader', (body) => ({
      kind: 'dead-letter',
      letters: [
        { body, reason: 'body-corrupt', explanation: 'not zstd' },
        { body: Buffer.from('{"n":1}'), reason: 'bad-record', explanation: 'too old', recordIndex: 3 },
      ],
    }));
    const dead = () => brokerMetric(options, 'dead_letters_total');
    await expect.poll(dead, WAIT).toBe(2);
    await expect.poll(() => brokerMetric(options, 'acked_total'), WAIT).toBe(1);
    const letters = await broker.vhost.takeAtLeast(DEAD_QUEUE, 2);
    const whole = letters.find(({ headers }) => headers['x-logwarren-reason'] === 'body-corrupt');
    expect(whole).toMatchObject({
      body: bytes,
      routingKey: 'ERROR.a.b.c',
      properties: { content_encoding: 'zstd', message_id: message.messageId, delivery_mode: 2 },
      headers: {
        'x-logwarren-explanation': 'not zstd',
        'x-logwarren-origin-queue': LOG_QUEUE,
        'x-logwarren-routing-key': 'ERROR.a.b.c',
        'x-logwarren-message-id': message.messageId,
        'x-logwarren-failed-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    });
    const single = letters.find(({ headers }) => headers['x-logwarren-reason'] === 'bad-record');
    expect(single).toMatchObject({ body: Buffer.from('{"n":1}'), headers: { 'x-logwarren-record-index': 3 } });
    expect(letters.length).toBe(2);
  });

  test('that the broker does not take keeps its message on the queue', async () => {
    const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'writer')));
    for (const text of ['a', 'b', 'c']) await broker.vhost.publish('logs_dlx', 'INFO.full', text);
    await broker.vhost.setPolicy(DEAD_QUEUE, { 'max-length': 1 });
    for (const text of ['1', '2', '3', '4', '5', '6']) await publisher.publish(textMessage(text));
    const options = await consume('reader', (body) => ({
      kind: 'dead-letter',
      letters: [{ body, reason: 'bad', explanation: '' }],
    }));
    const refused = () => brokerMetric({ ...options, name: 'reader dead letters' }, 'nacked_total');
    await expect.poll(refused, WAIT).toBeGreaterThanOrEqual(1);
    expect(await brokerMetric(options, 'acked_total')).toBe(0);
    await broker.vhost.setPolicy(DEAD_QUEUE, undefined);
    await expect.poll(() => brokerMetric(options, 'acked_total'), WAIT).toBe(6);
    // A message that was refused may be there twice.
    const letters = new Set<string>();
    const inOrder = async () => {
      for (const { body } of await broker.vhost.take(DEAD_QUEUE, 50)) letters.add(body.toString());
      return [...letters].sort();
    };
    await expect.poll(inOrder, WAIT).toEqual(['1', '2', '3', '4', '5', '6', 'a', 'b', 'c']);
  });
});

describe('a message that fails again and again', () => {
  test('is dead-lettered by the broker after the 100 deliveries that the topology allows', async () => {
    const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'writer')));
    await publisher.publish(textMessage('poison', 'WARN.poison'));
    let deliveries = 0;
    while ((await broker.vhost.rejectFirst(LOG_QUEUE)) !== undefined) deliveries += 1;
    expect(deliveries).toBe(101);
    const dead = async () => (await broker.vhost.take(DEAD_QUEUE, 1))[0];
    await expect.poll(dead, WAIT).toMatchObject({ body: Buffer.from('poison'), routingKey: 'WARN.poison' });
  });

  test('is retried after a growing wait when the handler throws, and dead-lettered in the end', async () => {
    const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'writer')));
    await broker.vhost.setPolicy(LOG_QUEUE, { 'delivery-limit': 2 });
    const times: number[] = [];
    const options = await consume('reader', () => {
      times.push(performance.now());
      throw new Error('a bug');
    });
    await publisher.publish(textMessage('poison'));
    const dead = async () => (await broker.vhost.take(DEAD_QUEUE, 1))[0]?.body.toString();
    await expect.poll(dead, WAIT).toBe('poison');
    expect(times.length).toBe(3);
    expect(await brokerMetric(options, 'retried_total')).toBe(3);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(99);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(199);
  });

  test('does not hold up the others', async () => {
    const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'writer')));
    await publisher.publish(textMessage('not yet'));
    let attempts = 0;
    const acked: string[] = [];
    await consume('reader', (body) => {
      const text = body.toString();
      if (text === 'not yet' && attempts++ < 2) return { kind: 'retry' };
      acked.push(text);
      return { kind: 'ack' };
    });
    await publisher.publish(textMessage('fine'));
    await expect.poll(() => acked, WAIT).toEqual(['fine', 'not yet']);
  });
});
