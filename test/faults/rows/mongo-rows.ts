import { expect } from 'vitest';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun, sleep } from '../fault-run.ts';
import { failInserts, namespaceOfHeaders } from './store-faults.ts';

/** Waits until every collector has noticed that MongoDB is away: from then on none of them acks. */
async function waitUnready({ collectors }: FaultRun): Promise<void> {
  await waitFor('the collectors say that they are not ready', async () => {
    const answers = await Promise.all(collectors.map(({ healthUrl }) => fetch(`${healthUrl}/readyz`)));
    return answers.every(({ ok }) => !ok);
  });
}

/** Nothing that waits for MongoDB is given back: it would return at once, and count against the delivery limit. */
async function expectHeld(run: FaultRun): Promise<void> {
  expect(await run.collectorMetric('logwarren_broker_retried_total'), 'messages given back').toBe(0);
}

export const mongodKilled: FaultRow = {
  row: '6',
  name: 'mongod killed with -9 under load: nothing is acked or given back meanwhile, and all of it is stored once after',
  async run(bench) {
    await using run = await openFaultRun(bench);
    run.startLoad();
    for (let kill = 0; kill < 2; kill++) {
      await run.load.waitConfirmed(600);
      await sleep(bench.random() * 300);
      await bench.mongo.kill();
      await waitUnready(run);
      const acked = await run.collectorMetric('logwarren_broker_acked_total');
      await run.load.waitConfirmed(1_500);
      expect(await run.collectorMetric('logwarren_broker_acked_total'), 'acks during the outage').toBe(acked);
      await bench.mongo.start();
      await run.recovered();
    }
    await expectHeld(run);
    const report = await run.finish();
    expectBalanced(report);
    expect(report.redelivered).toBe(0);
    return { report, seen: '2 kills' };
  },
};

export const insertsFail: FaultRow = {
  row: '6b',
  name: 'inserts that fail or lose their connection half-way are repeated until they are stored, once',
  async run(bench) {
    await using run = await openFaultRun(bench);
    run.startLoad();
    await run.recovered();
    const headers = await namespaceOfHeaders(run);
    for (let time = 0; time < 12; time++) {
      await run.load.waitConfirmed(100);
      const failures = await run.collectorMetric('logwarren_store_failures_total');
      // Half of the time records are stored and their headers are not, which by chance alone is rare.
      const where = time % 4 < 2 ? {} : { namespace: headers };
      await using _ = await failInserts(bench.mongo, { how: time % 2 === 0 ? 'reset' : 'error', ...where });
      await sleep(200 + bench.random() * 600);
      if (bench.mutant === undefined)
        await run.waitAbove('a flush has failed', 'logwarren_store_failures_total', failures);
    }
    await run.recovered();
    await expectHeld(run);
    const report = await run.finish();
    expectBalanced(report);
    expect(report.redelivered).toBe(0);
    return { report, seen: '12 faults of inserts' };
  },
};

/** @param freezeMs how long mongod stays frozen */
function mongodFrozen(row: string, freezeMs: number): FaultRow {
  return {
    row,
    name: `mongod that stands still for ${freezeMs / 1000} s is given up or waited for, and no record is stored twice`,
    async run(bench) {
      await using run = await openFaultRun(bench);
      run.startLoad();
      await run.load.waitConfirmed(500);
      await bench.mongo.freeze();
      try {
        if (freezeMs > 20_000) await waitUnready(run);
        await sleep(freezeMs);
      } finally {
        await bench.mongo.thaw();
      }
      await run.recovered(90_000);
      await expectHeld(run);
      const report = await run.finish();
      expectBalanced(report);
      const failures = await run.collectorMetric('logwarren_store_failures_total');
      return { report, seen: `${failures} failed attempts to store` };
    },
  };
}

export const mongodFrozenShortly: FaultRow = mongodFrozen('7a', 5_000);
export const mongodFrozenLong: FaultRow = mongodFrozen('7b', 60_000);

export const outageBeyondConsumerTimeout: FaultRow = {
  row: '8',
  name: 'an outage longer than the consumer timeout costs the channel, whose late acks then ack nothing else',
  async run(bench) {
    const setTimeout = (ms: number) =>
      bench.broker.ctl('eval', `application:set_env(rabbit, consumer_timeout, ${ms}).`);
    await setTimeout(8_000);
    try {
      await using run = await openFaultRun(bench);
      run.startLoad();
      await run.load.waitConfirmed(500);
      await using inserts = await failInserts(bench.mongo);
      await waitFor(
        'each collector has lost its channel',
        async () => (await run.collectorMetric('logwarren_broker_reconnects_total')) >= 2,
        { timeoutMs: 60_000 },
      );
      const reconnects = await run.collectorMetric('logwarren_broker_reconnects_total');
      await inserts.heal();
      await run.recovered(90_000);
      const report = await run.finish();
      expectBalanced(report);
      expect(report.redelivered).toBeGreaterThan(0);
      const late = await run.collectorMetric('logwarren_broker_late_total');
      expect(late, 'acks that came too late').toBeGreaterThan(0);
      // An ack on the new channel would have acked another message, or cost the channel if no message had that
      // number.
      const acked = await run.collectorMetric('logwarren_broker_acked_total');
      expect(acked + late, 'acked or late').toBe(await run.collectorMetric('logwarren_broker_delivered_total'));
      expect(await run.collectorMetric('logwarren_broker_reconnects_total'), 'channels lost later').toBe(reconnects);
      return { report, seen: `${report.redelivered} redelivered, ${late} acks too late and dropped` };
    } finally {
      await setTimeout(1_800_000);
    }
  },
};

export const primaryStepsDown: FaultRow = {
  row: '9',
  name: 'a primary that steps down is waited for, without giving anything back',
  async run(bench) {
    await using run = await openFaultRun(bench);
    run.startLoad();
    for (let time = 0; time < 2; time++) {
      await run.load.waitConfirmed(500);
      await bench.mongo.command({ replSetStepDown: 6, secondaryCatchUpPeriodSecs: 0, force: true });
      await run.load.waitConfirmed(1_000);
      await run.recovered();
    }
    await expectHeld(run);
    const report = await run.finish();
    expectBalanced(report);
    expect(report.redelivered).toBe(0);
    return { report, seen: 'stepped down twice' };
  },
};
