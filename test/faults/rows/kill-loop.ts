import { expect } from 'vitest';
import { runCommand } from '../../harness/apps/run-command.ts';
import type { App } from '../../harness/apps/start-app.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultBench } from '../fault-bench.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun, sleep } from '../fault-run.ts';
import { readLedgers } from '../load/ledger.ts';

/** A stranger with `kill -9`, who cares neither about work under way nor about processes that are already down. */

const MINUTES = Number(process.env.FAULTS_KILL_MINUTES || 1);
const SOURCES = 2;
/** More than the 500 that must flow, because overdue records at the end are not sent. */
const RECORDS_PER_SECOND = 550;
/** Enough senders to make up for the time in which nothing could be sent. */
const LOAD = { recordsPerSecond: RECORDS_PER_SECOND / SOURCES, lanes: 15, recordsPerRequest: 10 };
/** Merges buckets, so that kills hit merges too. */
const MERGE_OFTEN = { MERGE_CRON: '*/5 * * * * *' };
const READY_LIMIT_MS = 90_000;

/** A process or server that is killed and comes back. */
interface Victim {
  name: string;
  /** Settles when it is started again: a server serves then, a service may not be ready yet. */
  killAndStart: () => Promise<void>;
  /** The process of a service, its present life. */
  app?: () => App;
}

export const killLoop: FaultRow = {
  row: '27',
  name: `every process and both servers killed with -9 every few seconds for ${MINUTES} minutes lose and repeat nothing, and the ledger balances`,
  timeoutMs: MINUTES * 60_000 + 600_000,
  async run(bench) {
    await using run = await openFaultRun(bench, LOAD);
    const victims = await gather(run, bench);
    for (let index = 0; index < SOURCES; index++) run.startLoad(index);
    const kills = await killAtRandom(victims, bench);
    for (const { app } of victims) await app?.().waitReady(READY_LIMIT_MS);
    await run.recovered(READY_LIMIT_MS);
    const report = await run.finish();
    expectBalanced(report);
    expect(report.dead, 'dead letters').toBe(0);
    expect(run.complaints).toEqual([]);
    const ledger = await settledLedger(run);
    expect(ledger).toMatchObject({ stored: report.stored, received: report.stored, dead: 0, shed: 0, difference: 0 });
    const perSecond = Math.round(report.confirmed / (MINUTES * 60));
    const each = [...kills].map(([name, count]) => `${name} ${count}`).join(', ');
    const sum = [...kills.values()].reduce((total, count) => total + count, 0);
    return {
      report,
      seen: `${sum} kills in ${MINUTES} minutes (${each}), ${perSecond} records/s; the ledger: ${ledger.received} received, all stored`,
    };
  },
};

/** Starts the processes that the run has not started itself, with a way to kill each. */
async function gather(run: FaultRun, { broker, mongo, random }: FaultBench): Promise<Victim[]> {
  for (let index = 1; index < SOURCES; index++) await run.startSource(index);
  const pause = () => sleep(random() * 2_000);
  const service = (name: string, app: App, start: () => App): Victim => {
    let life = app;
    const killAndStart = async () => {
      await run.kill(life);
      await pause();
      life = start();
    };
    return { name, killAndStart, app: () => life };
  };
  const server = (name: string, { kill, start }: typeof broker | typeof mongo): Victim => ({
    name,
    async killAndStart() {
      await kill();
      await pause();
      await start();
    },
  });
  const others = (['monitor', 'retention'] as const).map((name) => {
    const start = () => run.start(name, MERGE_OFTEN);
    return service(name, start(), start);
  });
  return [
    ...run.sources.map((app, i) => service(`source ${i + 1}`, app, () => run.launchSource(i))),
    ...run.collectors.map((app, i) => service(`collector ${i + 1}`, app, () => run.startCollector())),
    ...others,
    { name: 'search', killAndStart: () => run.system.killSearch(), app: () => run.system.search },
    ...run.sources.map((_, i) => program(run, i)),
    server('RabbitMQ', broker),
    server('mongod', mongo),
  ];
}

/** The program that logs. Its ledger survives it, and the next one makes up for its unsent records. */
function program(run: FaultRun, index: number): Victim {
  const startedMs = performance.now();
  let attempted = 0;
  return {
    name: `program ${index + 1}`,
    async killAndStart() {
      const load = run.loads[index];
      await load?.kill();
      attempted += load === undefined ? 0 : readLedgers(load.ledger).attempted.size;
      const due = ((performance.now() - startedMs) / 1000) * LOAD.recordsPerSecond;
      run.startLoad(index, Math.max(0, due - attempted));
    },
  };
}

/** @returns how often each was killed */
async function killAtRandom(victims: readonly Victim[], { random }: FaultBench): Promise<Map<string, number>> {
  const kills = new Map(victims.map(({ name }) => [name, 0]));
  const returning = new Map<Victim, Promise<void>>();
  const failures: unknown[] = [];
  const untilMs = Date.now() + MINUTES * 60_000;
  while (Date.now() < untilMs && failures.length === 0) {
    await sleep(1_000 + random() * 3_000);
    const standing = victims.filter((victim) => !returning.has(victim));
    for (const { app, name } of standing) expect(app?.().running ?? true, `${name} runs`).toBe(true);
    const victim = standing[Math.floor(random() * standing.length)];
    if (victim === undefined) continue;
    kills.set(victim.name, (kills.get(victim.name) ?? 0) + 1);
    const isBack = victim.killAndStart().catch((error: unknown) => void failures.push(error));
    returning.set(
      victim,
      isBack.finally(() => returning.delete(victim)),
    );
  }
  await Promise.all(returning.values());
  expect(failures).toEqual([]);
  return kills;
}

/** Output of `logwarren ledger` when nothing is on its way any more. */
async function settledLedger(run: FaultRun): Promise<Record<string, number>> {
  let seen = '';
  const isSettled = async () => {
    const { code, out } = await runCommand(['--search', run.system.search.url, '--json', 'ledger']);
    seen = out;
    const ledger = JSON.parse(out) as { balanced: boolean; total: Record<string, number> };
    return code === 0 && ledger.balanced && ledger.total.inFlight === 0 && ledger.total;
  };
  return await waitFor('the ledger balances', isSettled, { timeoutMs: 60_000, detail: () => seen });
}
