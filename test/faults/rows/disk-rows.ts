import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { openFaultRun, sleep } from '../fault-run.ts';
import { chooseMachine, openFaultBroker, openFaultMongo } from '../servers/fault-servers.ts';

const DISK_MIB = 700;

export const diskFull: FaultRow = {
  row: '13',
  name: 'a disk without a free byte stops mongod, nothing is acked meanwhile, and all of it is stored when there is room',
  timeoutMs: 300_000,
  async run(bench) {
    await using mongo = await openFaultMongo(await chooseMachine(), DISK_MIB);
    await using run = await openFaultRun({ ...bench, mongo });
    run.startLoad();
    await run.load.waitConfirmed(1_000);
    await mongo.fillDisk();
    const fails = async () => (await run.collectorMetric('logwarren_store_failures_total')) > 1;
    await waitFor('storing fails', fails, { timeoutMs: 120_000 });
    // Messages on their way when the disk filled up have been acked or have failed by the time of the next failure.
    const acked = await run.collectorMetric('logwarren_broker_acked_total');
    await run.load.waitConfirmed(1_500);
    expect(await run.collectorMetric('logwarren_broker_acked_total'), 'acks while the disk is full').toBe(acked);
    await mongo.freeDisk();
    await mongo.kill().catch(() => {}); // it may have ended by itself
    await mongo.start();
    await run.recovered(90_000);
    expect(await run.collectorMetric('logwarren_broker_retried_total'), 'messages given back').toBe(0);
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `disk of ${DISK_MIB} MiB` };
  },
};

export const brokerDiskFull: FaultRow = {
  row: '13b',
  name: 'a disk without a free byte stops RabbitMQ, nothing is confirmed meanwhile, and nothing confirmed is lost when there is room',
  timeoutMs: 300_000,
  async run(bench) {
    await using broker = await openFaultBroker(await chooseMachine(), DISK_MIB);
    await using run = await openFaultRun({ ...bench, broker });
    run.startLoad();
    await run.load.waitConfirmed(1_000);
    await broker.fillDisk();
    let confirmed = 0;
    await waitFor('confirms stop', async () => {
      confirmed = run.load.confirmed;
      await sleep(3_000);
      return run.load.confirmed === confirmed;
    });
    const rssBefore = await metricOf(run.source, 'process_resident_memory_bytes');
    await sleep(10_000);
    expect(run.load.confirmed, 'confirms while the disk is full').toBe(confirmed);
    const grownMiB = ((await metricOf(run.source, 'process_resident_memory_bytes')) - rssBefore) / 2 ** 20;
    expect(grownMiB).toBeLessThan(50);
    await broker.freeDisk();
    await broker.kill().catch(() => {}); // it may have ended by itself
    await broker.start();
    await run.recovered();
    for (const app of [run.source, ...run.collectors]) expect(app.running).toBe(true);
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `disk of ${DISK_MIB} MiB` };
  },
};
