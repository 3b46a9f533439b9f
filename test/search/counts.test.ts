import { type LogRecord, type NormalisedRecord, SEVERITIES, SEVERITY_BASE } from '@logwarren/contract';
import { ALL, and, compilePredicate, type Filter, fieldValue, resolveField, severityFilter } from '@logwarren/query';
import { countLogs, facets, type Histogram, histogram, listFields, patterns, type Store } from '@logwarren/store';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** Histogram and facets count what is there, whether headers answer or buckets are opened. */

const START = Date.parse('2026-10-25T00:00:00Z');
const SPAN_MS = 4 * 3_600_000;
const SERVICES = ['checkout', 'payment', 'cart'];

let store: Store;
let stored: LogRecord[];

/** Positions in time are spread without a pattern, but the same in every run. */
function recordAt(index: number): NormalisedRecord {
  const timestamp = START + ((index * 7_919_317) % SPAN_MS);
  const severity = SEVERITIES[index % 6] ?? 'INFO';
  return {
    timestamp,
    observedAt: timestamp,
    service: SERVICES[index % 3] ?? '',
    severity,
    severityNumber: SEVERITY_BASE[severity] + (index % 2),
    message: `request ${index} ${index % 10 === 0 ? 'timeout' : 'fine'}`,
    attributes: { status: 200 + (index % 4) * 100, ...(index % 5 === 0 ? { route: '/pay' } : {}) },
  };
}

beforeAll(async () => {
  store = await openTestStore();
  stored = await storeRecords(
    store,
    Array.from({ length: 2_000 }, (_, index) => recordAt(index)),
    7,
  );
});

afterAll(() => store[Symbol.asyncDispose]());

const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.constantFrom<Filter>(
    ALL,
    severityFilter('ERROR'),
    { kind: 'service', service: 'cart' },
    { kind: 'phrase', phrase: 'timeout' },
    { kind: 'severity', min: 9, max: 17 },
    and([severityFilter('FATAL'), { kind: 'phrase', phrase: '500' }]),
  ),
);
const time = fc.integer({ min: START - 3_600_000, max: START + SPAN_MS + 3_600_000 });
const range = fc.tuple(time, time).map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) + 1 }));

function expected(asked: Filter, fromMs: number, toMs: number): LogRecord[] {
  const matches = compilePredicate(asked);
  return stored.filter((record) => record.timestamp >= fromMs && record.timestamp < toMs && matches(record));
}

function countsOf({ bins }: Histogram): Map<string, number> {
  return new Map(
    bins.flatMap((bin) => Object.entries(bin.counts).map(([name, count]) => [`${bin.fromMs} ${name}`, count])),
  );
}

test('a histogram counts every record once, in its bin, whatever the filter, range and step', async () => {
  await fc.assert(
    fc.asyncProperty(
      filter,
      range,
      fc.oneof(
        fc.record({ bins: fc.integer({ min: 1, max: 300 }) }),
        fc.record({ bins: fc.constant(60), stepMs: fc.integer({ min: 1, max: 8_000_000 }) }),
      ),
      // In Berlin clocks go back an hour within the records.
      fc.constantFrom(undefined, 'Asia/Kolkata', 'Europe/Berlin'),
      async (asked, { fromMs, toMs }, step, timeZone) => {
        const result = await histogram(store, {
          ...{ filter: asked, fromMs, toMs, nowMs: toMs, budgetMs: 60_000, timeZone },
          ...step,
        });
        const { bins } = result;
        expect(bins.length).toBeLessThanOrEqual('stepMs' in step ? 2_000 : step.bins);
        expect(result).toMatchObject({ fromMs, toMs, complete: true });
        const binOf = (ms: number) => bins.findLast((bin) => bin.fromMs <= ms)?.fromMs;
        const counts = Map.groupBy(
          expected(asked, fromMs, toMs),
          ({ timestamp, severity }) => `${binOf(timestamp)} ${severity}`,
        );
        expect(countsOf(result)).toEqual(new Map([...counts].map(([key, records]) => [key, records.length])));
      },
    ),
    { numRuns: 60 },
  );
});

test('without a range a histogram reaches from the oldest record to the newest', async () => {
  const times = stored.map(({ timestamp }) => timestamp);
  const query = { filter: ALL, bins: 60, budgetMs: 60_000 };
  const nowMs = START + 30 * 86_400_000;
  expect(await histogram(store, { ...query, nowMs })).toMatchObject({
    fromMs: Math.min(...times),
    toMs: Math.max(...times) + 1,
    stepMs: 300_000,
    complete: true,
  });
  expect(await histogram(store, { ...query, fromMs: START, nowMs })).toMatchObject({
    fromMs: START,
    toMs: Math.max(...times) + 1,
  });
});

test('the histogram of an empty store has no bins', async () => {
  await using empty = await openTestStore();
  const asked = { filter: ALL, nowMs: START, bins: 60, budgetMs: 60_000 };
  expect(await histogram(empty, asked)).toMatchObject({ fromMs: START, toMs: START, bins: [], complete: true });
});

test('exact facets count the values of every match', async () => {
  const fields = ['service', 'level', 'status', 'route', 'nothing', 'attributes.status'];
  await fc.assert(
    fc.asyncProperty(filter, range, fc.integer({ min: 1, max: 5 }), async (asked, { fromMs, toMs }, limit) => {
      const query = { filter: asked, fromMs, toMs, fields, limit, exact: true, budgetMs: 60_000 };
      const result = await facets(store, query);
      expect(result.complete).toBe(true);
      expect(result.facets.map(({ field }) => field)).toEqual(fields);
      for (const { field, values, others, exact } of result.facets) {
        const ref = resolveField(field);
        const having = expected(asked, fromMs, toMs).filter((record) => fieldValue(record, ref) !== undefined);
        const counts = [...Map.groupBy(having, (record) => String(fieldValue(record, ref)))]
          .map(([value, records]) => ({ value, count: records.length }))
          .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
        expect(exact).toBe(true);
        expect(values).toEqual(counts.slice(0, limit).map((each) => ({ ...each, error: 0 })));
        expect(others).toEqual({ count: counts.slice(limit).reduce((sum, { count }) => sum + count, 0), error: 0 });
      }
    }),
    { numRuns: 40 },
  );
});

test('without time for more, counts are lower bounds and say so', async () => {
  const asked: Filter = { kind: 'phrase', phrase: 'request' };
  const cut = await histogram(store, { filter: asked, nowMs: START, bins: 60, budgetMs: -1 });
  expect(cut.complete).toBe(false);
  const query = { filter: asked, fields: ['service'], limit: 10, exact: true, budgetMs: -1 };
  expect(await facets(store, query)).toMatchObject({ complete: false, facets: [{ exact: false }] });
});

test('all counts of one selection have the same time, four times the budget', async () => {
  const asked: Filter = { kind: 'phrase', phrase: 'request' };
  const completeAfter = async (ms: number) => {
    const query = () => {
      let looks = 0;
      return { filter: asked, budgetMs: 100, clock: () => (looks++ === 0 ? 0 : ms) };
    };
    const facetsOf = (field: string) => facets(store, { ...query(), fields: [field], limit: 10, exact: false });
    const counts = await Promise.all([
      ...['service', 'severity', 'status'].map(facetsOf),
      histogram(store, { ...query(), nowMs: START, bins: 60 }),
      countLogs(store, query()),
    ]);
    return counts.map(({ complete }) => complete);
  };
  expect(await completeAfter(399)).toEqual([true, true, true, true, true]);
  expect(await completeAfter(401)).toEqual([false, false, false, false, false]);
});

/** The store with other methods on some of its collections. */
function storeWith(prefix: string, methods: Record<string, unknown>): Store {
  const collection = (name: string) => {
    const real = store.db.collection(name);
    if (!name.startsWith(prefix)) return real;
    return new Proxy(real, { get: (target, key) => Reflect.get(key in methods ? methods : target, key) });
  };
  const db = new Proxy(store.db, {
    get: (target, key) => (key === 'collection' ? collection : Reflect.get(target, key)),
  });
  return { ...store, db };
}

test.each(['buckets_', 'records_'])('a count that MongoDB is too slow for (%s) is a lower bound', async (prefix) => {
  // An error of the driver's own class, with the code of `maxTimeMS`.
  const refused = await store.db.command({ nonsense: 1 }).catch((error: unknown) => error as Error);
  const tooLate = () => {
    throw Object.assign(refused, { code: 50 });
  };
  const late = { sort: tooLate, [Symbol.asyncIterator]: tooLate };
  const slow = storeWith(prefix, { aggregate: () => late, find: () => late });
  const query = { fromMs: START + 1, toMs: START + SPAN_MS, budgetMs: 60_000, nowMs: START, exact: false, limit: 10 };
  for (const filter of [ALL, { kind: 'phrase', phrase: 'request' } as Filter]) {
    const asked = { ...query, filter };
    const counts = await Promise.all([
      countLogs(slow, asked),
      histogram(slow, { ...asked, bins: 60 }),
      facets(slow, { ...asked, fields: ['service'] }),
      facets(slow, { ...asked, fields: ['status'] }),
      listFields(slow, asked),
      patterns(slow, asked),
    ]);
    expect(counts.map(({ complete }) => complete)).toEqual(counts.map(() => false));
  }
});

test('no bucket is taken apart once the time is up, in the middle of a group either', async () => {
  let read = 0;
  const find = (filter: object, options: object) => ({
    async *[Symbol.asyncIterator]() {
      const [{ _id: name }] = await partitionNames();
      for await (const raw of store.db.collection(`records_${name}`).find(filter, options)) {
        read += 1;
        yield raw;
      }
    },
  });
  const slow = storeWith('records_', { find });
  const filter: Filter = { kind: 'phrase', phrase: 'request' };
  const { counts, complete } = await countLogs(slow, { filter, budgetMs: 1, clock: () => read });
  expect(complete).toBe(false);
  // Four times the budget, in buckets of 7.
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(5 * 7);
});

async function partitionNames(): Promise<[{ _id: string }]> {
  return (await store.db.collection('partitions').find().toArray()) as unknown as [{ _id: string }];
}
