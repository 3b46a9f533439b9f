import { LOG_EXCHANGE, LOG_QUEUE } from '@logwarren/broker';
import { createBatchIds } from '@logwarren/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../harness/apps/run-command.ts';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { waitFor } from '../harness/wait-for.ts';

/** `logwarren canary` against a real system: quiet when all is well, and loud about each thing that can be wrong. */

let system: TestSystem;
let source: App;

beforeEach(async () => {
  system = await openTestSystem();
  source = await system.start('source').waitReady();
});

afterEach(async () => {
  await system[Symbol.asyncDispose]();
});

async function canary(...args: string[]) {
  const urls = ['--search', system.search.url, '--json', 'canary', '--source', source.url];
  const { code, out, errors } = await runCommand([...urls, ...args]);
  const report = out.trim().split('\n').at(-1) ?? '';
  return { code, errors, report: report === '' ? undefined : JSON.parse(report) };
}

describe('a canary', () => {
  it('finds every record once and in order while all is well, and says how long it took', async () => {
    await system.start('collector').waitReady();
    const { code, report } = await canary('--rate', '100', '--for', '3');
    expect(report).toMatchObject({ healthy: true, missingCount: 0, duplicates: 0, unexpected: 0, outOfOrder: 0 });
    // How many it gets to write in three seconds depends on what else the machine does.
    expect(report.attempted).toBeGreaterThan(0);
    expect(report.confirmed).toBe(report.attempted);
    expect(report.found).toBe(report.attempted);
    expect(report.latency.maxMs).toBeGreaterThan(0);
    expect(code).toBe(0);
  });

  it('is patient while the collectors are gone, and all is well again afterwards', async () => {
    const running = canary('--rate', '50', '--for', '2');
    await waitFor('records wait', async () => Number((await system.vhost.queue(LOG_QUEUE)).messages ?? 0) > 0);
    await system.start('collector').waitReady();
    expect(await running).toMatchObject({ code: 0, report: { healthy: true, waiting: 0 } });
  });

  it('names the records that were lost', async () => {
    // It runs before the first record is written: how long it takes to start must not count as time to find one.
    await using link = await openTcpProxy(system.vhost.url);
    await system.start('collector', [], { AMQP_URL: link.url }).waitReady();
    await link.shut();
    const running = canary('--rate', '50', '--for', '2', '--give-up', '30');
    const lost = await waitFor('a message to lose', async () => (await system.vhost.take(LOG_QUEUE, 1))[0]);
    await link.open();
    const { code, report } = await running;
    expect(code).toBe(1);
    expect(report).toMatchObject({ healthy: false, missingCount: Number(lost.headers.count) });
  });

  it('sees a record that was stored twice', async () => {
    const running = canary('--rate', '5', '--for', '4');
    const copied = await waitFor('a message to copy', async () => (await system.vhost.take(LOG_QUEUE, 1))[0]);
    const { content_type, type } = copied.properties;
    for (const message_id of [1, 2].map(() => createBatchIds()())) {
      const properties = { content_type, type, message_id };
      await system.vhost.publish(LOG_EXCHANGE, copied.routingKey, copied.body.toString(), properties);
    }
    await system.start('collector').waitReady();
    const { code, report } = await running;
    expect(report).toMatchObject({ missingCount: 0, duplicates: Number(copied.headers.count), healthy: false });
    expect(code).toBe(1);
  });
});
