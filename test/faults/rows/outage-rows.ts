import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_QUEUE } from '@logwarren/broker';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import type { App, AppName } from '../../harness/apps/start-app.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultBench } from '../fault-bench.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultRun, openFaultRun, sleep } from '../fault-run.ts';
import { BOUNDS_MIB, PeakMemory } from './peak-memory.ts';

/** Long outages: input continues, no process outgrows its bound, and everything drains without a restart. */

const OUTAGE_MINUTES = Number(process.env.FAULTS_OUTAGE_MINUTES || 10);

/** Largest resident memory of a source that sends a spool, MiB; most of it is garbage that V8 has not collected. */
const REPLAY_BOUND_MIB = 350;
const RECORDS_PER_SECOND = 300;
const SAMPLE_MS = 1_000;
const LINES_PER_SAMPLE = 100;
const RECORDS_PER_POST = 20;

/** A second source, without a spool: it follows a file, and gets requests over HTTP all the while. */
interface PlainSource {
  app: App;
  lines: number;
  accepted: number;
  statuses: Set<number>;
}

interface Outage {
  bounds: Readonly<Record<AppName, number>>;
  begin: (bench: FaultBench) => Promise<void>;
  end: (bench: FaultBench) => Promise<void>;
  /** Observations during the outage. */
  check: (run: FaultRun, plain: PlainSource, seconds: number) => Promise<void>;
}

const file = (run: FaultRun) => join(run.system.dir, 'followed.log');

async function startPlain(run: FaultRun): Promise<PlainSource> {
  writeFileSync(file(run), '');
  const env = { SOURCE_STATE_DIR: join(run.system.dir, 'plain'), SOURCE_NAME: 'plain' };
  const app = await run.system.start('source', [file(run)], env).waitReady();
  return { app, lines: 0, accepted: 0, statuses: new Set() };
}

/** Continues to log, into the file and over HTTP. */
async function logOn(run: FaultRun, plain: PlainSource): Promise<void> {
  const line = (i: number) => `${JSON.stringify({ service: 'plain-file', message: `line ${plain.lines + i}` })}\n`;
  appendFileSync(file(run), Array.from({ length: LINES_PER_SAMPLE }, (_, i) => line(i)).join(''));
  plain.lines += LINES_PER_SAMPLE;
  const records = Array.from({ length: RECORDS_PER_POST }, () => ({
    service: 'plain-http',
    message: crypto.randomUUID(),
  }));
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(records) };
  const response = await fetch(`${plain.app.url}/logs`, { ...init, signal: AbortSignal.timeout(20_000) });
  await response.text();
  plain.statuses.add(response.status);
  if (response.ok) plain.accepted += records.length;
}

async function expectLedgerBalances(run: FaultRun): Promise<void> {
  const read = async () => {
    const answer = (await (await fetch(`${run.system.search.url}/ledger`)).json()) as { total: Record<string, number> };
    return answer.total;
  };
  const total = await waitFor('nothing is in flight', async () => {
    const seen = await read();
    return seen.inFlight === 0 && seen;
  });
  expect(total).toMatchObject({ difference: 0, dead: 0 });
  expect(total.received).toBe(total.stored);
}

async function expectPlainComplete(run: FaultRun, { accepted, lines }: PlainSource): Promise<void> {
  const found = async (service: string) =>
    (await run.system.findAll(`service=${service}&order=asc`)).map((each) => each.message);
  const fromFile = await waitFor(
    'the file is stored to its end',
    async () => {
      const messages = await found('plain-file');
      return messages.length >= lines && messages;
    },
    { timeoutMs: 120_000 },
  );
  expect(fromFile.toSorted()).toEqual(Array.from({ length: lines }, (_, i) => `line ${i}`).toSorted());
  const fromHttp = await found('plain-http');
  expect(fromHttp.length, 'posted and answered with success').toBeGreaterThanOrEqual(accepted);
  expect(new Set(fromHttp).size).toBe(fromHttp.length);
}

async function runOutage(
  bench: FaultBench,
  outage: Outage,
): Promise<{ report: Awaited<ReturnType<FaultRun['finish']>>; seen: string }> {
  const ownServices = ['plain-'];
  await using run = await openFaultRun(bench, {
    recordsPerSecond: RECORDS_PER_SECOND,
    ownServices,
    startsNothing: true,
  });
  run.sourceEnv = { SOURCE_SPOOL_DIR: join(run.system.dir, 'spool'), SOURCE_NAME: 'spooling' };
  await run.startAll(2);
  const plain = await startPlain(run);
  const others = (['monitor', 'retention'] as const).map((name) => run.start(name));
  await Promise.all(others.map((app) => app.waitReady()));
  const apps = [run.source, plain.app, ...run.collectors, ...others, run.system.search];
  const memory = new PeakMemory(apps);
  run.startLoad();
  await run.load.waitConfirmed(1_000);

  await outage.begin(bench);
  plain.statuses.clear();
  const startedMs = performance.now();
  for (let seconds = 0; seconds < OUTAGE_MINUTES * 60; seconds = (performance.now() - startedMs) / 1000) {
    await logOn(run, plain);
    await memory.sample();
    await sleep(SAMPLE_MS);
  }
  await outage.check(run, plain, OUTAGE_MINUTES * 60);
  await outage.end(bench);

  // New records wait behind all older ones: this may take as long as the outage, but not longer.
  await run.recovered(Math.max(120_000, OUTAGE_MINUTES * 60_000));
  await waitFor(
    'all are ready again',
    async () => {
      const answers = await Promise.all(apps.map((app) => fetch(`${app.healthUrl}/readyz`)));
      return answers.every(({ ok }) => ok);
    },
    { timeoutMs: 60_000 },
  );
  await waitFor(
    'the spool is sent',
    async () => (await metricOf(run.source, 'logwarren_source_spool_segments')) === 0,
    {
      timeoutMs: 240_000,
    },
  );
  const report = await run.finish();
  expectBalanced(report);
  await expectPlainComplete(run, plain);
  await expectLedgerBalances(run);
  await memory.sample();
  memory.expectWithinBounds(outage.bounds);
  const counts = `${(report.stored + plain.lines).toLocaleString('en')} records`;
  return { report, seen: `away for ${OUTAGE_MINUTES} minutes, ${counts}; peak MiB: ${memory.peaks}` };
}

const LIMIT_MS = OUTAGE_MINUTES * 60_000 + 900_000;

export const mongodAway: FaultRow = {
  row: '28a',
  name: 'MongoDB away for long: input flows on, memory stays within its bounds, everything drains and the ledger balances',
  timeoutMs: LIMIT_MS,
  run: (bench) =>
    runOutage(bench, {
      bounds: BOUNDS_MIB,
      begin: ({ mongo }) => mongo.stop(),
      end: ({ mongo }) => mongo.start(),
      async check(run, plain, seconds) {
        expect(run.load.confirmed).toBeGreaterThan(RECORDS_PER_SECOND * seconds * 0.5);
        expect([...plain.statuses]).toEqual([200]);
        expect(Number((await run.system.vhost.queue(LOG_QUEUE)).messages)).toBeGreaterThan(seconds);
      },
    }),
};

export const rabbitmqAway: FaultRow = {
  row: '28b',
  name: 'RabbitMQ away for long: the spool takes input, memory stays within its bounds, everything drains and the ledger balances',
  timeoutMs: LIMIT_MS,
  run: (bench) =>
    runOutage(bench, {
      bounds: { ...BOUNDS_MIB, source: REPLAY_BOUND_MIB },
      begin: ({ broker }) => broker.stop(),
      end: ({ broker }) => broker.start(),
      async check(run, plain, seconds) {
        expect(run.load.confirmed).toBeGreaterThan(RECORDS_PER_SECOND * seconds * 0.5);
        expect(await metricOf(run.source, 'logwarren_source_spool_records')).toBeGreaterThan(
          RECORDS_PER_SECOND * seconds * 0.5,
        );
        expect(plain.statuses).toContain(503);
        expect(plain.statuses).not.toContain(200);
      },
    }),
};
