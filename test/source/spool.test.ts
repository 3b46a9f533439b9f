import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chooseMachine, type FaultBroker, openFaultBroker } from '../faults/servers/fault-servers.ts';
import { metricOf } from '../harness/apps/app-metrics.ts';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { openTcpProxy, type TcpProxy } from '../harness/broker/tcp-proxy.ts';
import { testServers } from '../harness/test-servers.ts';
import { waitFor } from '../harness/wait-for.ts';

/**
 * RabbitMQ is away for longer than programs that log can wait: the source's disk takes their records. It is stopped once; in
 * the other tests only its link to the source is shut, which the source cannot tell from that, and which takes no time.
 */

let broker: FaultBroker;
let isBrokerUp = true;
let system: TestSystem;
let link: TcpProxy;

async function stopBroker(): Promise<void> {
  isBrokerUp = false;
  await broker.stop();
}

async function startBroker(): Promise<void> {
  await broker.start();
  isBrokerUp = true;
}

beforeAll(async () => {
  broker = await openFaultBroker(await chooseMachine());
});
afterAll(() => broker[Symbol.asyncDispose](), 60_000);

beforeEach(async () => {
  const { amqpUrl, managementUrl } = broker;
  system = await openTestSystem({ ...testServers(), amqpUrl, managementUrl });
  link = await openTcpProxy(system.vhost.url);
});
afterEach(async () => {
  if (!isBrokerUp) await startBroker();
  await system[Symbol.asyncDispose]();
  await link[Symbol.asyncDispose]();
});

const spoolDir = () => join(system.dir, 'spool');
const startSource = (env: Record<string, string> = {}, args: string[] = []) =>
  system.start('source', args, { AMQP_URL: link.url, SOURCE_NAME: 'web-1', SOURCE_SPOOL_DIR: spoolDir(), ...env });

/** Posts records that are numbered in their order; returns the statuses that came. */
async function post(source: App, from: number, count: number, perRequest = 200): Promise<number[]> {
  const statuses: number[] = [];
  for (let first = from; first < from + count; first += perRequest) {
    const records = Array.from({ length: Math.min(perRequest, from + count - first) }, (_, i) => ({
      ...{ service: 'shop', severity: 'INFO', message: `number ${first + i}` },
      timestamp: new Date(1_760_000_000_000 + first + i).toISOString(),
    }));
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(records) };
    const response = await fetch(`${source.url}/logs`, init);
    await response.text();
    statuses.push(response.status);
  }
  return statuses;
}

async function ledger(): Promise<{ total: Record<string, number>; rows: Record<string, number>[] }> {
  const answer = await fetch(`${system.search.url}/ledger`);
  return (await answer.json()) as Awaited<ReturnType<typeof ledger>>;
}

const ledgerTotal = async () => (await ledger()).total;

async function expectEachOnceInOrder(count: number): Promise<void> {
  await system.waitForTotal(count, 120_000);
  const found = (await system.findAll('order=asc&service=shop')).map(({ message }) => message);
  expect(found).toEqual(Array.from({ length: count }, (_, i) => `number ${i}`));
}

describe('with a spool', () => {
  it('20,000 records that came while RabbitMQ was away survive kill -9 of the source, and are stored once and in order', async () => {
    const first = await startSource({ AMQP_URL: system.vhost.url }).waitReady();
    expect(await post(first, 0, 1_000)).toEqual(Array(5).fill(200));
    await stopBroker();
    expect(new Set(await post(first, 1_000, 20_000))).toEqual(new Set([200]));
    expect((await fetch(`${first.healthUrl}/readyz`)).status).toBe(200);
    const { dependencies } = (await (await fetch(`${first.healthUrl}/readyz`)).json()) as {
      dependencies: Record<string, { ready: boolean }>;
    };
    expect(dependencies).toMatchObject({ 'rabbitmq source': { ready: false }, spool: { ready: true } });
    expect(await metricOf(first, 'logwarren_source_spool_records')).toBe(20_000);
    expect(await metricOf(first, 'logwarren_source_spool_bytes')).toBeGreaterThan(10_000);
    expect(await metricOf(first, 'logwarren_source_spool_segments')).toBeGreaterThan(0);
    expect(await metricOf(first, 'logwarren_source_spool_oldest_age_seconds')).toBeGreaterThan(0);
    first.kill('SIGKILL');
    await first.exited;

    const second = await startSource({ AMQP_URL: system.vhost.url }).waitReady();
    expect(await post(second, 21_000, 1_000)).toEqual(Array(5).fill(200));
    await startBroker();
    expect(await post(second, 22_000, 1_000)).toEqual(Array(5).fill(200));
    await system.start('collector').waitReady();
    await expectEachOnceInOrder(23_000);
    await waitFor('the spool is empty', async () => (await metricOf(second, 'logwarren_source_spool_segments')) === 0);
    expect(readdirSync(spoolDir())).toEqual([]);
    const total = await waitFor('the ledger settles', async () => {
      const seen = await ledgerTotal();
      return seen.inFlight === 0 && seen.stored === 23_000 ? seen : undefined;
    });
    expect(total).toMatchObject({ received: 23_000, stored: 23_000, dead: 0, difference: 0 });
  });

  it('a source that is killed again and again while it sends its spool repeats no record', async () => {
    const first = await startSource().waitReady();
    await link.shut();
    await post(first, 0, 20_000, 20);
    first.kill('SIGKILL');
    await first.exited;
    await link.open();
    await system.start('collector').waitReady();
    for (let kill = 0; kill < 3; kill++) {
      const victim = startSource();
      await victim.waitForLog(({ msg }) => msg === 'The spool is being sent.', 60_000);
      victim.kill('SIGKILL');
      await victim.exited;
    }
    const last = await startSource().waitReady();
    await waitFor('the spool is empty', async () => (await metricOf(last, 'logwarren_source_spool_segments')) === 0, {
      timeoutMs: 60_000,
    });
    await expectEachOnceInOrder(20_000);
    const total = await waitFor('the ledger settles', async () => {
      const seen = await ledgerTotal();
      return seen.inFlight === 0 ? seen : undefined;
    });
    expect(total).toMatchObject({ received: 20_000, stored: 20_000, difference: 0 });
  });

  it('what is still on disk while it is being sent is in flight in the ledger, and never a difference', async () => {
    const source = await startSource().waitReady();
    await link.shut();
    await post(source, 0, 4_000, 10);
    await link.open();
    // One message at a time is delivered and stored, slowly: the ledger is looked at all the while.
    await system.vhost.setPolicy('LogQueue', { 'max-length': 4 });
    await system.start('collector', [], { COLLECTOR_PREFETCH: '1', COLLECTOR_FLUSH_MS: '20' }).waitReady();
    const seen: Record<string, number>[] = [];
    await waitFor(
      'everything is stored',
      async () => {
        // While messages wait in RabbitMQ the total is not known, but what the rows know of is.
        const { rows, total } = await ledger();
        seen.push({ ...total, inFlight: rows.reduce((sum, { inFlight = 0 }) => sum + inFlight, 0) });
        return seen.at(-1)?.stored === 4_000;
      },
      { timeoutMs: 120_000 },
    );
    const partly = seen.filter(({ stored = 0 }) => stored > 0 && stored < 4_000);
    expect(partly.length).toBeGreaterThan(0);
    for (const total of partly)
      expect(total).toMatchObject({ received: 4_000, inFlight: 4_000 - (total.stored ?? 0), difference: 0 });
    await expectEachOnceInOrder(4_000);
  });

  it('standard input goes on while RabbitMQ is away, files wait, and the next start sends what is left', async () => {
    await link.shut();
    const file = join(system.dir, 'till.log');
    writeFileSync(file, '2026-11-21T10:00:00Z till INFO from a file\n');
    const source = await startSource({ SOURCE_SERVICE: 'shop' }, ['-', file]).waitListening();
    for (let i = 0; i < 3_000; i++)
      source.input.write(`{"severity":"info","message":"number ${i}","time":${1_760_000_000_000 + i}}\n`);
    source.input.end();
    await waitFor(
      'all of standard input is on disk',
      async () => (await metricOf(source, 'logwarren_source_spool_records')) === 3_000,
    );
    source.kill('SIGTERM');
    expect((await source.exited).code).toBe(0);
    await link.open();
    await system.start('collector').waitReady();
    const next = await startSource({ SOURCE_SERVICE: 'shop' }, [file]).waitReady();
    await system.waitForTotal(3_001);
    await waitFor('the spool is empty', async () => (await metricOf(next, 'logwarren_source_spool_segments')) === 0);
    const found = (await system.findAll('order=asc')).map(({ message }) => message);
    expect(found.filter((message) => message.startsWith('number'))).toEqual(
      Array.from({ length: 3_000 }, (_, i) => `number ${i}`),
    );
    expect(found).toContain('from a file');
  });

  it('a full spool answers 503 with Retry-After, loses nothing, and takes records again when it was sent', async () => {
    const source = await startSource({ SOURCE_SPOOL_BYTES: String(1024 * 1024) }).waitReady();
    await link.shut();
    const noise = () => Array.from({ length: 4_000 }, () => Math.random().toString(36).slice(2)).join('');
    const postNoise = () =>
      fetch(`${source.url}/logs?service=noise`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: noise(),
      });
    let accepted = 0;
    const refused = await waitFor('the spool is full', async () => {
      const response = await postNoise();
      await response.text();
      if (response.ok) accepted += 1;
      return response.ok ? undefined : response;
    });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await metricOf(source, 'logwarren_source_spool_bytes')).toBeLessThanOrEqual(1024 * 1024);
    await waitFor('the source says so', async () => (await fetch(`${source.healthUrl}/readyz`)).status === 503);
    await link.open();
    await system.start('collector').waitReady();
    await system.waitForTotal(accepted);
    await waitFor('records are taken again', async () => (await postNoise()).ok);
    await system.waitForTotal(accepted + 1);
  });

  it('a second source with the same directory ends with a clear error', async () => {
    await startSource().waitReady();
    const second = startSource();
    expect((await second.exited).code).toBe(1);
    expect(second.logs).toContainEqual(expect.objectContaining({ code: 'state-directory-in-use' }));
    expect(JSON.stringify(second.logs)).toContain('SOURCE_SPOOL_DIR');
  });

  it('a wrong password ends the source as soon as RabbitMQ answers', async () => {
    const source = startSource({ AMQP_URL: system.vhost.wrongPasswordUrl });
    expect((await source.exited).code).toBe(1);
  });
});
