import { expect, test } from 'vitest';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem } from '../harness/apps/system.ts';
import { openForeignClient } from '../harness/broker/foreign-client.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';

/** An ERROR record alerts, whatever its routing key: what the monitor's bindings do not see, the collector passes on. */

const KEYS = ['ERROR.x', 'WARN.x', 'INFO.x', 'warn.x', 'com.acme.Billing.ERROR'];
const ERROR = Buffer.from('{"severity":"ERROR","service":"billing","message":"card declined"}');
const WAIT = { timeout: 60_000, interval: 100 };

/** Value of the metric line that begins so; 0 without such a line. */
async function metric(app: App, line: string): Promise<number> {
  const text = await (await fetch(`${app.healthUrl}/metrics`)).text();
  const found = text.split('\n').find((each) => each.startsWith(line));
  return Number(found?.split(' ').at(-1) ?? 0);
}

test('five errors under five keys are counted once each, also while MongoDB is away', async () => {
  await using system = await openTestSystem();
  await using proxy = await openTcpProxy(system.mongoUrl);
  const monitor = await system.start('monitor', [], { MONITOR_THRESHOLD: '5' }).waitReady();
  const collector = await system.start('collector', [], { MONGO_URL: proxy.url }).waitReady();
  await using client = await openForeignClient(system.vhost.url);
  const publishAll = async () => {
    for (const key of KEYS) client.channel.publish('logs_exchange', key, ERROR, { messageId: 'billing' });
    await client.channel.waitForConfirms();
  };
  const counted = () => metric(monitor, 'logwarren_monitor_errors_total{service="billing"');
  const passed = () => metric(collector, 'logwarren_alert_records_total{result="passed"');

  await publishAll();
  await expect.poll(counted, WAIT).toBe(5);
  await expect.poll(passed, WAIT).toBe(3);
  const firing = () => monitor.logs.filter(({ msg }) => msg.includes('firing')).length;
  await expect.poll(firing, WAIT).toBe(1);

  await proxy.shut();
  await publishAll();
  await expect.poll(counted, WAIT).toBe(10);
  await proxy.open();
  await system.waitForTotal(10);
  expect(await counted()).toBe(10);
  await expect.poll(passed, WAIT).toBe(6);
});

test('a user who may not publish to the queue stores all the same, and the service stays ready', async () => {
  await using system = await openTestSystem();
  const collector = await system.start('collector').waitReady();
  await using client = await openForeignClient(system.vhost.url);
  await system.vhost.permit({ configure: '.*', write: '^(?!amq\\.default$).*', read: '.*' });
  for (let i = 0; i < 100; i++) client.channel.publish('logs_exchange', 'INFO.x', ERROR);
  await client.channel.waitForConfirms();
  await system.waitForTotal(100);
  const dropped = () => metric(collector, 'logwarren_alert_records_total{result="dropped"');
  await expect.poll(dropped, WAIT).toBeGreaterThan(0);
  expect((await fetch(`${collector.healthUrl}/readyz`)).status).toBe(200);
  collector.kill('SIGTERM');
  expect(await collector.exited).toMatchObject({ code: 0 });
});

test.each(['wrong password', 'wrong port'])('a fault of AMQP_URL is told once, as fatal: %s', async (fault) => {
  await using system = await openTestSystem();
  const url = new URL(system.vhost.url);
  if (fault === 'wrong password') url.password = 'wrong';
  const AMQP_URL = fault === 'wrong port' ? 'amqp://guest:guest@127.0.0.1:99999' : url.href;
  const collector = system.start('collector', [], { AMQP_URL });
  expect(await collector.exited).toMatchObject({ code: 1 });
  const serious = collector.logs.filter(({ level }) => level === 'warn' || level === 'error' || level === 'fatal');
  expect(serious).toMatchObject([{ level: 'fatal', msg: expect.stringMatching(/AMQP_URL is wrong|refuses us/) }]);
});
