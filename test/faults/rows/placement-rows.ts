import { encodeBatch, type OutgoingMessage, openPublisher } from '@logwarren/broker';
import { batchIdFrom, createBatchIds, toColumns } from '@logwarren/contract';
import type { Store } from '@logwarren/store';
import { rollPartition } from '@logwarren/store/admin';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { brokerOptions } from '../../harness/broker/broker-options.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun, sleep } from '../fault-run.ts';
import { storeOf } from './store-faults.ts';

/**
 * Rows about the place of a record: it is stored once, whatever day MongoDB, a source or a message shows.
 *
 * `rollPartition` simulates midnight: it does the same as a collector when the day of MongoDB's clock is over. No other
 * process does anything at midnight.
 */

const DAY_MS = 86_400_000;
const RECORDS = 5;
const nextId = createBatchIds();

/** A batch whose id is dated so many days away. Its records have the present time, because searches end there. */
function batchOf(service: string, days: number): OutgoingMessage {
  const id = nextId();
  const digest = Buffer.from(id.replaceAll('-', ''), 'hex').subarray(8);
  const timestamp = Date.now();
  const records = Array.from({ length: RECORDS }, (_, i) => ({
    timestamp,
    observedAt: timestamp,
    message: `no. ${i}`,
  }));
  return encodeBatch({
    id: batchIdFrom(timestamp + days * DAY_MS, 0, digest),
    service,
    severity: 'INFO',
    records: toColumns(records),
  });
}

async function publishAll(run: FaultRun, messages: readonly OutgoingMessage[]): Promise<void> {
  await using publisher = await openPublisher(brokerOptions(run.system.vhost.url, 'of-the-row'));
  await Promise.all(messages.map((message) => publisher.publish(message)));
}

const countStored = async (run: FaultRun, service: string) => (await run.system.findAll(`service=${service}`)).length;
const partitionsOf = (store: Store) => store.db.collection<{ _id: string; sealedAt?: Date }>('partitions');

/** Waits until collectors have recognised so many records as stored before, or have stored them again. */
async function waitSettled(run: FaultRun, service: string, records: number): Promise<void> {
  const duplicates = () => run.collectorMetric('logwarren_records_duplicate_total');
  await waitFor('repeats are settled', async () => (await duplicates()) + (await countStored(run, service)) >= records);
}

export const midnight: FaultRow = {
  row: '31a',
  name: 'midnight between two deliveries of a message, and while collectors are killed with -9, repeats no record',
  async run(bench) {
    await using run = await openFaultRun(bench, {
      ownServices: ['midnight'],
      collectorEnv: { COLLECTOR_FLUSH_RECORDS: '100', COLLECTOR_PREFETCH: '16' },
    });
    await using store = await storeOf(run);
    run.startLoad();
    const messages = Array.from({ length: 40 }, (_, i) => batchOf('midnight', i % 2));
    await publishAll(run, messages);
    const wanted = messages.length * RECORDS;
    await waitFor('all are stored', async () => (await countStored(run, 'midnight')) >= wanted);
    const nights = 6;
    for (let night = 0; night < nights; night++) {
      await run.load.waitConfirmed(200);
      const victim = run.collectors.find((app) => app.running)!;
      await Promise.all([rollPartition(store), sleep(bench.random() * 100).then(() => run.kill(victim))]);
      await run.startCollector().waitReady(90_000);
    }
    await publishAll(run, messages);
    await waitSettled(run, 'midnight', 2 * wanted);
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    const stored = await countStored(run, 'midnight');
    expect(`twice ${stored - wanted}, of ${wanted}`).toBe(`twice 0, of ${wanted}`);
    expect(await partitionsOf(store).countDocuments({ sealedAt: { $exists: false } }), 'written to').toBe(1);
    return { report, seen: `${nights} midnights and kills, ${report.redelivered} redelivered` };
  },
};

export const daysOff: FaultRow = {
  row: '31b',
  name: 'batches of sources whose clocks are up to a year off, on hundreds of days, lie in one partition, each once',
  async run(bench) {
    await using run = await openFaultRun(bench, { ownServices: ['days-off'] });
    await using store = await storeOf(run);
    run.startLoad();
    const messages = Array.from({ length: 360 }, (_, i) => batchOf('days-off', (i - 180) * 2));
    const wanted = messages.length * RECORDS;
    await publishAll(run, messages);
    await waitFor('all are stored', async () => (await countStored(run, 'days-off')) >= wanted);
    expect(await partitionsOf(store).countDocuments(), 'partitions').toBe(1);
    await rollPartition(store);
    const late = Array.from({ length: 40 }, (_, i) => batchOf('days-off', (i - 20) * 2));
    await publishAll(run, [...messages, ...late]);
    const all = wanted + late.length * RECORDS;
    await waitSettled(run, 'days-off', wanted + all);
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    expect(await countStored(run, 'days-off')).toBe(all);
    expect(await partitionsOf(store).countDocuments(), 'partitions').toBe(2);
    return { report, seen: '360 days, 2 partitions' };
  },
};

export const backlogOfDays: FaultRow = {
  row: '31c',
  name: 'a backlog of three days, delivered again to other collectors on another day, is stored once',
  async run(bench) {
    await using run = await openFaultRun(bench, {
      ...{ collectors: 0, ownServices: ['backlog'] },
      collectorEnv: { COLLECTOR_FLUSH_RECORDS: '50', COLLECTOR_FLUSH_MS: '20', COLLECTOR_PREFETCH: '64' },
    });
    await using store = await storeOf(run);
    const messages = [-3, -2, -1].flatMap((day) => Array.from({ length: 100 }, () => batchOf('backlog', day)));
    const wanted = messages.length * RECORDS;
    await publishAll(run, messages);
    run.startLoad();
    await run.load.waitConfirmed(500);
    const kills = 4;
    for (let kill = 0; kill < kills; kill++) {
      const victim = run.startCollector();
      await waitFor('some of it is stored', async () => (await metricOf(victim, 'logwarren_records_stored_total')) > 0);
      await run.kill(victim);
      await rollPartition(store);
    }
    run.startCollector();
    run.startCollector();
    await waitFor('all is stored', async () => (await countStored(run, 'backlog')) >= wanted);
    await publishAll(run, messages);
    await waitSettled(run, 'backlog', 2 * wanted);
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    const stored = await countStored(run, 'backlog');
    expect(`twice ${stored - wanted}, of ${wanted}`).toBe(`twice 0, of ${wanted}`);
    expect(await partitionsOf(store).countDocuments()).toBeLessThanOrEqual(kills + 1);
    return { report, seen: `${kills} kills and midnights, ${wanted} records of three days` };
  },
};

export const poisonedPartition: FaultRow = {
  row: '31d',
  name: 'messages of a day whose partition cannot be asked wait by themselves, and hold up nothing else',
  async run(bench) {
    await using run = await openFaultRun(bench, { ownServices: ['poisoned'] });
    await using store = await storeOf(run);
    run.startLoad();
    await run.load.waitConfirmed(300);
    const yesterday = await oldPartition(store);
    const session = store.client.startSession();
    session.startTransaction();
    await store.db.collection(`buckets_${yesterday}`).insertOne({ batches: [] }, { session });
    // More than two flushes of them, which once stopped a collector.
    const messages = Array.from({ length: 40 }, () => batchOf('poisoned', -1));
    await publishAll(run, messages);
    await run.waitAbove('a flush has failed', 'logwarren_store_failures_total');
    await run.recovered();
    await run.load.waitConfirmed(1_000);
    await run.recovered();
    expect(await countStored(run, 'poisoned'), 'what cannot be told to be new').toBe(0);
    await session.abortTransaction();
    await session.endSession();
    const wanted = messages.length * RECORDS;
    await waitFor('they are stored', async () => (await countStored(run, 'poisoned')) >= wanted);
    const report = await run.finish();
    expectBalanced(report);
    expect(await countStored(run, 'poisoned')).toBe(wanted);
    expect(report.redelivered).toBe(0);
    return { report, seen: `${await run.collectorMetric('logwarren_store_failures_total')} failed attempts` };
  },
};

/** Makes a partition of yesterday in the form of the last version, and returns its name. */
async function oldPartition(store: Store): Promise<string> {
  const [entry] = await partitionsOf(store).find().toArray();
  const day = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  const { days: _days, v: _v, ...rest } = entry as { _id: string; days?: string[]; v?: number };
  const _id = `default_${day}`;
  for (const kind of ['buckets', 'records']) await store.db.createCollection(`${kind}_${_id}`);
  await partitionsOf(store).insertOne({ ...rest, _id, day } as { _id: string });
  return _id;
}

const UNAUTHORIZED = 13;

export const mongoRefuses: FaultRow = {
  row: '31e',
  name: 'a MongoDB that refuses every write says so in /readyz and in a warning, and all is stored when it no longer does',
  async run(bench) {
    await using run = await openFaultRun(bench, { collectors: 1 });
    const [collector] = run.collectors;
    run.startLoad();
    await run.load.waitConfirmed(300);
    const set = (mode: string) =>
      bench.mongo.command({
        ...{ configureFailPoint: 'failCommand', mode },
        data: { failCommands: ['insert'], errorCode: UNAUTHORIZED },
      });
    await set('alwaysOn');
    try {
      const warned = await collector!.waitForLog(({ msg }) => msg.startsWith('MongoDB refuses to store'));
      expect(warned).toMatchObject({ code: UNAUTHORIZED });
      const response = await fetch(`${collector!.healthUrl}/readyz`);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('MongoDB refuses to store');
      await run.load.waitConfirmed(500);
      const warnings = collector!.logs.filter(({ msg }) => msg.startsWith('MongoDB refuses to store'));
      expect(warnings, 'once for a change, then each minute').toHaveLength(1);
    } finally {
      await set('off');
    }
    await run.recovered();
    await waitFor('it is ready again', async () => (await fetch(`${collector!.healthUrl}/readyz`)).ok);
    const report = await run.finish();
    expectBalanced(report);
    expect(report.redelivered).toBe(0);
    return { report, seen: 'code 13 for every insert' };
  },
};
