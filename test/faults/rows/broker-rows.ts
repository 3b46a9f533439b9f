import { LOG_EXCHANGE, LOG_QUEUE, MONITORING_QUEUE, UNROUTED_EXCHANGE, UNROUTED_QUEUE } from '@logwarren/broker';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import { recordsIn, takeMessages } from '../dead-records.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun, sleep } from '../fault-run.ts';
import { readLedgers } from '../load/ledger.ts';

const OWN_QUEUE = 'shop-copy';
/** Kills of a broker while clients set up their channels with it. */
const KILLS = 20;

/** The processes present at the start: a restart of the broker must end none of them. */
function expectAllRunning(run: FaultRun): void {
  for (const app of [run.source, ...run.collectors]) expect(app.running, `${app.name} has ended`).toBe(true);
}

/** A request that gets 503 from a source that takes nothing, and 400 otherwise. */
function askToTake(run: FaultRun): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${run.source.url}/logs`, { method: 'POST', headers, body: 'no JSON' });
}

async function expectConsumers(run: FaultRun, count: number): Promise<void> {
  const consumers = async () => Number((await run.system.vhost.queue(LOG_QUEUE)).consumers);
  await expect.poll(consumers, { timeout: 30_000, interval: 500, message: 'consumers of LogQueue' }).toBe(count);
}

export const brokerKilled: FaultRow = {
  row: '4a',
  name: 'a broker killed with -9 under load loses no confirmed record, in LogQueue nor in a classic queue of a user',
  async run(bench) {
    await using run = await openFaultRun(bench);
    await run.system.vhost.declareQueue(OWN_QUEUE, { 'x-queue-type': 'classic' });
    await run.system.vhost.bind(LOG_EXCHANGE, OWN_QUEUE, '#');
    run.startLoad();
    for (let kill = 0; kill < 2; kill++) {
      await run.load.waitConfirmed(800);
      await sleep(bench.random() * 500);
      await bench.broker.kill();
      await bench.broker.start();
      await run.recovered();
    }
    expectAllRunning(run);
    const report = await run.finish();
    expectBalanced(report);
    const copied = new Set(recordsIn(await takeMessages(run.system.vhost, OWN_QUEUE)).map(({ sequence }) => sequence));
    const { confirmed } = readLedgers(run.load.ledger);
    const missing = [...confirmed].filter((sequence) => !copied.has(sequence));
    expect(`lost ${missing.length} of the copies in a classic queue`).toBe('lost 0 of the copies in a classic queue');
    expect(report.peakRssMiB.source).toBeLessThan(300);
    return { report, seen: '2 kills, copies in a classic queue complete' };
  },
};

export const brokerKilledOften: FaultRow = {
  row: '4b',
  name: 'a broker killed again as soon as clients set up their channels ends no process',
  timeoutMs: 600_000,
  async run(bench) {
    await using run = await openFaultRun(bench);
    run.startLoad();
    await run.load.waitConfirmed(300);
    for (let kill = 0; kill < KILLS; kill++) {
      await bench.broker.kill();
      await bench.broker.start();
      await sleep(bench.random() * 1_500);
    }
    await run.recovered();
    expectAllRunning(run);
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `${KILLS} kills` };
  },
};

export const brokerRestarted: FaultRow = {
  row: '5a',
  name: 'a broker that restarts in order, and closes all connections, has all its consumers back within 30 s',
  async run(bench) {
    await using run = await openFaultRun(bench, { collectors: 3 });
    run.startLoad();
    await run.load.waitConfirmed(600);
    await bench.broker.stop();
    await bench.broker.start();
    await expectConsumers(run, 3);
    await run.load.waitConfirmed(600);
    await run.system.vhost.closeConnections();
    await expectConsumers(run, 3);
    await run.recovered();
    expectAllRunning(run);
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: 'restart, connections closed' };
  },
};

export const queueDeleted: FaultRow = {
  row: '5b',
  name: 'a LogQueue that somebody deletes is declared again, and its consumers come back within 30 s',
  async run(bench) {
    await using run = await openFaultRun(bench);
    run.startLoad();
    await run.load.waitConfirmed(300);
    // Deleting a queue deletes its messages too, so none must wait.
    await run.load.stop();
    await waitFor('the queue is empty', async () => (await run.system.vhost.queue(LOG_QUEUE)).messages === 0);
    await sleep(2_000);
    await run.system.vhost.deleteQueue(LOG_QUEUE);
    await expectConsumers(run, 2);
    run.startLoad();
    await run.load.waitConfirmed(300);
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: 'deleted once' };
  },
};

/** @param alarm rabbitmqctl's arguments that raise it @param clear those that end it */
function alarmRow(row: string, kind: string, alarm: string[], clear: string[]): FaultRow {
  return {
    row,
    name: `a ${kind} alarm stops sources, which say so and hold no more than before, while collectors go on`,
    async run(bench) {
      await using run = await openFaultRun(bench);
      run.startLoad();
      await run.load.waitConfirmed(1_000);
      const rssBefore = await metricOf(run.source, 'process_resident_memory_bytes');
      await bench.broker.ctl(...alarm);
      try {
        await waitFor(
          'the source is blocked',
          async () => (await metricOf(run.source, 'logwarren_broker_blocked')) > 0,
        );
        expect((await askToTake(run)).status).toBe(503);
        const waiting = async () => (await run.system.vhost.queue(LOG_QUEUE)).messages === 0;
        await waitFor('collectors have worked the queue off', waiting);
        const confirmed = run.load.confirmed;
        await sleep(8_000);
        expect(run.load.confirmed, 'confirms during the alarm').toBe(confirmed);
        const grownMiB = ((await metricOf(run.source, 'process_resident_memory_bytes')) - rssBefore) / 2 ** 20;
        expect(grownMiB).toBeLessThan(50);
      } finally {
        await bench.broker.ctl(...clear);
      }
      await run.recovered();
      expect(run.source.logs.filter(({ msg }) => msg.startsWith('The broker blocks'))).toHaveLength(1);
      const report = await run.finish();
      expectBalanced(report);
      return { report, seen: 'held 8 s' };
    },
  };
}

export const memoryAlarm: FaultRow = alarmRow(
  '12a',
  'memory',
  ['set_vm_memory_high_watermark', 'absolute', '1MB'],
  ['set_vm_memory_high_watermark', '0.6'],
);
export const diskAlarm: FaultRow = alarmRow(
  '12b',
  'disk',
  ['set_disk_free_limit', '99999GB'],
  ['set_disk_free_limit', '50MB'],
);

export const unroutable: FaultRow = {
  row: '17',
  name: 'records that no queue takes are confirmed to nobody, and go out again when there is a queue',
  async run(bench) {
    // Only INFO, for which LogQueue alone is bound: then a missing binding leaves no queue at all.
    await using run = await openFaultRun(bench, { errorEvery: 0 });
    const { vhost } = run.system;
    run.startLoad();
    for (let time = 0; time < 3; time++) {
      // The source declares missing objects as soon as a record comes back, so confirms continue.
      await run.load.waitConfirmed(500);
      await ifThere(vhost.unbind(UNROUTED_EXCHANGE, UNROUTED_QUEUE, ''));
      await ifThere(vhost.unbind(LOG_EXCHANGE, LOG_QUEUE, '#'));
      await sleep(500 + bench.random() * 500);
    }
    await run.load.waitConfirmed(500);
    await vhost.bind(LOG_EXCHANGE, LOG_QUEUE, '#');
    await run.recovered();
    const returned = await metricOf(run.source, 'logwarren_broker_returned_total');
    const report = await run.finish();
    expectBalanced(report);
    expect(returned).toBeGreaterThan(0);
    return { report, seen: `bindings removed 3 times, ${returned} messages came back` };
  },
};

/** Removes an object that may be gone already. */
async function ifThere(removed: Promise<void>): Promise<void> {
  await removed.catch((error: Error) => {
    if (!error.message.includes('404')) throw error;
  });
}

export const queueFull: FaultRow = {
  row: '18',
  name: 'a full LogQueue pushes back on sources, MonitoringQueue is still fed, and all of it is stored when there is room',
  async run(bench) {
    await using run = await openFaultRun(bench, { collectors: 0 });
    const { vhost } = run.system;
    await vhost.setPolicy(LOG_QUEUE, { 'max-length': 50 });
    await sleep(2_000);
    run.startLoad();
    await waitFor('the broker refuses', async () => (await metricOf(run.source, 'logwarren_broker_nacked_total')) > 0);
    await waitFor('the source refuses', async () => {
      const response = await askToTake(run);
      return response.status === 503 && response.headers.has('retry-after');
    });
    const confirmed = run.load.confirmed;
    await sleep(5_000);
    expect(run.load.confirmed - confirmed, 'confirms while it is full').toBeLessThan(100);
    // The API's counters are behind.
    const waiting = await waitFor('MonitoringQueue is fed', async () => {
      return Number((await vhost.queue(MONITORING_QUEUE)).messages) || false;
    });
    run.startCollector();
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `full at 50 messages, ${waiting} in MonitoringQueue` };
  },
};
