import { randomBytes, randomUUID } from 'node:crypto';
import { DEAD_EXCHANGE, DEAD_QUEUE, LOG_EXCHANGE, LOG_QUEUE, UNROUTED_QUEUE } from '@logwarren/broker';
import { BATCH_TYPE, createBatchIds, recordId } from '@logwarren/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { letterClient } from '../harness/dead-letters.ts';
import { waitFor } from '../harness/wait-for.ts';
import { expectEachOnce, line, publishUnrouted } from './unrouted.ts';

/** Dead letters from the failure to their second chance, through real processes and real servers. */

let system: TestSystem;
let letters: ReturnType<typeof letterClient>;
const nextBatchId = createBatchIds();

beforeEach(async () => {
  system = await openTestSystem();
  letters = letterClient(system.search.url);
});
afterEach(async () => {
  await system[Symbol.asyncDispose]();
});

const publish = (payload: string, properties: Record<string, unknown> = {}, routingKey = 'INFO.shop_api') =>
  system.vhost.publish(LOG_EXCHANGE, routingKey, payload, properties);

async function metric({ healthUrl }: App, name: string): Promise<number> {
  const text = await (await fetch(`${healthUrl}/metrics`)).text();
  const values = text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'gm'));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}

describe('a dead letter', () => {
  it('is found with its reason, its bytes and its origin, by reason, service and time', async () => {
    await system.start('collector').waitReady();
    const now = Date.now();
    const records = ['good', 'bad', 'good'].map((message) => ({ timestamp: now, observedAt: now, message }));
    Object.assign(records[1]!, { timestamp: 'never' });
    const body = JSON.stringify({ service: 'shop.api', severity: 'INFO', records });
    const batchId = nextBatchId();
    const headers = { source: 'web-1', run: 'r1', count: 3 };
    await publish(body, { type: BATCH_TYPE, message_id: batchId, headers });
    await publish('no batch at all', { type: BATCH_TYPE, message_id: 'x1' }, 'WARN.other');
    const [other, one] = await letters.waitFor(2).then((all) => all.toSorted((a, b) => (a.reason < b.reason ? -1 : 1)));
    expect(one).toMatchObject({
      ...{ state: 'kept', reason: 'record-invalid', service: 'shop.api', records: 1, count: 1 },
      origin: { queue: LOG_QUEUE, routingKey: 'INFO.shop_api', messageId: batchId, host: 'web-1', recordIndex: 1 },
    });
    expect(one?.explanation).toContain('timestamp');
    expect(Date.parse(one!.firstFailedAt)).toBeGreaterThanOrEqual(now);
    expect((await letters.get(one!.id)).preview?.text).toBe(JSON.stringify(records[1]));
    expect(await letters.bytes(one!.id)).toEqual(Buffer.from(JSON.stringify(records[1])));
    expect(other).toMatchObject({ reason: 'body-not-json', service: 'other' });
    const ids = async (parameters: string) => (await letters.list(parameters)).map(({ id }) => id);
    expect(await ids('reason=record-invalid')).toEqual([one?.id]);
    expect(await ids('service=shop.api')).toEqual([one?.id]);
    expect(await ids(`from=${now + 3_600_000}`)).toEqual([]);
    expect(new Set(await ids('limit=1'))).toEqual(new Set([one?.id, other?.id]));
    // Looking takes nothing away, here and in RabbitMQ.
    expect(await ids('')).toHaveLength(2);
    expect(await system.vhost.take(DEAD_QUEUE, 10)).toEqual([]);
  });

  it('that no queue was bound for is kept, and is found when it is replayed', async () => {
    await system.start('collector').waitReady();
    await publishUnrouted(system, 3);
    const kept = await letters.waitFor(3, 'reason=unrouted');
    expect(kept[0]).toMatchObject({ service: 'shop_api', origin: { queue: UNROUTED_QUEUE } });
    expect(await letters.list('service=shop.api')).toHaveLength(3);
    expect(await letters.replay({ filter: { reason: 'unrouted' } })).toMatchObject({ requested: 3, complete: true });
    await system.waitForTotal(3);
    await letters.waitFor(3, 'state=replayed');
    await expectEachOnce(system, 3);
  });

  it('of a message that only app_id gives a service is of that service when it is replayed', async () => {
    await system.start('collector').waitReady();
    await system.vhost.unbind(LOG_EXCHANGE, LOG_QUEUE, '#');
    await publish('card declined', { app_id: 'billing' }, 'events');
    await system.vhost.bind(LOG_EXCHANGE, LOG_QUEUE, '#');
    const [letter] = await letters.waitFor(1);
    await letters.replay({ ids: [letter!.id] });
    await system.waitForTotal(1);
    expect(await system.findAll('')).toMatchObject([{ service: 'billing', message: 'card declined' }]);
  });

  it('of one record is stored by its replay, also when nothing in its message has a date', async () => {
    await system.start('collector').waitReady();
    await buryReadableRecord('00000000-1234-7123-8123-456789ab0000', 3);
    const [letter] = await letters.waitFor(1);
    await letters.replay({ ids: [letter!.id] });
    await system.waitForTotal(1);
    await letters.waitFor(1, 'state=replayed');
  });

  it('of an element of an array is judged at its replay as it was in its array, and is not stored as a text', async () => {
    await system.start('collector').waitReady();
    const messageId = randomUUID();
    await publish('[{"message":"good"},[5,null],"text"]', { message_id: messageId }, 'INFO.web');
    const first = await letters.waitFor(2, 'reason=record-invalid');
    await system.waitForTotal(1);
    expect(await letters.replay({ filter: {}, dryRun: true })).toMatchObject({ succeed: 0, fail: 2 });
    await letters.replay({ ids: first.map(({ id }) => id) });
    const again = await waitFor('both have failed again', async () => {
      const found = await letters.list('state=kept');
      return found.length === 2 && found.every(({ count }) => count === 2) ? found : undefined;
    });
    const told = ({ id, reason, explanation, sizeBytes }: (typeof first)[number]) => ({
      id,
      reason,
      explanation,
      sizeBytes,
    });
    expect(again.map(told)).toEqual(expect.arrayContaining(first.map(told)));
    expect(await letters.list()).toHaveLength(2);
    const bodies = await Promise.all(again.map(async ({ id }) => (await letters.bytes(id)).toString()));
    expect(bodies.toSorted()).toEqual(['"text"', '[5,null]']);
    expect(await system.findAll('')).toMatchObject([{ message: 'good' }]);
  });

  it('that RabbitMQ gave up after a hundred deliveries says so, and can be stored after all', async () => {
    // Whoever connects first declares the queues.
    await system.start('source').waitReady();
    await publish(line(1), { message_id: 'poison', timestamp: 1_795_255_200 });
    let deliveries = 0;
    while ((await system.vhost.rejectFirst(LOG_QUEUE)) !== undefined) deliveries += 1;
    expect(deliveries).toBe(101);
    await system.start('collector').waitReady();
    const [letter] = await letters.waitFor(1);
    const origin = { queue: LOG_QUEUE, messageId: 'poison' };
    expect(letter).toMatchObject({ reason: 'delivery-limit-exceeded', origin });
    expect(Math.abs(Date.parse(letter!.lastFailedAt) - Date.now())).toBeLessThan(120_000);
    await letters.replay({ ids: [letter!.id] });
    await system.waitForTotal(1);
    await letters.waitFor(1, 'state=replayed');
  });

  it('as large as RabbitMQ takes messages keeps all of its bytes', async () => {
    const collector = await system.start('collector').waitReady();
    const bytes = randomBytes(9 * 1024 * 1024).toString('base64');
    await publish(bytes, { message_id: 'big', content_encoding: 'zstd' });
    const [letter] = await letters.waitFor(1);
    expect(letter).toMatchObject({ reason: 'body-corrupt', sizeBytes: bytes.length });
    expect((await letters.bytes(letter!.id)).equals(Buffer.from(bytes))).toBe(true);
    await letters.replay({ ids: [letter!.id] });
    await waitFor('it has failed again', async () => (await letters.get(letter!.id)).count === 2);
    expect((await letters.bytes(letter!.id)).equals(Buffer.from(bytes))).toBe(true);
    expect(collector.running).toBe(true);
  });

  it('waits in RabbitMQ while MongoDB is away, also when its keeper is killed, and is kept once when it is back', async () => {
    await using proxy = await openTcpProxy(system.mongoUrl);
    const collector = await system.start('collector', [], { MONGO_URL: proxy.url }).waitReady();
    await proxy.shut();
    const properties = () => ({ message_id: randomUUID(), headers: { 'x-logwarren-reason': 'body-not-json' } });
    for (let i = 0; i < 40; i++) await system.vhost.publish(DEAD_EXCHANGE, 'INFO.shop', `{${i}`, properties());
    expect(await letters.list()).toEqual([]);
    // The keeper holds letters that it could not keep.
    const isTaken = async () => (await metric(collector, 'logwarren_broker_delivered_total')) > 0;
    await waitFor('a letter is in the hands of the keeper', isTaken);
    collector.kill('SIGKILL');
    await proxy.open();
    system.start('collector');
    const kept = await letters.waitFor(40);
    expect(kept.every(({ count }) => count === 1)).toBe(true);
    expect(await system.vhost.take(DEAD_QUEUE, 10)).toEqual([]);
  });
});

/** A letter as a collector writes it that did not understand the record; this version does. */
async function buryReadableRecord(batchId: string, index: number): Promise<void> {
  const record = JSON.stringify({ timestamp: Date.now(), observedAt: Date.now(), message: `record ${index}` });
  await system.vhost.publish(DEAD_EXCHANGE, 'INFO.shop_api', record, {
    message_id: recordId(batchId, index),
    headers: {
      'x-logwarren-reason': 'record-invalid',
      'x-logwarren-message-id': batchId,
      'x-logwarren-batch-id': batchId,
      'x-logwarren-record-index': index,
      'x-logwarren-service': 'shop.api',
      'x-logwarren-severity': 'INFO',
    },
  });
}
