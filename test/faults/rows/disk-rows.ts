import { expect } from 'vitest';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { openFaultRun } from '../fault-run.ts';
import { chooseMachine, openFaultMongo } from '../servers/fault-servers.ts';

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
    // What was on its way when the disk filled up has been acked or has failed by the time of the next failure.
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
