import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_QUEUE } from '@logwarren/broker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricOf } from '../harness/apps/app-metrics.ts';
import type { App } from '../harness/apps/start-app.ts';
import { openTestSystem, type TestSystem } from '../harness/apps/system.ts';
import { openTcpProxy, type TcpProxy } from '../harness/broker/tcp-proxy.ts';
import { waitFor } from '../harness/wait-for.ts';

/**
 * MongoDB becomes slow, and each link of the chain pushes back on the one before it; every one of them shows in a metric:
 *
 *     mongod slow → collector holds → queue grows → reject-publish → source slows → paused files, HTTP 503 and 429
 *
 * The tests go along the chain, on one system.
 */

const MIB = 1024 * 1024;
const PREFETCH = 4;
const QUEUE_LIMIT = 10;
const FILE_RECORDS = 20_000;
/** Upper bound for the bytes of files in flight: less than 4 MiB, and the chunk of 1 MiB that exceeds them. */
const FILE_IN_FLIGHT_BYTES = 5 * MIB;

let system: TestSystem;
let proxy: TcpProxy;
let collector: App;
let source: App;
/** Records that were answered with success. */
let posted = 0;
const resources = new AsyncDisposableStack();

/** A metric with some labels; undefined when it is not there. */
async function metric(app: App, name: string, labels = ''): Promise<number | undefined> {
  const text = await (await fetch(`${app.healthUrl}/metrics`)).text();
  const [, value] = new RegExp(`^${name}\\{[^}]*${labels}[^}]*\\} ([0-9.e+-]+)$`, 'm').exec(text) ?? [];
  return value === undefined ? undefined : Number(value);
}

/** Posts requests of one record each at once; returns their answers. */
async function burst(count: number): Promise<Response[]> {
  const answers = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const body = JSON.stringify({ service: `http-${i}`, severity: 'INFO', message: `posted ${i}` });
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const response = await fetch(`${source.url}/logs`, init);
      await response.text();
      return response;
    }),
  );
  posted += answers.filter(({ ok }) => ok).length;
  return answers;
}

beforeAll(async () => {
  system = resources.use(await openTestSystem());
  proxy = resources.use(await openTcpProxy(system.mongoUrl));
  await system.vhost.setPolicy(LOG_QUEUE, { 'max-length': QUEUE_LIMIT });
  const env = { MONGO_URL: proxy.url, COLLECTOR_PREFETCH: String(PREFETCH) };
  collector = await system.start('collector', [], env).waitReady();
  const path = join(system.dir, 'till.log');
  source = await system.start('source', [path], { SOURCE_MAX_REQUESTS: '8', SOURCE_CONFIRM_MS: '1000' }).waitReady();
  proxy.delay(400);
  const filler = 'x'.repeat(950);
  const line = (i: number) => `2026-11-21T10:00:00Z till INFO number ${i} ${filler}\n`;
  writeFileSync(path, Array.from({ length: FILE_RECORDS }, (_, i) => line(i)).join(''));
});
afterAll(() => resources.disposeAsync(), 60_000);

describe('while MongoDB is slow', () => {
  it('writes take long, and the collector holds no more messages than its prefetch', async () => {
    const isSlow = async () => {
      const seconds = await metricOf(collector, 'logwarren_flush_seconds_sum');
      return seconds > 0.8 && seconds / (await metricOf(collector, 'logwarren_flush_seconds_count')) > 0.8;
    };
    // The first write also opens the partition: one answer of MongoDB after the other, each 400 ms late.
    await waitFor('a slow write is done', isSlow, { timeoutMs: 100_000 });
    await waitFor('the collector holds all that it may', async () => {
      return (await metric(collector, 'logwarren_queue_held_messages', `queue="${LOG_QUEUE}"`)) === PREFETCH;
    });
    expect(await metricOf(collector, 'logwarren_parts_pending')).toBeLessThanOrEqual(PREFETCH);
  });

  it('the queue grows up to its limit', async () => {
    await waitFor('the queue is full', async () => {
      const ready = (await metric(collector, 'logwarren_queue_ready_messages', `queue="${LOG_QUEUE}"`)) ?? 0;
      return ready >= QUEUE_LIMIT;
    });
  });

  it('the broker refuses what does not fit', async () => {
    await waitFor('messages are refused', async () => (await metricOf(source, 'logwarren_broker_nacked_total')) > 0);
  });

  it('the source says that it cannot publish, and keeps what was refused', async () => {
    await waitFor('it says so', async () => (await metricOf(source, 'logwarren_broker_accepting')) === 0);
    const republished = () => metricOf(source, 'logwarren_broker_republished_total');
    const before = await republished();
    await waitFor('it tries again', async () => (await republished()) > before);
  });

  it('files are read no further than what may be under way, and their lag tells the rest', async () => {
    await waitFor('the lag is told', async () => {
      return ((await metric(source, 'logwarren_source_file_lag_bytes')) ?? 0) > MIB;
    });
    // Bytes read minus the offset do not tell it: the offset stays at the oldest chunk while later ones are
    // confirmed, and its metric is told once a second, later on a busy machine.
    const underWay = await waitFor('much of the file is under way', async () => {
      const bytes = await metricOf(source, 'logwarren_source_chunk_bytes_in_flight');
      return bytes > MIB && bytes;
    });
    expect(underWay).toBeLessThan(FILE_IN_FLIGHT_BYTES);
    expect(await metricOf(source, 'logwarren_source_chunks_in_flight')).toBeGreaterThan(0);
  });

  it('HTTP is answered 503 while the broker refuses, and 429 above SOURCE_MAX_REQUESTS, both with Retry-After', async () => {
    for (const [status, reason] of [
      [503, 'unavailable'],
      [429, 'overloaded'],
    ]) {
      const refused = await waitFor(
        `a ${status}`,
        async () => (await burst(30)).find((each) => each.status === status),
        {
          timeoutMs: 60_000,
        },
      );
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await metric(source, 'logwarren_source_rejected_total', `reason="${reason}"`)).toBeGreaterThan(0);
    }
  });
});

it('when MongoDB is fast again, everything flows without a restart, and each record is there once', async () => {
  proxy.delay(0);
  await waitFor(
    'the file is read to its end',
    async () => (await metric(source, 'logwarren_source_file_lag_bytes')) === 0,
    {
      timeoutMs: 120_000,
    },
  );
  await waitFor('requests are taken again', async () => (await burst(1))[0]?.ok);
  await waitFor('the source can publish', async () => (await metricOf(source, 'logwarren_broker_accepting')) === 1);
  await waitFor('the queue is empty', async () => {
    return (await metric(collector, 'logwarren_queue_ready_messages', `queue="${LOG_QUEUE}"`)) === 0;
  });
  const fromFile = await waitFor(
    'all of the file is found',
    async () => {
      const found = (await system.findAll('order=asc&service=till')).map(({ message }) =>
        Number(message.split(' ')[1]),
      );
      return found.length >= FILE_RECORDS && found;
    },
    { timeoutMs: 60_000 },
  );
  expect(fromFile).toEqual(Array.from({ length: FILE_RECORDS }, (_, i) => i));
  const answer = async <T>(path: string) => (await (await fetch(`${system.search.url}${path}`)).json()) as T;
  // One that was answered 503 after a second may be stored, and later than all that were answered with success.
  const total = await waitFor('the ledger agrees with the search', async () => {
    const { total: found } = await answer<{ total: number }>('/logs/stats');
    const { total } = await answer<{ total: Record<string, number> }>('/ledger');
    return total.inFlight === 0 && total.stored === found && total;
  });
  expect(total).toMatchObject({ dead: 0, difference: 0 });
  expect(total.stored).toBeGreaterThanOrEqual(FILE_RECORDS + posted);
});
