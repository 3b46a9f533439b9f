import { createLogger, Readiness } from '@logwarren/common';
import { createBatchIds, recordId, SEVERITIES, type Severity, toColumns, type WireRecord } from '@logwarren/contract';
import { type BatchPart, mergeBuckets, openStore, type Store } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { freshDatabase } from '../harness/store/fresh-database.ts';
import { saveAll } from '../harness/store/stored-records.ts';

/** A record as the API shows it; what the tests look at. */
interface Found {
  id: string;
  timestamp: string;
  service: string;
  severity: Severity;
  message: string;
}

const START = Date.parse('2026-11-20T00:00:00Z');
const SERVICES = ['checkout', 'payment', 'cart'];
const RARE_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const nextId = createBatchIds();
const resources = new AsyncDisposableStack();
const stored: { id: string; timestamp: number; service: string; severity: Severity; message: string }[] = [];
let store: Store;
let search: App;

type Batch = Pick<BatchPart, 'service' | 'severity'> & { records: WireRecord[] };

/** Stores batches and remembers their records; returns the ids of the records. */
async function save(...batches: Batch[]): Promise<string[]> {
  const parts = batches.map((batch): BatchPart => {
    const batchId = nextId();
    const indexes = batch.records.map((_, index) => index);
    const sizeBytes = Buffer.byteLength(JSON.stringify(batch.records));
    return { ...batch, records: toColumns(batch.records), batchId, partId: batchId, indexes, sizeBytes };
  });
  await saveAll(store, parts);
  const added = batches.flatMap(({ service, severity, records }, batch) =>
    records.map(({ timestamp, message }, index) => {
      return { id: recordId(parts[batch]?.batchId ?? '', index), timestamp, service, severity, message };
    }),
  );
  stored.push(...added);
  return added.map(({ id }) => id);
}

beforeAll(async () => {
  const database = resources.use(freshDatabase());
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  store = resources.use(
    await openStore({ url: database.url, name: 'test', log, readiness: new Readiness(log), signal }),
  );
  await save(...Array.from({ length: 60 }, (_, batch) => batchOf(batch)));
  search = resources.use(await startApp('search', { MONGO_URL: database.url }).waitReady());
});
/** Batches overlap in time, and records of different batches share their milliseconds. */
function batchOf(batch: number): Batch {
  const hour = START + (batch % 5) * 3_600_000;
  const records = Array.from({ length: 40 }, (_, index) => ({
    timestamp: hour + index * 1_000 + (batch % 2),
    observedAt: hour + index * 1_000 + 500,
    message: `request ${batch * 40 + index} took ${index} ms`,
    attributes: { 'http.response.status_code': 200 + (index % 4) * 100 },
  }));
  return { service: SERVICES[batch % 3] ?? '', severity: SEVERITIES[batch % 6] ?? 'INFO', records };
}

afterAll(() => resources.disposeAsync());

// biome-ignore lint/suspicious/noExplicitAny: what comes back is what is tested
type Json = any;

async function answer(path: string): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${search.url}${path}`);
  return { status: response.status, body: await response.json() };
}

async function get(path: string): Promise<Json> {
  const { status, body } = await answer(path);
  expect(status, path).toBe(200);
  return body;
}

/** Follows `next` to the end. */
async function pageThrough(query: string, between?: () => Promise<unknown>): Promise<Found[]> {
  const all: Found[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await get(`/logs?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    all.push(...page.records);
    cursor = page.next;
    await between?.();
  }
  return all;
}

function idsWhere(predicate: (record: (typeof stored)[number]) => boolean): string[] {
  return stored
    .filter(predicate)
    .toSorted((a, b) => b.timestamp - a.timestamp || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

const ids = (records: Found[]) => records.map(({ id }) => id);

test('paging finds every record once, newest first, and the other way round with order=asc', async () => {
  const expected = idsWhere(() => true);
  expect(ids(await pageThrough('limit=173'))).toEqual(expected);
  expect(ids(await pageThrough('limit=1000&order=asc'))).toEqual(expected.toReversed());
});

test('a page around a record has it in its middle, and its two cursors lead to every other record once', async () => {
  const query = 'service=cart&service=payment&from=2026-11-20T00:00:00Z&to=2026-11-20T04:00:00Z';
  const expected = ids(await pageThrough(`${query}&limit=1000`));
  for (const place of [0, 3, 400, expected.length - 1]) {
    const page = await get(`/logs?${query}&limit=20&around=${expected[place]?.toUpperCase()}`);
    const found = ids(page.records);
    expect(found).toHaveLength(place === expected.length - 1 ? 11 : 20);
    expect(found.indexOf(expected[place] ?? '')).toBe(Math.min(place, 10));
    for (let cursor = page.previous; cursor !== null; ) {
      const newer = await get(`/logs?${query}&limit=300&cursor=${cursor}`);
      found.unshift(...ids(newer.records).reverse());
      cursor = newer.next;
    }
    for (let cursor = page.next; cursor !== null; ) {
      const older = await get(`/logs?${query}&limit=300&cursor=${cursor}`);
      found.push(...ids(older.records));
      cursor = older.next;
    }
    expect(found).toEqual(expected);
  }
});

test('around a record that does not match is what matches at its place; around one that is not there is nothing', async () => {
  const query = 'service=cart&from=2026-11-20T00:00:00Z&to=2026-11-20T04:00:00Z';
  const expected = ids(await pageThrough(`${query}&limit=1000`));
  const [other = ''] = idsWhere(({ service, timestamp }) => service === 'payment' && timestamp < START + 20_000);
  const page = await get(`/logs?${query}&limit=10&around=${other}`);
  const start = expected.indexOf(page.records[0].id);
  expect(ids(page.records)).toEqual(expected.slice(start, start + 10));
  const place = stored.find(({ id }) => id === other)?.timestamp ?? 0;
  const times = page.records.map(({ timestamp }: Found) => Date.parse(timestamp));
  expect(Math.min(...times)).toBeLessThanOrEqual(place);
  expect(Math.max(...times)).toBeGreaterThanOrEqual(place);
  expect((await answer(`/logs?around=${nextId()}`)).body.error.code).toBe('record-not-found');
  expect(await answer(`/logs?around=${other}&order=asc`)).toMatchObject({ status: 400 });
  expect(await answer(`/logs?around=x`)).toMatchObject({ status: 400 });
});

test('severity, service, time and text narrow the search together', async () => {
  const hours = 'from=2026-11-20T01:00:00Z&to=2026-11-20T03:00:00Z';
  const inHours = (time: number) => time >= START + 3_600_000 && time < START + 3 * 3_600_000;
  expect(ids(await pageThrough('severity=error,fatal&limit=70'))).toEqual(
    idsWhere(({ severity }) => severity === 'ERROR' || severity === 'FATAL'),
  );
  expect(ids(await pageThrough(`minSeverity=warning&service=cart&service=payment&${hours}`))).toEqual(
    idsWhere(
      ({ severity, service, timestamp }) =>
        SEVERITIES.indexOf(severity) >= 3 && service !== 'checkout' && inHours(timestamp),
    ),
  );
  expect(ids(await pageThrough('text=%22took%2017%20ms%22%20REQUEST'))).toEqual(
    idsWhere(({ message }) => message.endsWith('took 17 ms')),
  );
  expect(ids(await pageThrough('text=500&limit=1000'))).toEqual(idsWhere(({ message }) => isStatus500(message)));
});

/** Every fourth record has the attribute 500; the word also stands in one message. */
function isStatus500(message: string): boolean {
  const [, request, index] = /request (\d+) took (\d+) ms/.exec(message) ?? [];
  return Number(index) % 4 === 3 || request === '500';
}

test('a record is found by its id and by its trace', async () => {
  const timestamp = START + 7_200_000 + 1;
  const [id = ''] = await save({
    service: 'traced',
    severity: 'FATAL',
    records: [
      { timestamp, nanos: 42, observedAt: timestamp, message: 'gone', traceId: RARE_TRACE, spanId: '00f067aa0ba902b7' },
    ],
  });
  const expected = {
    id,
    timestamp: '2026-11-20T02:00:00.001000042Z',
    service: 'traced',
    severity: 'FATAL',
    severityNumber: 21,
    message: 'gone',
    traceId: RARE_TRACE,
    spanId: '00f067aa0ba902b7',
    attributes: {},
    observedAt: '2026-11-20T02:00:00.001Z',
  };
  expect(await get(`/logs/${id}`)).toEqual(expected);
  expect(await get(`/logs?traceId=${RARE_TRACE.toUpperCase()}`)).toEqual({
    records: [expected],
    next: null,
    complete: true,
    asOf: expect.any(String),
  });
  expect(await answer(`/logs/${nextId()}`)).toMatchObject({
    status: 404,
    body: { error: { code: 'record-not-found' } },
  });
});

test('stats agree with what the search finds', async () => {
  for (const query of [
    '',
    'service=cart',
    'minSeverity=ERROR&from=2026-11-20T00:00:20Z&to=2026-11-20T03:00:10Z',
    'text=17',
  ]) {
    const stats = await get(`/logs/stats?${query}`);
    const found = await pageThrough(`limit=1000&${query}`);
    expect(stats.complete).toBe(true);
    expect(stats.total).toBe(found.length);
    for (const severity of SEVERITIES) {
      expect(stats.bySeverity[severity]).toBe(found.filter((record) => record.severity === severity).length);
    }
    for (const { service, total, bySeverity } of stats.byService) {
      expect(total).toBe(found.filter((record) => record.service === service).length);
      expect(Object.values<number>(bySeverity).reduce((sum, count) => sum + count)).toBe(total);
    }
  }
});

test('paging repeats and skips nothing while records arrive and buckets merge', async () => {
  const before = idsWhere(() => true);
  let arrived = 0;
  const found = await pageThrough('limit=100', async () => {
    const timestamp = START + (arrived++ % 5) * 3_600_000 + 20_000;
    await save({ service: 'late', severity: 'INFO', records: [{ timestamp, observedAt: timestamp, message: 'late' }] });
    if (arrived % 5 === 0) await mergeBuckets(store, { signal: new AbortController().signal });
  });
  expect(new Set(ids(found)).size).toBe(found.length);
  expect(ids(found.filter(({ service }) => service !== 'late'))).toEqual(before.filter((id) => !isLate(id)));
  expect(ids(await pageThrough('limit=1000'))).toEqual(idsWhere(() => true));
});

function isLate(id: string): boolean {
  return stored.some((record) => record.id === id && record.service === 'late');
}

test('wrong parameters are answered with every fault', async () => {
  const { status, body } = await answer('/logs?limit=0&level=ERROR');
  expect(status).toBe(400);
  expect(body.error).toMatchObject({
    code: 'invalid-parameter',
    details: [
      { parameter: 'limit' },
      { parameter: 'level', problem: expect.stringContaining('did you mean severity?') },
    ],
  });
});

test('requests are counted by route and status', async () => {
  const metrics = await (await fetch(`${search.healthUrl}/metrics`)).text();
  const requests = metrics.split('\n').filter((line) => line.startsWith('logwarren_search_requests_total'));
  expect(requests).toContainEqual(expect.stringMatching(/route="\/logs",status="200".* [1-9]\d*$/));
  expect(requests).toContainEqual(expect.stringMatching(/route="\/logs\/:id",status="404".* 1$/));
  expect(metrics).toMatch(/logwarren_search_request_seconds_count\{[^}]*route="\/logs\/stats"[^}]*\} 4/);
});
