import {
  BrokerRefusedError,
  LOG_QUEUE,
  MessageTooLargeError,
  MONITORING_QUEUE,
  openAutoAckConsumer,
  openConsumer,
  openPublisher,
  PublisherClosedError,
  TopologyConflictError,
} from '@logwarren/broker';
import { describe, expect, test } from 'vitest';
import { brokerMetric, brokerOptions, textMessage } from '../harness/broker/broker-options.ts';
import { useVhost } from '../harness/broker/use-vhost.ts';

const WAIT = { timeout: 60_000, interval: 50 };

const broker = useVhost();

describe('a publisher', () => {
  test('holds its messages while the queue is full, and loses none when there is room again', async () => {
    const options = brokerOptions(broker.vhost.url, 'full');
    const publisher = broker.opened.use(await openPublisher({ ...options, window: 8 }));
    await broker.vhost.setPolicy(LOG_QUEUE, { 'max-length': 10 });
    const texts = Array.from({ length: 200 }, (_, number) => String(number));
    const publishing = Promise.all(texts.map((text) => publisher.publish(textMessage(text))));
    await expect.poll(() => brokerMetric(options, 'nacked_total'), WAIT).toBeGreaterThanOrEqual(3);
    expect(publisher.accepting).toBe(false);
    expect(publisher.inFlight).toBeGreaterThan(100);

    const seen = new Set<string>();
    broker.opened.use(
      await openConsumer({
        ...brokerOptions(broker.vhost.url, 'full reader'),
        queue: LOG_QUEUE,
        prefetch: 100,
        onMessage: async ({ body }) => {
          seen.add(body.toString());
          return { kind: 'ack' };
        },
      }),
    );
    await publishing;
    await expect.poll(() => seen.size, WAIT).toBe(texts.length);
    await publisher.whenAccepting(AbortSignal.timeout(60_000));
    expect(publisher.inFlight).toBe(0);
  });

  test('accepts again when those who published to a full queue have given up', async () => {
    const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'given up')));
    await broker.vhost.setPolicy(LOG_QUEUE, { 'max-length': 1 });
    const giveUp = new AbortController();
    // A quorum queue takes a few more before its publishers hear that it is full.
    const publishUntilGivenUp = async () => {
      for (;;) await publisher.publish(textMessage('x'), giveUp.signal);
    };
    const outcome = publishUntilGivenUp().catch((error: unknown) => error);
    await expect.poll(() => publisher.accepting, WAIT).toBe(false);
    giveUp.abort(new Error('no patience'));
    expect(await outcome).toMatchObject({ message: 'no patience' });
    await publisher.whenAccepting(AbortSignal.timeout(60_000));
    expect(publisher.inFlight).toBe(0);
  });

  test('refuses a body of more than 8 MiB without harm to the messages beside it', async () => {
    const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'large')));
    const body = Buffer.alloc(8 * 1024 * 1024 + 1);
    const beside = [publisher.publish(textMessage('1')), publisher.publish(textMessage('2'))];
    await expect(publisher.publish({ ...textMessage(''), body })).rejects.toBeInstanceOf(MessageTooLargeError);
    await Promise.all(beside);
    await publisher.publish({ ...textMessage(''), body: body.subarray(1) });
    const wrongKey = publisher.publish(textMessage('', 'x'.repeat(256)));
    await expect(wrongKey).rejects.toMatchObject({ code: 'message-invalid' });
  });

  test('waits for its confirms when it is closed, and takes nothing more', async () => {
    const publisher = await openPublisher(brokerOptions(broker.vhost.url, 'closing'));
    const texts = Array.from({ length: 500 }, (_, number) => String(number));
    const publishing = Promise.all(texts.map((text) => publisher.publish(textMessage(text))));
    const closing = publisher[Symbol.asyncDispose]();
    await expect(publisher.publish(textMessage('late'))).rejects.toBeInstanceOf(PublisherClosedError);
    await Promise.all([publishing, closing]);
    expect((await broker.vhost.takeAtLeast(LOG_QUEUE, 500)).length).toBe(500);
  });

  test('is refused at once with a wrong password, and the error does not tell the right parts of the URL', async () => {
    const options = brokerOptions(broker.vhost.wrongPasswordUrl, 'stranger');
    const failure = await openPublisher(options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BrokerRefusedError);
    expect(String(failure)).toContain('ACCESS_REFUSED');
    expect(String(failure)).not.toContain('wrong');
    const missing = brokerOptions(`${broker.vhost.url}-missing`, 'stranger');
    await expect(openPublisher(missing)).rejects.toBeInstanceOf(BrokerRefusedError);
  });

  test('waits for an absent broker until its signal says stop', async () => {
    const stop = new AbortController();
    const options = { ...brokerOptions('amqp://127.0.0.1:1', 'patient'), signal: stop.signal };
    const opening = openPublisher(options);
    const detail = () => options.readiness.states['rabbitmq patient']?.detail;
    await expect.poll(detail, WAIT).toContain('ECONNREFUSED');
    stop.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });
});

test('a queue of ours with other arguments is an error that says so', async () => {
  await broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'first')));
  await broker.vhost.deleteQueue(LOG_QUEUE);
  await broker.vhost.declareQueue(LOG_QUEUE, { 'x-queue-type': 'classic' });
  const failure = await openPublisher(brokerOptions(broker.vhost.url, 'second')).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TopologyConflictError);
  expect(String(failure)).toContain(LOG_QUEUE);
});

describe('an auto-ack consumer', () => {
  test('gets warnings and above, and pauses itself while it is behind, so that the queue drops the oldest', async () => {
    const count = 20_000;
    const publisher = broker.opened.use(
      await openPublisher({ ...brokerOptions(broker.vhost.url, 'flood'), window: 1000 }),
    );
    const seen: number[] = [];
    let highest = 0;
    let isSlow = true;
    const consumer = await openAutoAckConsumer({
      ...brokerOptions(broker.vhost.url, 'monitor'),
      queue: MONITORING_QUEUE,
      maxBacklog: 100,
      onMessage: ({ body }) => {
        highest = Math.max(highest, consumer.backlog);
        seen.push(Number(body.toString()));
        const untilMs = performance.now() + (isSlow ? 10 : 0);
        while (performance.now() < untilMs);
      },
    });
    broker.opened.use(consumer);
    await publisher.publish(textMessage('-1', 'INFO.quiet'));
    for (let sent = 0; sent < count; sent += 1000) {
      const some = Array.from({ length: 1000 }, (_, number) => String(sent + number));
      await Promise.all(some.map((text) => publisher.publish(textMessage(text, 'WARN.loud'))));
    }
    isSlow = false;
    await expect.poll(() => seen.at(-1), WAIT).toBe(count - 1);
    expect(consumer.backlog).toBe(0);
    expect(seen).not.toContain(-1);
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
    expect(seen.length).toBeLessThan(count);
    expect(highest).toBeGreaterThan(100);
    // The queue's limit is 10,000 messages, and all of them fit into the buffers of the sockets.
    expect(highest).toBeLessThan(12_000);
  });

  test('goes on after its connection was closed, and after its handler threw', async () => {
    const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'writer')));
    const options = brokerOptions(broker.vhost.url, 'monitor');
    const seen: string[] = [];
    const onMessage = ({ body }: { body: Buffer }) => {
      seen.push(body.toString());
      if (seen.length === 1) throw new Error('a bug');
    };
    broker.opened.use(await openAutoAckConsumer({ ...options, queue: MONITORING_QUEUE, maxBacklog: 10, onMessage }));
    await publisher.publish(textMessage('1', 'FATAL.x'));
    await expect.poll(() => seen, WAIT).toEqual(['1']);
    await broker.vhost.closeConnections();
    await expect.poll(() => brokerMetric(options, 'reconnects_total'), WAIT).toBe(1);
    await publisher.publish(textMessage('2', 'ERROR.x'));
    await expect.poll(() => seen, WAIT).toEqual(['1', '2']);
  });
});
