import { DEAD_EXCHANGE, LOG_EXCHANGE } from '@logwarren/broker';
import { BATCH_TYPE, createBatchIds, recordId } from '@logwarren/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { letterClient } from '../harness/dead-letters.ts';
import { waitFor } from '../harness/wait-for.ts';
import { expectEachOnce, publishUnrouted } from './unrouted.ts';

/** Replays, the second chance of dead letters, through real processes and real servers. */

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

describe('a replay', () => {
  it('says first what would be stored and what would fail again, and changes nothing', async () => {
    await system.start('collector').waitReady();
    await buryReadableRecord(nextBatchId(), 7);
    await publish('no batch at all', { type: BATCH_TYPE, message_id: 'x1' });
    const [one, other] = await letters.waitFor(2);
    const readable = one?.reason === 'record-invalid' ? one : other;
    const forecast = await letters.replay({ filter: {}, dryRun: true });
    expect(forecast).toMatchObject({ dryRun: true, succeed: 1, fail: 1, complete: true });
    expect(forecast).toMatchObject({ letters: expect.arrayContaining([{ id: readable?.id, succeeds: true }]) });
    expect(forecast).toMatchObject({
      letters: expect.arrayContaining([expect.objectContaining({ succeeds: false, reason: 'body-not-json' })]),
    });
    expect(await letters.discard({ filter: {}, dryRun: true })).toMatchObject({ discarded: 2 });
    expect(await letters.list('state=kept')).toHaveLength(2);
  });

  it('stores a record under the id that it would have had, once, however often it is asked for', async () => {
    await system.start('collector').waitReady();
    const batchId = nextBatchId();
    await buryReadableRecord(batchId, 7);
    const [letter] = await letters.waitFor(1);
    for (let i = 0; i < 3; i++) {
      expect(await letters.replay({ ids: [letter!.id, letter!.id] })).toMatchObject({ requested: 1 });
      await letters.waitFor(1, 'state=replayed');
    }
    await waitFor('the queue is empty', async () => (await system.findAll('')).length === 1);
    const found = await system.findAll('');
    expect(found).toMatchObject([{ id: recordId(batchId, 7), service: 'shop.api', message: 'record 7' }]);
  });

  it('of what fails again brings it back, counted, and a discarded letter can be replayed by its id', async () => {
    await system.start('collector').waitReady();
    await publish('no batch at all', { type: BATCH_TYPE, message_id: 'x1' });
    const [letter] = await letters.waitFor(1);
    await letters.replay({ ids: [letter!.id] });
    const again = await waitFor('it has failed again', async () => {
      const found = await letters.get(letter!.id);
      return found.count === 2 ? found : undefined;
    });
    expect(again).toMatchObject({ state: 'kept', firstFailedAt: letter?.firstFailedAt });
    expect(Date.parse(again.lastFailedAt)).toBeGreaterThan(Date.parse(letter!.lastFailedAt));
    expect(await letters.discard({ ids: [letter!.id] })).toMatchObject({ discarded: 1 });
    expect(await letters.list()).toEqual([]);
    expect(await letters.replay({ filter: {} })).toMatchObject({ requested: 0 });
    expect(await letters.replay({ ids: [letter!.id] })).toMatchObject({ requested: 1 });
    await waitFor('it has failed a third time', async () => (await letters.get(letter!.id)).count === 3);
  });

  it('survives kill -9 of collectors and search in the middle of it, and stores each record once', async () => {
    const count = 1_500;
    const start = () => system.start('collector', [], { COLLECTOR_FLUSH_RECORDS: '50', COLLECTOR_PREFETCH: '8' });
    let collectors = [start(), start()];
    await Promise.all(collectors.map((collector) => collector.waitReady()));
    await publishUnrouted(system, count);
    await letters.waitFor(count, '', 60_000);
    const asked = await system.start('search').waitReady();
    expect(await letterClient(asked.url).replay({ filter: {} })).toMatchObject({ requested: count });
    asked.kill('SIGKILL');
    // The first kill comes at once: before another search is up, or has counted, a fast machine has stored all of them.
    for (let kills = 0, stored = 0; kills < 4 && stored < count; kills++) {
      for (const collector of collectors) collector.kill('SIGKILL');
      collectors = [start(), start()];
      const total = async () => (await system.findAll('')).length;
      stored = await waitFor('the replay goes on', async () => (await total()) > stored && (await total()));
    }
    letters = letterClient((await system.start('search').waitReady()).url);
    await system.waitForTotal(count, 120_000);
    await letters.waitFor(count, 'state=replayed', 60_000);
    await expectEachOnce(system, count);
  });
});
