import { createLogger, Readiness } from '@logwarren/common';
import { openStore } from '@logwarren/store';
import { rollPartition } from '@logwarren/store/admin';
import { expect } from 'vitest';
import { metricOf, sumOf } from '../../harness/apps/app-metrics.ts';
import type { App } from '../../harness/apps/start-app.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun, sleep } from '../fault-run.ts';
import { readLedgers } from '../load/ledger.ts';
import { shiftedClockEnv } from '../mutants/mutants.ts';

const DAY_MS = 86_400_000;
const EACH_SECOND = { RETENTION_CRON: '* * * * * *', MERGE_CRON: '* * * * * *', RETENTION_DAYS: '10' };
const MEASURED_MS = 10_000;
const passesOf = (app: App) => metricOf(app, 'logwarren_retention_passes_total');

export const clockSkew: FaultRow = {
  row: '21',
  name: 'sources whose clocks are 11 days slow or fast have their records stored and kept as long as any other',
  async run(bench) {
    await using run = await openFaultRun(bench, { collectors: 1 });
    for (const days of [-11, 11]) {
      await run.kill(run.source);
      run.sourceEnv = shiftedClockEnv(days * DAY_MS);
      await run.startSource();
      await run.source.waitReady(90_000);
      run.startLoad();
      await run.load.waitConfirmed(1_000);
      await run.load.stop();
    }
    run.startLoad();
    const retention = await run.start('retention', EACH_SECOND).waitReady(90_000);
    await waitFor('retention has run a few times', async () => (await passesOf(retention)) >= 6);
    const dropped = retention.logs.filter(({ msg }) => msg.startsWith('Partition dropped'));
    expect(dropped, 'nothing is older than ten days by the clock of MongoDB').toEqual([]);
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: '11 days slow, 11 days fast' };
  },
};

export const retentionDuringIngest: FaultRow = {
  row: '22',
  name: 'two retention services that merge and drop during ingest, and are killed half-way, take only what is expired',
  async run(bench) {
    await using run = await openFaultRun(bench, { ownServices: ['expired'] });
    await storeExpired(run);
    run.startLoad();
    await run.load.waitConfirmed(2_000);
    const alone = { fromMs: Date.now(), toMs: Date.now() + MEASURED_MS };
    await sleep(MEASURED_MS);
    let kills = 0;
    let services = [run.start('retention', EACH_SECOND), run.start('retention', EACH_SECOND)];
    while (kills < 6) {
      await Promise.all(services.map((app) => app.waitReady(90_000)));
      await sleep(500 + bench.random() * 1_500);
      const [victim, other] = services;
      victim!.kill('SIGKILL');
      await victim!.exited;
      kills += 1;
      services = [other!, run.start('retention', EACH_SECOND)];
    }
    // Both run: a process that starts takes a core for a second, which this row does not judge.
    await Promise.all(services.map((app) => app.waitReady(90_000)));
    const beside = { fromMs: Date.now(), toMs: Date.now() + MEASURED_MS };
    await sleep(MEASURED_MS);
    const expired = async () => (await run.system.findAll('service=expired')).length;
    await waitFor('the expired day is dropped', async () => (await expired()) === 0, { timeoutMs: 90_000 });
    await waitFor(
      'buckets are merged after the kills',
      async () => (await sumOf(services, 'logwarren_retention_passes_total')) > 0,
      {
        timeoutMs: 90_000,
      },
    );
    await run.recovered();
    const report = await run.finish();
    expectBalanced(report);
    const [p99Alone, p99Beside] = [p99Of(run, alone), p99Of(run, beside)];
    expect(p99Beside, `p99 of confirms, ${p99Alone} ms without retention`).toBeLessThan(2 * p99Alone);
    const latency = `p99 of confirms ${p99Beside} ms, ${p99Alone} ms without`;
    return { report, seen: `${kills} kills of retention, one day dropped, ${latency}` };
  },
};

/** Quantile of the confirm times in a span of time, ms. */
function p99Of(run: FaultRun, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  const { confirmTimes, latenciesMs } = readLedgers(run.load.ledger);
  const latencies = latenciesMs.filter((_, i) => confirmTimes[i]! >= fromMs && confirmTimes[i]! < toMs);
  return latencies.toSorted((one, other) => one - other)[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
}

/** Stores records of a day that, by MongoDB's catalogue, was received eleven days ago. */
async function storeExpired(run: FaultRun): Promise<void> {
  const old = await run.start('source', { ...shiftedClockEnv(-11 * DAY_MS), SOURCE_PORT: '0' }).waitReady(90_000);
  const records = Array.from({ length: 500 }, (_, i) => ({ service: 'expired', message: `expired ${i}` }));
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${old.url}/logs`, { method: 'POST', headers, body: JSON.stringify(records) });
  expect(response.status).toBe(200);
  old.kill('SIGTERM');
  await old.exited;
  const found = async () => (await run.system.findAll('service=expired')).length === 500;
  await waitFor('the old records are stored', found);
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  const options = { url: run.system.mongoUrl, name: 'test', log, readiness: new Readiness(log), signal };
  await using store = await openStore(options);
  const placements = store.db.collection<{ _id: string; partition: string }>('placements');
  const placement = await placements.findOne();
  // The day is over: the next records go into another partition.
  await rollPartition(store);
  const lastStoredAt = new Date(Date.now() - 11 * DAY_MS);
  const catalogue = store.db.collection<{ _id: string }>('partitions');
  const backdated = await catalogue.updateOne({ _id: placement?.partition ?? '' }, { $set: { lastStoredAt } });
  expect(backdated.modifiedCount).toBe(1);
}
