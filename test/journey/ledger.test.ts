import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerJson } from '@logwarren/api';
import { LOG_EXCHANGE, LOG_QUEUE } from '@logwarren/broker';
import { BATCH_TYPE } from '@logwarren/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from '../harness/apps/run-command.ts';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { letterClient } from '../harness/dead-letters.ts';
import { testServers } from '../harness/test-servers.ts';
import { waitFor } from '../harness/wait-for.ts';

/** The ledger of a running system: it balances after every crash, and says so when it does not. */

let system: TestSystem;
let search: App;

beforeEach(async () => {
  system = await openTestSystem(testServers(), undefined, { SEARCH_LEDGER_MS: '1000' });
  search = system.search;
});

afterEach(async () => {
  await system[Symbol.asyncDispose]();
});

async function ledger(parameters = ''): Promise<LedgerJson> {
  return (await (await fetch(`${search.url}/ledger?${parameters}`)).json()) as LedgerJson;
}

let posted = 0;

async function post(source: App, service: string, count: number): Promise<void> {
  const records = Array.from({ length: count }, () => ({ service, message: `record ${posted++}` }));
  const response = await fetch(`${source.url}/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(records),
  });
  if (!response.ok) throw new Error(`answered ${response.status}`);
}

/**
 * Waits until the ledger says that nothing is on its way. Each reading asks RabbitMQ anew, and one that it answers too late
 * knows nothing (`inFlight` is null), so no reading stands for the next.
 *
 * @param received least number of records: collectors that have only just started have not looked at the queue yet
 */
const settled = (received = 0) => {
  const isSettled = async () => {
    const now = await ledger();
    if (now.total.received < received || now.total.inFlight !== 0) return undefined;
    return now.queues?.ready === 0 && now.queues.held === 0 ? now : undefined;
  };
  // The parts that a collector reported to hold count for 20 seconds after it was killed.
  return waitFor('nothing is on its way', isSettled, { timeoutMs: 60_000 });
};

/** Waits until `logwarren ledger` prints the text, for the same reason. */
const command = (text: string, searchUrl = search.url): Promise<CommandResult> => {
  let seen = '';
  const says = async () => {
    const result = await runCommand(['--search', searchUrl, 'ledger']);
    seen = result.out + result.errors;
    return result.out.includes(text) && result;
  };
  return waitFor(`the command says: ${text}`, says, { timeoutMs: 60_000, detail: () => seen });
};

describe('the ledger', () => {
  it('accounts for every record by source and service, dead ones included, and for what others publish', async () => {
    await system.start('collector').waitReady();
    const source = await system.start('source', [], { SOURCE_NAME: 'web-1' }).waitReady();
    for (const count of [10, 7]) await post(source, 'shop.api', count);
    await post(source, 'billing', 5);
    await system.vhost.publish(LOG_EXCHANGE, 'INFO.other', '2026-11-21T10:15:30Z other INFO hello');
    await system.vhost.publish(LOG_EXCHANGE, 'INFO.other', 'no batch', { type: BATCH_TYPE, message_id: 'x' });
    await system.waitForTotal(23);
    await letterClient(search.url).waitFor(1);
    const { balanced, rows, total } = await settled();
    expect(total).toEqual({ received: 24, stored: 23, dead: 1, shed: 0, inFlight: 0, difference: 0 });
    const shown = rows.map(({ source: name, service, received, stored, dead }) => [
      name,
      service,
      received,
      stored,
      dead,
    ]);
    expect(shown).toEqual([
      ['web-1', 'billing', 5, 5, 0],
      ['web-1', 'shop.api', 17, 17, 0],
      [null, 'other', 2, 1, 1],
    ]);
    expect(balanced).toBe(true);
    expect((await ledger('service=billing')).total.stored).toBe(5);
    expect((await ledger('to=2020-01-01')).rows).toEqual([]);
    const { code, out } = await command('\nBalanced.\n');
    expect(out).toMatch(/^web-1 +shop\.api +17 +17 +0 +0 +0 +0$/m);
    expect(out).toMatch(/Balanced\.\n$/);
    expect(code).toBe(0);
  });

  it('shows a message that was lost between source and store, also in the metric and as an exit code', async () => {
    const source = await system.start('source', [], { SOURCE_NAME: 'web-1' }).waitReady();
    for (const count of [3, 10, 7]) await post(source, 'shop', count);
    await post(source, 'fine', 4);
    // Takes the first message of the run without telling anybody, as a careless operator would purge it.
    await waitFor('it is taken', async () => (await system.vhost.take(LOG_QUEUE, 1)).length === 1);
    await system.start('collector').waitReady();
    await system.waitForTotal(21);
    const shown = await waitFor('the difference is shown', async () => {
      const now = await ledger();
      return now.balanced === false ? now : undefined;
    });
    expect(shown.rows.find(({ service }) => service === 'shop')).toMatchObject({
      received: 20,
      stored: 17,
      difference: 3,
    });
    expect(shown.rows.find(({ service }) => service === 'fine')).toMatchObject({ received: 4, difference: 0 });
    await waitFor('the metric says so', async () => {
      const text = await (await fetch(`${search.healthUrl}/metrics`)).text();
      return /^logwarren_ledger_difference_records\{[^}]*kind="missing"[^}]*\} 3$/m.test(text);
    });
    const { code } = await command('NOT BALANCED: 3 records are missing, 0 are stored twice.');
    expect(code).toBe(1);
  });

  it('does not say that it balances while messages wait and no collector runs, and says so again when they are stored', async () => {
    const collector = await system.start('collector').waitReady();
    const line = (i: number) => `2026-11-21T10:15:30Z other INFO message ${i}`;
    await system.vhost.publish(LOG_EXCHANGE, 'INFO.other', line(0));
    await system.waitForTotal(1);
    expect(await settled(1)).toMatchObject({ balanced: true, total: { inFlight: 0 } });
    collector.kill('SIGTERM');
    await collector.exited;
    for (let i = 1; i <= 300; i++) await system.vhost.publish(LOG_EXCHANGE, 'INFO.other', line(i));
    const waiting = await waitFor('RabbitMQ says what waits', async () => {
      const now = await ledger();
      return now.queues?.ready === 300 && now.queues.held === 0 ? now : undefined;
    });
    expect(waiting).toMatchObject({
      balanced: null,
      total: { received: 1, stored: 1, inFlight: null, difference: 0 },
    });
    expect(waiting.rows).toMatchObject([{ source: null, service: 'other', inFlight: null, difference: 0 }]);
    await waitFor('the metric says so', async () => {
      const text = await (await fetch(`${search.healthUrl}/metrics`)).text();
      return /^logwarren_ledger_waiting_messages\{[^}]*\} 300$/m.test(text);
    });
    const { code, out } = await command(
      'NOT KNOWN YET: the stored records add up. 300 messages wait in RabbitMQ, collectors hold 0.',
    );
    expect(out).toMatch(/^\(others\) +other +1 +1 +0 +0 +unknown +0$/m);
    expect(code).toBe(69);
    await system.start('collector').waitReady();
    await system.waitForTotal(301);
    expect(await settled(301)).toMatchObject({ balanced: true, total: { received: 301, inFlight: 0 } });
  });

  it('says that nothing is known while neither RabbitMQ nor a collector can be asked', async () => {
    const alone = await system.start('search', [], { AMQP_URL: 'amqp://127.0.0.1:1' }).waitReady();
    const now = (await (await fetch(`${alone.url}/ledger`)).json()) as LedgerJson;
    expect(now).toMatchObject({ balanced: null, queues: null, total: { inFlight: null, difference: 0 } });
    expect((await command('Neither RabbitMQ nor a collector says', alone.url)).code).toBe(69);
    // What collectors saw some seconds ago does not make it known.
    await system.start('collector').waitReady();
    const seen = await waitFor('the collector says what it sees', async () => {
      const later = (await (await fetch(`${alone.url}/ledger`)).json()) as LedgerJson;
      return later.queues?.held === 0 && later;
    });
    expect(seen).toMatchObject({ balanced: null, queues: { ready: 0, held: 0 }, total: { inFlight: null } });
    expect((await command('RabbitMQ cannot be asked', alone.url)).code).toBe(69);
  });

  it('balances when a source of files is killed, and its successor reads a range again', async () => {
    // More than a source has in flight at once, so that there is a middle to be killed in.
    const lines = 80_000;
    const path = join(system.dir, 'shop.log');
    const line = (i: number) => `2026-11-21T10:15:30Z shop INFO number ${i} ${'x'.repeat(150)}\n`;
    writeFileSync(path, Array.from({ length: lines }, (_, i) => line(i)).join(''));
    await system.start('collector').waitReady();
    for (let stored = 0, kills = 0; kills < 3 && stored < lines; kills++) {
      const source = system.start('source', ['--no-http', path]);
      stored = await waitFor('the source goes on', async () => {
        const now = (await ledger()).total.stored;
        return now > stored && now;
      });
      source.kill('SIGKILL');
    }
    system.start('source', ['--no-http', path]);
    await system.waitForTotal(lines, 90_000);
    const { balanced, total, rows } = await settled();
    expect(total).toEqual({ received: lines, stored: lines, dead: 0, shed: 0, inFlight: 0, difference: 0 });
    expect(balanced).toBe(true);
    expect(rows.length).toBeGreaterThan(1);
  });

  it('balances after kill -9 of sources and collectors under load, and after buckets were merged', async () => {
    const start = () => system.start('collector', [], { COLLECTOR_FLUSH_RECORDS: '100', COLLECTOR_PREFETCH: '4' });
    let collectors = [start(), start()];
    let confirmed = 0;
    for (let round = 0; round < 4; round++) {
      const source = await system.start('source', [], { SOURCE_NAME: `web-${round % 2}` }).waitReady();
      const load = Array.from({ length: 40 }, async (_, i) => {
        for (let n = 0; n < 10; n++) {
          await post(source, `service.${i % 4}`, 20);
          confirmed += 20;
        }
      });
      const all = Promise.allSettled(load);
      const before = confirmed;
      await waitFor('the load runs', () => confirmed > before + 500);
      for (const collector of collectors) collector.kill('SIGKILL');
      source.kill('SIGKILL');
      await all;
      collectors = [start(), start()];
    }
    const { total, rows, balanced } = await settled(confirmed);
    expect({ ...total, balanced }).toMatchObject({ difference: 0, dead: 0, stored: total.received, balanced: true });
    expect(new Set(rows.map(({ run }) => run)).size).toBe(4);
    const messages = (await system.findAll('')).map(({ message }) => message);
    expect(new Set(messages).size).toBe(total.stored);
    const retention = await system.start('retention', [], { MERGE_CRON: '* * * * * *' }).waitReady();
    await waitFor('buckets are merged', async () => {
      const text = await (await fetch(`${retention.healthUrl}/metrics`)).text();
      return /merged_buckets_total(?:\{[^}]*\})? [1-9]/.test(text);
    });
    expect((await settled(confirmed)).rows).toEqual(rows);
  });
});
