import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { LOG_QUEUE, type Outcome, openConsumer, openPublisher } from '@logwarren/broker';
import { beforeEach, expect, test } from 'vitest';
import { brokerMetric, brokerOptions, textMessage } from '../harness/broker/broker-options.ts';
import { openTcpProxy, type TcpProxy } from '../harness/broker/tcp-proxy.ts';
import { useVhost } from '../harness/broker/use-vhost.ts';

const ACK: Outcome = { kind: 'ack' };
const WAIT = { timeout: 60_000, interval: 20 };

const broker = useVhost();
let proxy: TcpProxy;

beforeEach(async () => {
  proxy = broker.opened.use(await openTcpProxy(broker.vhost.url));
});

const takeTexts = async (count: number) =>
  (await broker.vhost.takeAtLeast(LOG_QUEUE, count)).map(({ body }) => body.toString());

/** Without heartbeats, which would notice the fault before anything else does. */
const silentUrl = () => `${proxy.url}?heartbeat=60`;

test('a publisher whose link has gone silent gives the connection up and publishes the same messages again', async () => {
  const options = brokerOptions(silentUrl(), 'silent');
  const publisher = broker.opened.use(await openPublisher({ ...options, confirmTimeoutMs: 3000 }));
  await publisher.publish(textMessage('0'));
  proxy.freeze();
  const startedMs = performance.now();
  await Promise.all(['1', '2', '3'].map((text) => publisher.publish(textMessage(text))));
  expect(performance.now() - startedMs).toBeLessThan(60_000);
  expect(await takeTexts(4)).toEqual(['0', '1', '2', '3']);
  expect(await brokerMetric(options, 'republished_total')).toBe(3);
  expect(await brokerMetric(options, 'reconnects_total')).toBe(1);
});

test('closing over a link that has gone silent takes its time, but ends', async () => {
  const publisher = await openPublisher(brokerOptions(silentUrl(), 'silent'));
  const reader = { ...brokerOptions(silentUrl(), 'silent reader'), queue: LOG_QUEUE, prefetch: 1 };
  const consumer = await openConsumer({ ...reader, onMessage: async () => ACK });
  proxy.freeze();
  const startedMs = performance.now();
  await Promise.all([publisher[Symbol.asyncDispose](), consumer[Symbol.asyncDispose]()]);
  expect(performance.now() - startedMs).toBeLessThan(60_000);
});

test('a broker that goes away and comes back at any moment costs no message', async () => {
  const count = 2000;
  const seen = new Set<string>();
  const publisherOptions = brokerOptions(proxy.url, 'restarts');
  const publisher = broker.opened.use(await openPublisher(publisherOptions));
  const reader = { ...brokerOptions(proxy.url, 'restarts reader'), queue: LOG_QUEUE, prefetch: 20 };
  broker.opened.use(
    await openConsumer({
      ...reader,
      onMessage: async ({ body }) => {
        seen.add(body.toString());
        return ACK;
      },
    }),
  );
  let confirmed = 0;
  const sendAll = async () => {
    for (let number = 0; number < count; number += 20) {
      const texts = Array.from({ length: 20 }, (_, index) => String(number + index));
      await Promise.all(texts.map((text) => publisher.publish(textMessage(text))));
      confirmed += texts.length;
    }
  };
  const sending = sendAll();
  for (const share of [0.1, 0.4, 0.7]) {
    await expect.poll(() => confirmed, { ...WAIT, interval: 1 }).toBeGreaterThanOrEqual(count * share);
    await proxy.shut();
    expect(publisher.inFlight).toBeGreaterThan(0);
    await expect.poll(() => publisher.accepting, WAIT).toBe(false);
    expect(publisherOptions.readiness.ready).toBe(false);
    await proxy.open();
  }
  await sending;
  await expect.poll(() => seen.size, WAIT).toBe(count);
  await expect.poll(() => publisherOptions.readiness.ready, WAIT).toBe(true);
  expect(await takeTexts(0)).toEqual([]);
});

test('an outcome that comes after its connection was lost acks nothing, and its message comes again', async () => {
  const publisher = broker.opened.use(await openPublisher(brokerOptions(broker.vhost.url, 'late')));
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const reader = { ...brokerOptions(proxy.url, 'late reader'), queue: LOG_QUEUE, prefetch: 2 };
  broker.opened.use(
    await openConsumer({
      ...reader,
      onMessage: async ({ body, redelivered }) => {
        seen.push(`${body} ${redelivered}`);
        await gate.promise;
        return ACK;
      },
    }),
  );
  for (const text of ['1', '2', '3', '4']) await publisher.publish(textMessage(text));
  await expect.poll(() => seen, WAIT).toEqual(['1 false', '2 false']);
  await proxy.shut();
  await proxy.open();
  await expect.poll(() => brokerMetric(reader, 'reconnects_total'), WAIT).toBe(1);
  gate.resolve();
  await expect.poll(() => brokerMetric(reader, 'acked_total'), WAIT).toBe(4);
  expect(seen.slice(2).sort()).toEqual(['1 true', '2 true', '3 false', '4 false']);
  expect(await brokerMetric(reader, 'redelivered_total')).toBe(2);
  expect(await takeTexts(0)).toEqual([]);
});

/** Class and method of `channel.close`, as AMQP writes them. */
const CHANNEL_CLOSE = Buffer.from([0, 20, 0, 40]);

/** A server in front of the broker that cuts the first connection on which a channel is to be closed, and no other. */
async function openCutter(target: string): Promise<{ url: string; cuts: number } & AsyncDisposable> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const cutter = { url: '', cuts: 0, [Symbol.asyncDispose]: async () => {} };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}));
    upstream.on('data', (chunk) => client.write(chunk));
    client.on('data', (chunk) => {
      if (cutter.cuts > 0 || !chunk.includes(CHANNEL_CLOSE)) return upstream.write(chunk);
      cutter.cuts += 1;
      upstream.destroy();
      return client.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  cutter.url = url.href;
  cutter[Symbol.asyncDispose] = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return cutter;
}

test('a connection that is lost while it is set up is made anew', async () => {
  const cutter = broker.opened.use(await openCutter(broker.vhost.url));
  const options = { ...brokerOptions(cutter.url, 'cut'), queue: LOG_QUEUE, prefetch: 1 };
  broker.opened.use(await openConsumer({ ...options, buries: false, onMessage: async () => ACK }));
  expect(cutter.cuts).toBe(1);
});
