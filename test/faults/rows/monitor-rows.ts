import { MONITORING_QUEUE } from '@logwarren/broker';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun, sleep } from '../fault-run.ts';
import { mutantEnv } from '../mutants/mutants.ts';

const LIMIT = 100;
/** Records of the load that an alert would count, 10 a request. */
const MANY_ERRORS = { errorEvery: 2, recordsPerSecond: 600 };

const waitingOf = async (run: FaultRun) => Number((await run.system.vhost.queue(MONITORING_QUEUE)).messages);
const firing = (logs: { msg: string }[]) => logs.filter(({ msg }) => msg === 'Alert is firing.').length;

/** Records confirmed in a second, measured for ten. */
async function confirmRate({ load }: FaultRun): Promise<number> {
  const startedMs = performance.now();
  const before = load.confirmed;
  await sleep(10_000);
  return (load.confirmed - before) / ((performance.now() - startedMs) / 1000);
}

export const monitorSlow: FaultRow = {
  row: '19',
  name: 'a monitor that takes 200 ms for each message pauses itself, and neither its memory nor anybody else suffers',
  async run(bench) {
    await using run = await openFaultRun(bench, MANY_ERRORS);
    await run.system.vhost.setPolicy(MONITORING_QUEUE, { 'max-length': LIMIT });
    run.startLoad();
    await run.load.waitConfirmed(3_000);
    const without = await confirmRate(run);
    const monitor = await run
      .start('monitor', { ...mutantEnv('slow-monitor'), MONITOR_MAX_BACKLOG: '50' })
      .waitReady(90_000);
    await waitFor('the monitor has a backlog', async () => (await metricOf(monitor, 'logwarren_monitor_backlog')) > 40);
    const perSecond = await confirmRate(run);
    // The machine is shared, so this only distinguishes a monitor that holds others up from one that does not.
    expect(perSecond, 'records confirmed in a second').toBeGreaterThan(without * 0.75);
    expect(await waitingOf(run), 'MonitoringQueue').toBeLessThanOrEqual(LIMIT);
    expect((await metricOf(monitor, 'nodejs_heap_size_used_bytes')) / 2 ** 20).toBeLessThan(150);
    expect(await metricOf(monitor, 'logwarren_monitor_lag_seconds')).toBeGreaterThan(0);
    expect(await metricOf(run.source, 'logwarren_broker_nacked_total'), 'its queue pushes nobody back').toBe(0);
    await run.recovered();
    monitor.kill('SIGKILL');
    const report = await run.finish();
    expectBalanced(report);
    return { report, seen: `${Math.round(perSecond)} records/s, ${Math.round(without)} without a monitor` };
  },
};

export const monitorKilled: FaultRow = {
  row: '20',
  name: 'a monitor that was away finds no more than its limit waiting, and raises no alert on what is old by then',
  async run(bench) {
    await using run = await openFaultRun(bench, MANY_ERRORS);
    await run.system.vhost.setPolicy(MONITORING_QUEUE, { 'max-length': LIMIT });
    const env = { MONITOR_WINDOW_S: '3', MONITOR_THRESHOLD: '20' };
    const first = await run.start('monitor', env).waitReady(90_000);
    run.startLoad();
    await waitFor('errors raise an alert', () => firing(first.logs) > 0);
    first.kill('SIGKILL');
    await first.exited;
    await sleep(12_000);
    expect(await waitingOf(run)).toBeLessThanOrEqual(LIMIT);
    const report = await run.finish();
    expectBalanced(report);
    await sleep(4_000);
    const second = await run.start('monitor', env).waitReady(90_000);
    await waitFor('what waited is worked off', async () => (await waitingOf(run)) === 0);
    expect(firing(second.logs), 'alerts on what is older than the window').toBe(0);
    run.startLoad();
    await waitFor('new errors raise an alert', () => firing(second.logs) > 0);
    return { report, seen: `${LIMIT} messages waited at most` };
  },
};
