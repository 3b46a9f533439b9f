import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { openTcpProxy, type TcpProxy } from '../harness/broker/tcp-proxy.ts';
import { waitFor } from '../harness/wait-for.ts';

/** A server goes away and comes back; nothing is restarted by hand. */

let system: TestSystem;
let proxy: TcpProxy;

beforeEach(async () => {
  system = await openTestSystem();
});

afterEach(async () => {
  await system[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

const isReady = async (healthUrl: string) => (await fetch(`${healthUrl}/readyz`)).ok;

async function metric(healthUrl: string, name: string): Promise<number> {
  const text = await (await fetch(`${healthUrl}/metrics`)).text();
  const values = text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'gm'));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}

const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `2026-11-21T10:00:00Z shop INFO number ${from + i}\n`).join('');

async function expectEachOnce(records: number): Promise<void> {
  const messages = (await system.findAll('')).map(({ message }) => message);
  expect(messages).toHaveLength(records);
  expect(new Set(messages).size).toBe(records);
}

describe('while MongoDB is away', () => {
  it('the collector holds what it has, acks and requeues nothing, and stores it when MongoDB is back', async () => {
    proxy = await openTcpProxy(system.mongoUrl);
    const collector = await system.start('collector', [], { MONGO_URL: proxy.url }).waitReady();
    const path = join(system.dir, 'shop.log');
    writeFileSync(path, lines(0, 1_000));
    system.start('source', ['--no-http', path]);
    await system.waitForTotal(1_000);

    await proxy.shut();
    appendFileSync(path, lines(1_000, 5_000));
    await waitFor('the collector says that it is not ready', async () => !(await isReady(collector.healthUrl)));
    expect((await fetch(`${collector.healthUrl}/healthz`)).status).toBe(200);

    await proxy.open();
    await system.waitForTotal(6_000);
    await waitFor('the collector says that it is ready', () => isReady(collector.healthUrl));
    expect(await metric(collector.healthUrl, 'logwarren_broker_delivered_total')).toBeGreaterThan(0);
    expect(await metric(collector.healthUrl, 'logwarren_broker_redelivered_total')).toBe(0);
    expect(await metric(collector.healthUrl, 'logwarren_broker_retried_total')).toBe(0);
    await expectEachOnce(6_000);
  });

  it('a link that has gone silent is given up, and what was sent on it is stored once', async () => {
    proxy = await openTcpProxy(system.mongoUrl);
    await system.start('collector', [], { MONGO_URL: proxy.url }).waitReady();
    const path = join(system.dir, 'shop.log');
    writeFileSync(path, lines(0, 1_000));
    system.start('source', ['--no-http', path]);
    await system.waitForTotal(1_000);
    proxy.freeze();
    appendFileSync(path, lines(1_000, 5_000));
    await system.waitForTotal(6_000);
    await expectEachOnce(6_000);
  });
});

describe('while MongoDB is away from the start', () => {
  it('services live, say that they are not ready, and begin when it comes', async () => {
    proxy = await openTcpProxy(system.mongoUrl, false);
    const env = { MONGO_URL: proxy.url };
    const apps = (['collector', 'search', 'retention'] as const).map((name) => system.start(name, [], env));
    await Promise.all(apps.map((app) => app.waitListening()));
    for (const app of apps) {
      expect((await fetch(`${app.healthUrl}/healthz`)).status).toBe(200);
      expect((await fetch(`${app.healthUrl}/readyz`)).status).toBe(503);
    }
    await proxy.open();
    await Promise.all(apps.map((app) => app.waitReady()));
  });

  it('the search service answers 503 with Retry-After', async () => {
    proxy = await openTcpProxy(system.mongoUrl);
    const search = await system.start('search', [], { MONGO_URL: proxy.url }).waitReady();
    await proxy.shut();
    const response = await fetch(`${search.url}/logs`);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ error: { code: 'store-unavailable' } });
  });
});
