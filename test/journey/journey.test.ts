import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_EXCHANGE } from '@logwarren/broker';
import { BATCH_TYPE, createBatchIds } from '@logwarren/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import type { TakenMessage } from '../harness/broker/vhost.ts';
import { letterClient } from '../harness/dead-letters.ts';
import { waitFor } from '../harness/wait-for.ts';

/** A log line from its origin to a search result, through real processes and real servers. */

let system: TestSystem;

beforeEach(async () => {
  system = await openTestSystem();
});

afterEach(async () => {
  await system[Symbol.asyncDispose]();
});

const accessLine = (i: number, status = 200) =>
  `203.0.113.${i % 256} - - [17/May/2026:10:05:${String(i % 60).padStart(2, '0')} +0000] "GET /item/${i} HTTP/1.1" ${status} ${100 + i} "-" "curl/8"`;

describe('the journey of a record', () => {
  it('ends in a search result with status, path and client as attributes', async () => {
    const path = join(system.dir, 'shop.log');
    writeFileSync(path, [accessLine(1), accessLine(2, 503), accessLine(3, 404)].map((line) => `${line}\n`).join(''));
    system.start('collector');
    system.start('source', ['--no-http', path]);
    await system.waitForTotal(3);
    const [failed, ...others] = await system.findAll('severity=ERROR');
    expect(others).toEqual([]);
    expect(failed).toMatchObject({ service: 'shop', severity: 'ERROR', timestamp: '2026-05-17T10:05:02.000Z' });
    expect(failed?.attributes).toMatchObject({
      'http.response.status_code': 503,
      'url.path': '/item/2',
      'client.address': '203.0.113.2',
    });
    expect(await system.findAll('text=%22/item/3%22')).toMatchObject([{ severity: 'WARN' }]);
  });

  it('is made once, whatever is started a second time', async () => {
    const path = join(system.dir, 'shop.log');
    writeFileSync(path, Array.from({ length: 500 }, (_, i) => `${accessLine(i)}\n`).join(''));
    system.start('collector');
    const first = system.start('source', ['--no-http', path]);
    await system.waitForTotal(500);
    first.kill('SIGTERM');
    expect(await first.exited).toMatchObject({ code: 0 });
    system.start('source', ['--no-http', path]);
    appendFileSync(path, `${accessLine(500)}\n`);
    await system.waitForTotal(501);
    const sizes = (await system.findAll('order=asc')).map(({ attributes }) => attributes?.['http.response.body.size']);
    expect(new Set(sizes).size).toBe(501);
  });

  it('survives two of three collectors being killed in the middle, once each', async () => {
    const lines = 30_000;
    const path = join(system.dir, 'shop.log');
    writeFileSync(
      path,
      Array.from({ length: lines }, (_, i) => `${accessLine(i, i % 50 === 0 ? 500 : 200)}\n`).join(''),
    );
    // Small flushes, so that there is a middle to be killed in.
    const slow = { COLLECTOR_FLUSH_RECORDS: '200', COLLECTOR_PREFETCH: '4' };
    const collectors = [1, 2, 3].map(() => system.start('collector', [], slow));
    await Promise.all(collectors.map((collector) => collector.waitReady()));
    system.start('source', ['--no-http', path]);
    for (const victim of collectors.slice(0, 2)) {
      const stored = await storedBy(victim.healthUrl, 1_000);
      expect(stored).toBeLessThan(lines);
      victim.kill('SIGKILL');
    }
    await system.waitForTotal(lines, 90_000);
    const sizes = (await system.findAll('')).map(({ attributes }) => attributes?.['http.response.body.size']);
    expect(sizes).toHaveLength(lines);
    expect(new Set(sizes).size).toBe(lines);
  });

  it('starts at any AMQP client, with plain lines and single JSON records', async () => {
    await system.start('collector').waitReady();
    const line = '2026-11-21T10:15:30Z payment ERROR card declined for order 4711';
    await system.vhost.publish(LOG_EXCHANGE, 'ERROR.payment', line, { content_type: 'text/plain' });
    const json = JSON.stringify({ service: 'cart', level: 'warn', msg: 'slow', traceId: 'ab'.repeat(16), ms: 1200 });
    await system.vhost.publish(LOG_EXCHANGE, 'WARN.cart', json);
    await system.waitForTotal(2);
    expect(await system.findAll('text=4711')).toMatchObject([
      {
        service: 'payment',
        severity: 'ERROR',
        message: 'card declined for order 4711',
        timestamp: '2026-11-21T10:15:30.000Z',
      },
    ]);
    expect(await system.findAll(`traceId=${'ab'.repeat(16)}`)).toMatchObject([
      { service: 'cart', attributes: { ms: 1200 } },
    ]);
  });

  it('ends among the dead letters for the one bad record, and in the store for the other 499', async () => {
    await system.start('collector').waitReady();
    const now = Date.now();
    const records: unknown[] = Array.from({ length: 500 }, (_, i) => ({
      timestamp: now + i,
      observedAt: now,
      message: `m${i}`,
    }));
    records[123] = { timestamp: 'never', observedAt: now, message: 'bad' };
    const body = JSON.stringify({ service: 'shop', severity: 'INFO', records });
    const properties = { type: BATCH_TYPE, message_id: createBatchIds()(), content_type: 'application/json' };
    await system.vhost.publish(LOG_EXCHANGE, 'INFO.shop', body, properties);
    await system.waitForTotal(499);
    const letters = letterClient((await system.start('search').waitReady()).url);
    const [letter] = await letters.waitFor(1);
    expect(letter).toMatchObject({ reason: 'record-invalid', service: 'shop', origin: { recordIndex: 123 } });
    expect((await letters.bytes(letter!.id)).toString()).toBe(JSON.stringify(records[123]));
  });

  it('reaches every queue that others bind to the exchange, in order for one service and severity', async () => {
    await system.start('collector').waitReady();
    await system.vhost.declareQueue('audit', {});
    await system.vhost.bind(LOG_EXCHANGE, 'audit', 'ERROR.#');
    const path = join(system.dir, 'shop.log');
    writeFileSync(
      path,
      Array.from({ length: 2_000 }, (_, i) => `${accessLine(i, i % 2 === 0 ? 500 : 200)}\n`).join(''),
    );
    system.start('source', ['--no-http', path]);
    await system.waitForTotal(2_000);
    const taken: TakenMessage[] = [];
    const recordsOf = () => taken.reduce((sum, { headers }) => sum + Number(headers.count), 0);
    await waitFor('all of them', async () => {
      taken.push(...(await system.vhost.take('audit', 100)));
      return recordsOf() >= 1_000;
    });
    const ids = taken.map(({ properties }) => properties.message_id);
    expect(ids).toEqual(ids.toSorted());
    expect(recordsOf()).toBe(1_000);
    expect(taken.every(({ routingKey }) => routingKey === 'ERROR.shop')).toBe(true);
  });
});

/** Waits until a collector reports at least so many stored records; returns the reported number. */
async function storedBy(healthUrl: string, records: number): Promise<number> {
  return await waitFor(`${records} records are stored by one collector`, async () => {
    const metrics = await (await fetch(`${healthUrl}/metrics`)).text();
    const stored = Number(/logwarren_records_stored_total\{[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0);
    return stored >= records ? stored : undefined;
  });
}
