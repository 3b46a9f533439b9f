import { get as httpGet, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type LogRecord, type NormalisedRecord, SEVERITY_BASE, type Severity } from '@logwarren/contract';
import { messagePattern } from '@logwarren/query';
import type { Store } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** Context, fields, patterns and export, through HTTP, on records in MongoDB. */

const START = Date.parse('2026-11-20T10:00:00Z');
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const resources = new AsyncDisposableStack();
let store: Store;
let search: App;
let stored: LogRecord[];

function recordAt(index: number): NormalisedRecord {
  const severity: Severity = index % 20 === 0 ? 'ERROR' : 'INFO';
  const timestamp = START + index * 1_000;
  return {
    ...{ timestamp, observedAt: timestamp, service: index % 2 === 0 ? 'shop' : 'bank', severity },
    severityNumber: SEVERITY_BASE[severity],
    message: index % 20 === 0 ? `payment ${index} declined` : `request ${index} took ${index % 7} ms`,
    ...(index % 100 === 0 ? { traceId: TRACE } : {}),
    attributes: {
      index,
      ok: index % 20 !== 0,
      ...(index % 3 === 0 ? { mixed: index % 2 === 0 ? index : `${index}` } : {}),
    },
  };
}

beforeAll(async () => {
  store = resources.use(await openTestStore());
  const records = Array.from({ length: 3_000 }, (_, index) => recordAt(index));
  records.push({ ...recordAt(5_000), service: 'evil', message: '=cmd|calc!A1', attributes: { note: '+1,"x"\n' } });
  stored = await storeRecords(store, records, 200);
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});

afterAll(() => resources.disposeAsync());

// biome-ignore lint/suspicious/noExplicitAny: what comes back is what is tested
type Json = any;

async function get(path: string, status = 200): Promise<Json> {
  const response = await fetch(`${search.url}${path}`);
  expect(response.status, path).toBe(status);
  return await response.json();
}

const byTime = (records: LogRecord[]) => records.toSorted((a, b) => a.timestamp - b.timestamp);
const idsOf = (records: { id: string }[]) => records.map(({ id }) => id);

test('the context of a record is what its service said before and after, in order', async () => {
  const shop = byTime(stored.filter(({ service }) => service === 'shop'));
  const at = 700;
  const context = await get(`/logs/${shop[at]?.id}/context?before=5&after=7`);
  expect(context.complete).toBe(true);
  expect(context.record.id).toBe(shop[at]?.id);
  expect(idsOf(context.before)).toEqual(idsOf(shop.slice(at - 5, at)));
  expect(idsOf(context.after)).toEqual(idsOf(shop.slice(at + 1, at + 8)));
  const first = await get(`/logs/${shop[0]?.id}/context?after=0`);
  expect(first).toMatchObject({ before: [], after: [] });
});

test('the context of a trace is the trace, and a record without one has none', async () => {
  const trace = byTime(stored.filter(({ traceId }) => traceId === TRACE));
  const context = await get(`/logs/${trace[10]?.id}/context?of=trace&before=100&after=100`);
  expect(idsOf([...context.before, context.record, ...context.after])).toEqual(idsOf(trace));
  const other = stored.find(({ traceId }) => traceId === undefined);
  expect(await get(`/logs/${other?.id}/context?of=trace`, 400)).toMatchObject({
    error: { details: [{ parameter: 'of' }] },
  });
  await get('/logs/019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011/context', 404);
});

test('fields are named with their types and counts', async () => {
  const { fields, ...rest } = await get('/logs/fields?exact=true');
  expect(rest).toEqual({
    ...{ records: 3_001, recordsError: 0, exact: true, mayMiss: 0, complete: true },
    asOf: expect.any(String),
  });
  const field = (name: string) => fields.find((each: Json) => each.name === name);
  expect(field('timestamp')).toEqual({ name: 'timestamp', kind: 'record', types: ['time'], count: 3_001, error: 0 });
  expect(field('traceId')).toMatchObject({ kind: 'record', count: 31 });
  expect(field('index')).toEqual({ name: 'index', kind: 'attribute', types: ['number'], count: 3_000, error: 0 });
  expect(field('ok')).toMatchObject({ types: ['boolean'], count: 3_000 });
  expect(field('mixed').types.toSorted()).toEqual(['number', 'string']);
  const some = await get(`/logs/fields?exact=true&q=${encodeURIComponent('message:declined')}`);
  expect(some.records).toBe(150);
});

test('patterns group messages, with counts, trend and an example', async () => {
  const { patterns, ...rest } = await get('/logs/patterns?exact=true&q=NOT%20service:evil');
  expect(rest).toMatchObject({ others: 0, exact: true, complete: true });
  expect(patterns.map(({ pattern, count, counts }: Json) => ({ pattern, count, counts }))).toEqual([
    { pattern: 'request <n> took <n> ms', count: 2_850, counts: { INFO: 2_850 } },
    { pattern: 'payment <n> declined', count: 150, counts: { ERROR: 150 } },
  ]);
  for (const { pattern, count, trend, example } of patterns) {
    expect(trend.reduce((sum: number, each: number) => sum + each, 0)).toBe(count);
    expect(messagePattern(example.message)).toBe(pattern);
    expect(await get(`/logs/${example.id}`)).toEqual(example);
  }
  expect(await get('/logs/patterns?exact=true&limit=1&service=shop')).toMatchObject({ others: 150 });
});

/** The answer with its trailers, byte for byte. */
function download(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ response: IncomingMessage; body: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ response: IncomingMessage; body: Buffer }>();
  httpGet(`${search.url}${path}`, { headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => resolve({ response, body: Buffer.concat(chunks) }));
    response.on('error', reject);
  }).on('error', reject);
  return promise;
}

test('an NDJSON export is every match, once, in order, and its last line says how many', async () => {
  const { response, body } = await download('/logs/export?order=asc');
  const lines = body
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toEqual({ export: { complete: true, records: 3_001 } });
  expect(idsOf(lines.slice(0, -1))).toEqual(idsOf(byTime(stored)));
  expect(lines[0]).toEqual(await get(`/logs/${lines[0].id}`));
  expect(response.trailers).toEqual({ 'x-logwarren-records': '3001' });
  expect(response.headers).toMatchObject({
    trailer: 'x-logwarren-records, x-logwarren-notes',
    'content-type': 'application/x-ndjson; charset=utf-8',
    'content-disposition': 'attachment; filename="logs.ndjson"',
  });
});

test('an export is packed on the way or as a file', async () => {
  const plain = (await download('/logs/export?q=declined')).body.toString();
  expect(plain.split('\n')).toHaveLength(152);
  const onTheWay = await download('/logs/export?q=declined', { 'accept-encoding': 'gzip' });
  expect(onTheWay.response.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(onTheWay.body).toString()).toBe(plain);
  const file = await download('/logs/export?q=declined&compression=gzip');
  expect(file.response.headers).toMatchObject({ 'content-type': 'application/gzip' });
  expect(file.response.headers['content-encoding']).toBeUndefined();
  expect(gunzipSync(file.body).toString()).toBe(plain);
  expect(file.response.trailers).toEqual({ 'x-logwarren-records': '150' });
});

test('an export says in a trailer how its query was read, only when there is something to say', async () => {
  const { response } = await download(`/logs/export?${new URLSearchParams({ q: 'index=main nothing-like-it' })}`);
  const notes = JSON.parse(decodeURIComponent(response.trailers['x-logwarren-notes'] ?? 'null'));
  expect(notes).toEqual([expect.any(String)]);
});

test('a CSV export has the columns asked for, and no formulas', async () => {
  const { response, body } = await download(
    '/logs/export?format=csv&columns=service,message,note&service=evil,bank&order=desc',
  );
  const rows = body.toString().split('\r\n');
  expect(rows[0]).toBe('service,message,note');
  expect(rows[1]).toBe(`evil,'=cmd|calc!A1,"'+1,""x""\n"`);
  expect(rows[2]).toMatch(/^bank,request 2999 took \d ms,$/);
  expect(rows).toHaveLength(1_503);
  expect(response.trailers).toEqual({ 'x-logwarren-records': '1501' });
});

test('an export to a client that stops reading waits, and ends with the client', async () => {
  const metric = async () =>
    (await (await fetch(`${search.healthUrl}/metrics`)).text()).includes('route="/logs/export",status="499"');
  const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
  const request = httpGet(`${search.url}/logs/export`, resolve);
  request.on('error', () => {});
  const response = await promise;
  response.on('error', () => {});
  response.pause();
  request.destroy();
  await expect.poll(metric, { timeout: 60_000 }).toBe(true);
  expect((await download('/logs/export?q=declined')).response.statusCode).toBe(200);
});
