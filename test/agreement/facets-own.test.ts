import { SEVERITY_BASE, type Severity } from '@logwarren/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '../harness/apps/start-app.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** A facet without the query's own conditions on it shows what choosing another value would find. */

const START = Date.parse('2026-11-20T10:00:00Z');
const resources = new AsyncDisposableStack();
let search: App;

beforeAll(async () => {
  const store = resources.use(await openTestStore());
  const records = Array.from({ length: 600 }, (_, index) => {
    const severity: Severity = index % 10 === 0 ? 'ERROR' : 'INFO';
    return {
      ...{ timestamp: START + index, observedAt: START, service: `service-${index % 30}`, severity },
      ...{ severityNumber: SEVERITY_BASE[severity], message: index % 4 === 0 ? 'timeout' : 'done' },
      attributes: { region: `r${index % 40}`, odd: index % 2 === 1, ...(index % 4 === 0 ? { flag: null } : {}) },
    };
  });
  records.push({ ...(records[1] as (typeof records)[0]), service: 'Rare' });
  await storeRecords(store, records, 50);
  search = resources.use(await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady());
});

afterAll(() => resources.disposeAsync());

// biome-ignore lint/suspicious/noExplicitAny: what comes back is what is tested
type Json = any;

async function get(path: string, values: Record<string, string>): Promise<Json> {
  const range = { from: '2026-11-20', to: '2026-11-21' };
  const response = await fetch(`${search.url}${path}?${new URLSearchParams({ ...range, ...values })}`);
  expect(response.status, `${path} ${JSON.stringify(values)}`).toBe(200);
  return await response.json();
}

async function facet(field: string, values: Record<string, string>): Promise<Json> {
  const { facets } = await get('/logs/facets', { fields: `odd,${field}`, ignoreOwn: 'true', ...values });
  return facets[1];
}

const total = async (values: Record<string, string>) => (await get('/logs/stats', values)).total;
const countOf = ({ values }: Json, wanted: string) => values.find(({ value }: Json) => value === wanted)?.count;

test('the others stay in sight beside one that is chosen, with the numbers that choosing them would give', async () => {
  const found = await facet('service', { q: 'timeout service:service-4', limit: '50' });
  expect(found.ownIgnored).toBe(true);
  expect(found.values).toHaveLength(15);
  for (const { value, count } of found.values) expect(await total({ q: `timeout service:${value}` })).toBe(count);
  const plain = await get('/logs/facets', { q: 'timeout service:service-4', fields: 'service' });
  expect(plain.facets[0].values).toHaveLength(1);
  expect(plain.facets[0].ownIgnored).toBeUndefined();
});

test('parameters are conditions like those of the query', async () => {
  expect((await facet('service', { service: 'service-1,service-2', limit: '50' })).values).toHaveLength(31);
  expect((await facet('severity', { severity: 'ERROR' })).values).toHaveLength(2);
  expect(
    (await facet('severity', { minSeverity: 'WARN', q: 'timeout' })).values.map(({ value }: Json) => value),
  ).toEqual(['INFO', 'ERROR', 'WARN', 'FATAL']);
});

test('a facet has the conditions on all other fields', async () => {
  const found = await facet('severity', { q: 'service:service-4 -odd:(true) -severity:INFO' });
  expect(found.values.map(({ value, count }: Json) => [value, count])).toEqual([['INFO', 20]]);
  expect(await total({ q: 'service:service-4 -odd:(true)' })).toBe(20);
});

test('values that are chosen or excluded are listed, however rare they are', async () => {
  const found = await facet('service', { q: '(service:Rare OR service:nobody) -service:service-29', limit: '5' });
  expect(found.values).toHaveLength(8);
  expect(countOf(found, 'Rare')).toBe(1);
  expect(countOf(found, 'service-29')).toBe(20);
  expect(found.values.at(-1)).toEqual({ value: 'nobody', count: 0, error: 0 });
  const sum = found.values.reduce((all: number, { count }: Json) => all + count, 0);
  expect(sum + found.others).toBe(601);
  const regions = await facet('region', { q: 'region:("r39") odd:(true)', limit: '2' });
  expect(countOf(regions, 'r39')).toBe(15);
});

test('a condition beside an alternative stays', async () => {
  const found = await facet('service', { q: 'service:service-4 OR severity:ERROR', limit: '50' });
  expect(found.ownIgnored).toBeUndefined();
  expect(found.values).toHaveLength(4);
});

test('null is counted as the value that a query names it by', async () => {
  for (const q of ['flag:null', '-flag:null', 'timeout']) {
    const found = await facet('flag', { q });
    expect(found.values, q).toEqual([{ value: 'null', count: await total({ q: 'flag:null' }), error: 0 }]);
  }
  expect((await get('/logs/facets', { fields: 'flag' })).facets[0].values[0].count).toBe(150);
});

test('a prefix finds the value that is far from the top', async () => {
  const found = await get('/logs/facets', { fields: 'service,region', prefix: 'RA', limit: '3' });
  expect(found.facets[0].values).toEqual([{ value: 'Rare', count: 1, error: 0 }]);
  expect(found.facets[0].others).toBe(0);
  expect(found.facets[1].values).toEqual([]);
  const regions = await get('/logs/facets', { fields: 'region', prefix: 'R3', limit: '50' });
  expect(regions.facets[0].values).toHaveLength(11);
});
