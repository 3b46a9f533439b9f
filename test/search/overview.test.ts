import type { OverviewJson, RecordJson } from '@logwarren/api';
import type { NormalisedRecord } from '@logwarren/contract';
import { mergeBuckets, type Store } from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { pageRecord } from '../harness/page/page-system.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** `GET /logs/overview` says in one answer what the other views say in many. */

type Counts = OverviewJson['bySeverity'];

const MINUTE = 60_000;
/** The middle of a minute, so that no bucket ends with a bin. */
const NOW = Math.floor(Date.now() / MINUTE) * MINUTE - 29_500;
const iso = (ms: number) => new Date(ms).toISOString();

const resources = new AsyncDisposableStack();
let store: Store;
let search: App;

/** 40 services speak in the last hour; 25 fell silent before, `quiet-00` last. */
function records(): NormalisedRecord[] {
  const speaking = Array.from({ length: 40 }, (_, service) =>
    Array.from({ length: 30 }, (_, index) => {
      const isError = service % 4 === 0 && index < 3 + service;
      const severity = isError ? (index === 0 ? 'FATAL' : 'ERROR') : index % 7 === 0 ? 'WARN' : 'INFO';
      return pageRecord(NOW - index * 110_000 - service * 7, `service-${service}`, severity, `${severity} ${index}`);
    }),
  );
  const quiet = Array.from({ length: 25 }, (_, service) =>
    Array.from({ length: 3 }, (_, index) => {
      const name = `quiet-${String(24 - service).padStart(2, '0')}`;
      return pageRecord(NOW - 90 * MINUTE - (25 - service) * MINUTE - index * 1000, name, 'INFO', `last ${index}`);
    }),
  );
  return [...speaking.flat(), ...quiet.flat(), pageRecord(NOW + 60 * MINUTE, 'ahead', 'INFO', 'of later')];
}

beforeAll(async () => {
  store = resources.use(await openTestStore());
  await storeRecords(store, records(), 7);
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});
afterAll(() => resources.disposeAsync());

async function get<T>(path: string, parameters: Record<string, string> = {}): Promise<T> {
  const response = await fetch(`${search.url}${path}?${new URLSearchParams(parameters)}`);
  const answer = await response.json();
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer as T;
}

/** The answers of the routes of single services, as of the same moment. */
async function expectAgreement(overview: OverviewJson, range: Record<string, string>): Promise<void> {
  const asked = { ...range, asOf: overview.asOf };
  const stats = await get<{ total: number; byService: { service: string; total: number; bySeverity: Counts }[] }>(
    '/logs/stats',
    asked,
  );
  expect(overview.total).toBe(stats.total);
  expect(overview.serviceCount).toBe(stats.byService.length);
  for (const { service, total, bySeverity, records: all, errors, lastError, lastSeen } of overview.services) {
    const one = { ...asked, service };
    expect({ service, total, bySeverity }).toEqual(stats.byService.find((each) => each.service === service));
    const histogram = await get<{ bins: { time: string; counts: Partial<Counts> }[]; end: string }>(
      '/logs/histogram',
      one,
    );
    expect(overview.bins).toEqual(histogram.bins.map(({ time }) => time));
    expect(overview.end).toBe(histogram.end);
    const sum = (counts: Partial<Counts>) => Object.values(counts).reduce((a, b) => a + b, 0);
    expect(all).toEqual(histogram.bins.map(({ counts }) => sum(counts)));
    expect(errors).toEqual(histogram.bins.map(({ counts }) => (counts.ERROR ?? 0) + (counts.FATAL ?? 0)));
    const page = await get<{ records: RecordJson[] }>('/logs', { ...one, minSeverity: 'ERROR', limit: '1' });
    expect(lastError?.id).toBe(page.records[0]?.id);
    const newest = await get<{ records: RecordJson[] }>('/logs', { ...one, limit: '1' });
    expect(lastSeen).toBe(newest.records[0]?.timestamp);
  }
}

test('it agrees with what is asked service by service, also over a range that cuts buckets', async () => {
  const ranges = [
    { from: '1h' },
    { from: iso(NOW - 1_500_123), to: iso(NOW - 333_777) },
    { to: iso(NOW - 100 * MINUTE) },
  ];
  for (const range of ranges) {
    const overview = await get<OverviewJson>('/logs/overview', { ...range, services: '12' } as Record<string, string>);
    expect(overview.complete).toBe(true);
    await expectAgreement(overview, range as Record<string, string>);
  }
});

test('the services with most trouble come first, and no more than asked for', async () => {
  const overview = await get<OverviewJson>('/logs/overview', { from: '1h' });
  expect(overview).toMatchObject({ total: 1200, serviceCount: 40, future: 1 });
  expect(overview.services).toHaveLength(30);
  expect(overview.services[0]).toMatchObject({ service: 'service-28', bySeverity: { FATAL: 1, ERROR: 29 } });
  const errors = overview.services.map(({ bySeverity: { ERROR, FATAL } }) => ERROR + FATAL);
  expect(errors).toEqual(errors.toSorted((a, b) => b - a));
  expect((await get<OverviewJson>('/logs/overview', { from: '1h', services: '1000' })).services).toHaveLength(40);
});

test('the service that fell silent last comes first, all are counted, and each can be listed', async () => {
  const { silent } = await get<OverviewJson>('/logs/overview', { from: '1h' });
  expect(silent?.count).toBe(25);
  expect(silent?.services).toHaveLength(20);
  expect(silent?.services.map(({ service }) => service).slice(0, 3)).toEqual(['quiet-00', 'quiet-01', 'quiet-02']);
  expect(silent?.services[0]?.lastRecord).toMatchObject({
    message: 'last 0',
    timestamp: silent?.services[0]?.lastSeen,
  });
  const all = await get<OverviewJson>('/logs/overview', { from: '1h', silent: '1000' });
  expect(all.silent?.services.at(-1)).toMatchObject({ service: 'quiet-24' });
  // A range of all time has no silent services, and what is dated in the future has said nothing yet.
  expect((await get<OverviewJson>('/logs/overview')).silent).toBeNull();
  expect((await get<OverviewJson>('/logs/overview', { from: '4h' })).silent).toEqual({ count: 0, services: [] });
});

test('bins follow the zone of the viewer', async () => {
  const { bins } = await get<OverviewJson>('/logs/overview', { from: '10d', bins: '12', timeZone: 'Asia/Kolkata' });
  for (const bin of bins) expect(bin).toMatch(/T18:30:00/);
});

test('nothing changes when buckets are merged', async () => {
  const { asOf: _, ...before } = await get<OverviewJson>('/logs/overview', {
    from: iso(NOW - 60 * MINUTE),
    to: iso(NOW),
  });
  await mergeBuckets(store, { signal: new AbortController().signal, removeAfterMs: 0 });
  const { asOf: __, ...after } = await get<OverviewJson>('/logs/overview', {
    from: iso(NOW - 60 * MINUTE),
    to: iso(NOW),
  });
  expect(after).toEqual(before);
});

test('a store without records has an overview, too', async () => {
  await using empty = await openTestStore();
  await using other = await startApp('search', { MONGO_URL: mongoUrlOf(empty) }).waitReady();
  const overview = await (await fetch(`${other.url}/logs/overview?from=1h`)).json();
  expect(overview).toMatchObject({ total: 0, services: [], bins: [], silent: { count: 0 }, complete: true });
});
