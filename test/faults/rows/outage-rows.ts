import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_QUEUE } from '@logwarren/broker';
import { createLogger, Readiness } from '@logwarren/common';
import { createBatchIds, toColumns } from '@logwarren/contract';
import { type BatchPart, openStore, type Store } from '@logwarren/store';
import { expect } from 'vitest';
import { type App, type AppName, startApp } from '../../harness/apps/start-app.ts';
import { openTcpProxy } from '../../harness/broker/tcp-proxy.ts';
import { freshDatabase } from '../../harness/store/fresh-database.ts';
import { saveAll } from '../../harness/store/stored-records.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { expectBalanced } from '../account.ts';
import type { FaultRow } from '../fault-row.ts';
import { type FaultBench, type FaultRun, metricOf, openFaultRun, peakRssMiB } from '../fault-run.ts';
import { sleep } from '../sleep.ts';

/** Long outages: input continues, no process outgrows its bound, and everything drains without a restart. */

const OUTAGE_MINUTES = Number(process.env.FAULTS_OUTAGE_MINUTES || 10);

/** Largest resident memory of a process with default settings, MiB; documented in docs/reliability.md. */
const BOUNDS_MIB: Readonly<Record<AppName, number>> = {
  source: 250,
  collector: 250,
  monitor: 150,
  search: 350,
  retention: 250,
};
/** The same for a source that sends a spool; most of it is garbage that V8 has not collected. */
const REPLAY_BOUND_MIB = 350;
/** The same for a source that holds as many bytes of HTTP bodies as it may. */
const FLOOD_BOUND_MIB = 450;
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

/** Largest memory of each service so far. */
class Memory {
  readonly #apps: readonly App[];
  readonly #peaks = new Map<AppName, number>();

  constructor(apps: readonly App[]) {
    this.#apps = apps;
  }

  /** Notes the size of the processes, and that they are the same as at the start. */
  async sample(): Promise<void> {
    for (const app of this.#apps) {
      expect(app.running, `${app.name} has ended`).toBe(true);
      const mib = (await metricOf(app, 'process_resident_memory_bytes')) / 2 ** 20;
      this.#peaks.set(app.name, Math.max(this.#peaks.get(app.name) ?? 0, mib, peakRssMiB(app.pid)));
    }
  }

  get peaks(): string {
    return [...this.#peaks].map(([name, mib]) => `${name} ${Math.round(mib)}`).join(', ');
  }

  expectWithinBounds(bounds: Partial<Record<AppName, number>> = BOUNDS_MIB): void {
    for (const [name, mib] of this.#peaks) expect(mib, `MiB of ${name}`).toBeLessThan(bounds[name] ?? 0);
  }
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
  const memory = new Memory(apps);
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

/** A body of about 1 MiB of small records, which take the most memory for their bytes. */
function largeBody(records: number): string {
  const record = (i: number) => ({ service: `s${i % 50}`, message: `request ${i} took ${i % 977} ms`, i });
  return JSON.stringify(Array.from({ length: records }, (_, i) => record(i)));
}

const FLOOD = { rounds: 3, requests: 64, recordsPerRequest: 14_000 };

export const sourceFlooded: FaultRow = {
  row: '28c',
  name: 'a source whose link to RabbitMQ is silent takes no more than it may hold, answers 429, and stays within its bound',
  async run(bench) {
    await using run = await openFaultRun(bench, { startsNothing: true });
    await using proxy = await openTcpProxy(run.system.vhost.url);
    run.sourceEnv = { AMQP_URL: proxy.url };
    await run.startAll(1);
    const memory = new Memory([run.source]);
    proxy.blackHole('both');
    const body = largeBody(FLOOD.recordsPerRequest);
    const statuses = new Map<number, number>();
    const post = async () => {
      const status = await statusOf(`${run.source.url}/logs`, body);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    for (let round = 0; round < FLOOD.rounds; round++) {
      await Promise.all(Array.from({ length: FLOOD.requests }, post));
      await memory.sample();
    }
    proxy.blackHole(undefined);
    const total = await run.drained();
    await memory.sample();
    expect(statuses.get(429)).toBeGreaterThan(20);
    expect(total % FLOOD.recordsPerRequest, 'parts of requests').toBe(0);
    expect(total).toBeGreaterThanOrEqual((statuses.get(200) ?? 0) * FLOOD.recordsPerRequest);
    memory.expectWithinBounds({ source: FLOOD_BOUND_MIB });
    const answers = [...statuses].map(([status, count]) => `${status}: ${count}`).join(', ');
    const stored = total.toLocaleString('en');
    return { seen: `192 bodies of 1 MiB, answered ${answers}; ${stored} records stored; peak MiB: ${memory.peaks}` };
  },
};

/** Counts 429 also for a request that is cut off because its answer came before its end. */
async function statusOf(url: string, body: string): Promise<number> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(60_000) });
    await response.text();
    return response.status;
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') throw error;
    return 429;
  }
}

const BACKLOG = { rounds: 25, services: 1_000 };

export const mergeBacklog: FaultRow = {
  row: '28d',
  name: 'a retention service that finds 25,000 small buckets, as an outage leaves them, merges them all within its bound',
  async run({ mongo }) {
    await using database = freshDatabase(mongo.url);
    await using store = await openStoreOf(database.url);
    const nextId = createBatchIds();
    for (let round = 0; round < BACKLOG.rounds; round++) {
      await saveAll(
        store,
        Array.from({ length: BACKLOG.services }, (_, i) => smallPart(nextId(), `service-${i}`)),
      );
    }
    await using retention = startApp('retention', { MONGO_URL: database.url, MERGE_CRON: '* * * * * *' });
    await retention.waitReady(90_000);
    const memory = new Memory([retention]);
    const merged = () => metricOf(retention, 'logwarren_retention_merged_buckets_total');
    await waitFor(
      'all are merged',
      async () => {
        await memory.sample();
        return (await merged()) >= BACKLOG.rounds * BACKLOG.services;
      },
      { timeoutMs: 180_000 },
    );
    memory.expectWithinBounds();
    return { seen: `${(await merged()).toLocaleString('en')} buckets merged; peak MiB: ${memory.peaks}` };
  },
};

function openStoreOf(url: string): Promise<Store> {
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  return openStore({ url, name: 'test', log, readiness: new Readiness(log), signal });
}

function smallPart(batchId: string, service: string): BatchPart {
  const now = Date.now();
  const records = toColumns([{ timestamp: now, observedAt: now, message: 'request '.repeat(20) }]);
  return { batchId, partId: batchId, service, severity: 'INFO', indexes: [0], sizeBytes: 300, records };
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
