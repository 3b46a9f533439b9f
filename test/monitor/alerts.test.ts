import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeBatch, LOG_EXCHANGE, openPublisher, type Publisher } from '@logwarren/broker';
import { createBatchIds, type LogBatch, type Severity, toColumns } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { brokerOptions } from '../harness/broker/broker-options.ts';
import { openTestVhost } from '../harness/broker/vhost.ts';
import { waitFor } from '../harness/wait-for.ts';

/** The part of a notification that the tests look at. */
interface Received {
  status: string;
  service: string;
  count: number;
  alertId: string;
  samples: { message: string }[];
}

/** A webhook that keeps what it gets, and answers with the statuses given, the last one for ever. */
async function openReceiver(statuses: number[] = [204]) {
  const received: Received[] = [];
  let answered = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push(JSON.parse(body));
    response.writeHead(statuses[Math.min(answered++, statuses.length - 1)] ?? 204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    received,
    of: (service: string) => received.filter((notification) => notification.service === service),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function startMonitor(amqpUrl: string, webhook: string, env: Record<string, string> = {}): Promise<App> {
  return await startApp('monitor', {
    AMQP_URL: amqpUrl,
    MONITOR_WEBHOOK_URL: webhook,
    MONITOR_WINDOW_S: '2',
    MONITOR_THRESHOLD: '10',
    ...env,
  }).waitReady();
}

const nextId = createBatchIds();

/** A record dated ahead counts at the moment of its arrival, so it is never too late for a window of two seconds. */
const DATED_AHEAD_MS = -30_000;

function batchOf(
  service: string,
  records: number,
  ageMs = 0,
  severity: Severity = 'ERROR',
  text = 'failure',
  offMs = 0,
): LogBatch {
  const timestamp = Date.now() - ageMs;
  const each = (_: unknown, index: number) => ({
    timestamp: timestamp + offMs,
    observedAt: timestamp,
    message: `${text} ${index}`,
  });
  return { id: nextId(), service, severity, records: toColumns(Array.from({ length: records }, each)) };
}

async function publish(publisher: Publisher, ...batches: LogBatch[]): Promise<void> {
  // All at once: on a busy machine, waiting for each confirm could take longer than the window.
  await Promise.all(batches.map((batch) => publisher.publish(encodeBatch(batch))));
}

/** Value of a metric line of the monitor; 0 without such a line. */
async function metric(app: App, line: string): Promise<number> {
  const text = await (await fetch(`${app.healthUrl}/metrics`)).text();
  const found = text.split('\n').find((each) => each.startsWith(`logwarren_monitor_${line}`));
  return Number(found?.split(' ').at(-1) ?? 0);
}

test('an alert is notified once when errors pass the threshold and once when they are over', async () => {
  await using vhost = await openTestVhost();
  await using receiver = await openReceiver();
  await using monitor = await startMonitor(vhost.url, receiver.url);
  await using publisher = await openPublisher(brokerOptions(vhost.url, 'test'));
  const checkout = [6, 6, 80].map((records) => batchOf('checkout', records, DATED_AHEAD_MS));
  await publish(publisher, batchOf('quiet', 9, DATED_AHEAD_MS), ...checkout);
  await waitFor('the alert is resolved', () => receiver.of('checkout').length >= 2);
  expect(receiver.received.map(({ service, status }) => `${service} ${status}`)).toEqual([
    'checkout firing',
    'checkout resolved',
  ]);
  const [firing, resolved] = receiver.received;
  expect(firing?.count).toBeGreaterThanOrEqual(10);
  expect(firing?.samples).toHaveLength(3);
  expect(resolved).toMatchObject({ alertId: firing?.alertId, count: 0 });
  expect(await metric(monitor, 'errors_total{service="checkout"')).toBe(92);
  expect(monitor.logs.map((line) => line.msg)).toEqual(
    expect.arrayContaining(['Alert is firing.', 'Alert is resolved.']),
  );
});

test('plain lines and JSON records of any AMQP client count like our own batches', async () => {
  await using vhost = await openTestVhost();
  await using receiver = await openReceiver();
  await using _monitor = await startMonitor(vhost.url, receiver.url, {
    ...{ MONITOR_SERVICE_THRESHOLDS: 'shop=4', MONITOR_WINDOW_S: '60' },
  });
  const now = () => new Date().toISOString();
  for (let index = 0; index < 2; index++) {
    await vhost.publish(LOG_EXCHANGE, 'ERROR.shop', `${now()} shop ERROR plain ${index}`, {
      content_type: 'text/plain',
    });
    await vhost.publish(
      LOG_EXCHANGE,
      'FATAL.shop',
      JSON.stringify({ service: 'shop', level: 'fatal', msg: `json ${index}` }),
    );
  }
  await waitFor('the alert fires', () => receiver.of('shop').length > 0);
  expect(receiver.received[0]).toMatchObject({ status: 'firing', count: 4 });
});

test('what is below the severity, old, or already seen raises no alert', async () => {
  await using vhost = await openTestVhost();
  await using receiver = await openReceiver();
  await using monitor = await startMonitor(vhost.url, receiver.url, { MONITOR_WINDOW_S: '30' });
  await using publisher = await openPublisher(brokerOptions(vhost.url, 'test'));
  const repeated = batchOf('repeated', 3);
  await publish(publisher, batchOf('warned', 100, 0, 'WARN'), batchOf('old', 500, 60_000));
  await publish(publisher, ...Array<LogBatch>(20).fill(repeated), batchOf('last', 10));
  await waitFor('the last alert fires', () => receiver.of('last').length > 0);
  expect(receiver.received.map(({ service }) => service)).toEqual(['last']);
  expect(await metric(monitor, 'ignored_total{reason="stale"')).toBe(500);
  expect(await metric(monitor, 'ignored_total{reason="duplicate"')).toBe(19);
});

test('errors that are all off by whole quarters of an hour are told to lack a zone, in the log, the alert and a metric', async () => {
  await using vhost = await openTestVhost();
  await using receiver = await openReceiver();
  await using monitor = await startMonitor(vhost.url, receiver.url, { MONITOR_WINDOW_S: '120' });
  await using publisher = await openPublisher(brokerOptions(vhost.url, 'test'));
  // Received in the last minute, according to their source.
  for (const agoMs of [60_000, 40_000, 20_000, 0]) {
    const batch = batchOf('billing', 3, agoMs, 'ERROR', 'failure', -2 * 3_600_000);
    await publish(publisher, batch, batchOf('checkout', 3, agoMs));
  }
  await waitFor('both alerts fire', () => receiver.of('billing').length + receiver.of('checkout').length >= 2);
  const sentence = 'every error is 2 h 0 min old on arrival: do its times lack a zone? set SOURCE_TIME_ZONE';
  expect(receiver.of('billing')[0]).toMatchObject({ hint: sentence, text: expect.stringContaining(`; ${sentence}`) });
  expect(receiver.of('checkout')[0]).not.toHaveProperty('hint');
  const told = monitor.logs.filter(({ msg }) => msg === 'The times of a service seem to lack a zone.');
  expect(told).toMatchObject([{ level: 'warn', alertService: 'billing', reason: sentence }]);
  expect(await metric(monitor, 'zone_off_seconds{service="billing"')).toBe(7_200);
  expect(await metric(monitor, 'zone_off_seconds{service="checkout"')).toBe(0);
});

test('a webhook that fails gets the notification again, in order', async () => {
  await using vhost = await openTestVhost();
  await using receiver = await openReceiver([500, 503, 204]);
  await using _monitor = await startMonitor(vhost.url, receiver.url);
  await using publisher = await openPublisher(brokerOptions(vhost.url, 'test'));
  await publish(publisher, batchOf('checkout', 10, DATED_AHEAD_MS));
  await waitFor('the alert is resolved', () => receiver.received.length >= 4);
  expect(receiver.received.map(({ status }) => status)).toEqual(['firing', 'firing', 'firing', 'resolved']);
});

test('the monitor goes on after its connection was cut', async () => {
  await using vhost = await openTestVhost();
  await using receiver = await openReceiver();
  await using monitor = await startMonitor(vhost.url, receiver.url);
  await vhost.closeConnections();
  await waitFor('the connection is seen to be lost', () => monitor.logs.some((line) => /not ready/.test(line.msg)));
  await using publisher = await openPublisher(brokerOptions(vhost.url, 'test'));
  await publish(publisher, batchOf('checkout', 10, DATED_AHEAD_MS));
  await waitFor('the alert fires', () => receiver.received.length > 0);
});

test('a full queue is counted to the last message while little of it is in memory', async () => {
  await using vhost = await openTestVhost();
  await using receiver = await openReceiver();
  await using publisher = await openPublisher(brokerOptions(vhost.url, 'test'));
  // 48 MB that don't compress: the buffers of the sockets, which may fill before the pause reaches the broker, hold less.
  const batches = Array.from({ length: 1_500 }, () => {
    return batchOf('storm', 1, 0, 'ERROR', randomBytes(24_000).toString('base64'));
  });
  await Promise.all(batches.map((batch) => publish(publisher, batch)));
  await using monitor = startApp('monitor', {
    AMQP_URL: vhost.url,
    MONITOR_WEBHOOK_URL: receiver.url,
    MONITOR_MAX_BACKLOG: '50',
    MONITOR_WINDOW_S: '600',
  });
  await monitor.waitListening();
  let largestBacklog = 0;
  await waitFor('all is counted', async () => {
    largestBacklog = Math.max(largestBacklog, await metric(monitor, 'backlog{'));
    return (await metric(monitor, 'errors_total{service="storm"')) === 1_500;
  });
  // What is already on its way when the consumer pauses still arrives.
  expect(largestBacklog).toBeLessThan(1_000);
  await waitFor('the alert fires', () => receiver.received.length > 0);
  expect(receiver.received).toHaveLength(1);
});
