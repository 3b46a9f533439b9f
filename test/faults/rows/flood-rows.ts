import { createLogger, Readiness } from '@logwarren/common';
import { createBatchIds, toColumns } from '@logwarren/contract';
import { type BatchPart, openStore, type Store } from '@logwarren/store';
import { expect } from 'vitest';
import { metricOf } from '../../harness/apps/app-metrics.ts';
import { startApp } from '../../harness/apps/start-app.ts';
import { openTcpProxy } from '../../harness/broker/tcp-proxy.ts';
import { saveAll } from '../../harness/store/stored-records.ts';
import { freshDatabase } from '../../harness/store/test-store.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { FaultRow } from '../fault-row.ts';
import { openFaultRun } from '../fault-run.ts';
import { PeakMemory } from './peak-memory.ts';

/** More at once than a service may hold: requests to a source, and buckets for retention. */

/** Largest resident memory of a source that holds as many bytes of HTTP bodies as it may, MiB. */
const FLOOD_BOUND_MIB = 450;

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
    const memory = new PeakMemory([run.source]);
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
    const memory = new PeakMemory([retention]);
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
  return { batchId, partId: batchId, service, severity: 'INFO', indexes: [0], jsonBytes: 300, records };
}
