import { createLogger, Readiness } from '@logwarren/common';
import type { NormalisedRecord } from '@logwarren/contract';
import { ALL, type Filter } from '@logwarren/query';
import {
  countLogs,
  facets,
  findLogs,
  histogram,
  listFields,
  openStore,
  patterns,
  type RangeQuery,
  type Store,
} from '@logwarren/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTcpProxy } from '../harness/broker/tcp-proxy.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';
import { waitFor } from '../harness/wait-for.ts';

/** A client that leaves ends its work, in the process and in MongoDB; one with little time gets a part. */

const START = Date.parse('2026-11-20T10:00:00Z');
/** Decided by no header and too short for its filters, so that every bucket is read. */
const EVERYTHING_IS_READ: Filter = { kind: 'glob', pieces: ['', 'zz', ''] };
let store: Store;

beforeAll(async () => {
  store = await openTestStore();
  const record = (index: number): NormalisedRecord => {
    const timestamp = START + index;
    return {
      timestamp,
      observedAt: timestamp,
      service: 's',
      severity: 'INFO',
      severityNumber: 9,
      message: `m ${index}`,
    };
  };
  await storeRecords(
    store,
    Array.from({ length: 6_000 }, (_, index) => record(index)),
    10,
  );
});

afterAll(() => store[Symbol.asyncDispose]());

/** The store by another address. */
function openPeerThrough(url: string): Promise<Store> {
  const log = createLogger('test', 'fatal');
  const { signal } = new AbortController();
  return openStore({ url, name: 'test', log, readiness: new Readiness(log), signal });
}

const QUERIES: [string, (store: Store, query: RangeQuery) => Promise<unknown>][] = [
  ['a page', (on, query) => findLogs(on, { ...query, limit: 100, order: 'desc' })],
  ['a count', countLogs],
  ['a histogram', (on, query) => histogram(on, { ...query, bins: 60, nowMs: START })],
  ['facets', (on, query) => facets(on, { ...query, fields: ['service', 'x'], limit: 10, exact: true })],
  ['fields', (on, query) => listFields(on, { ...query, exact: true })],
  ['patterns', (on, query) => patterns(on, { ...query, nowMs: START, limit: 10, exact: true })],
];

// First, because a server behind a frozen connection cannot be told that nobody waits any more.
test('what a query that nobody waits for does in MongoDB ends with it', async () => {
  await using proxy = await openTcpProxy(mongoUrlOf(store));
  await using slow = await openPeerThrough(proxy.url);
  // Each answer of MongoDB comes late, so the query is still under way when it is looked for.
  proxy.delay(300);
  const leaving = new AbortController();
  const running = findLogs(slow, {
    filter: EVERYTHING_IS_READ,
    limit: 100,
    order: 'desc',
    budgetMs: 60_000,
    signal: leaving.signal,
  });
  const operations = async () => {
    const pipeline = [
      { $currentOp: { idleCursors: true } },
      { $match: { ns: { $regex: `^${store.db.databaseName}\\.` } } },
    ];
    return (await store.client.db('admin').aggregate(pipeline).toArray()).length;
  };
  await waitFor('the query runs in MongoDB', async () => (await operations()) > 0);
  leaving.abort(new Error('the client left'));
  await expect(running).rejects.toThrow('the client left');
  await waitFor('nothing of it is left', async () => (await operations()) === 0);
});

test.each(QUERIES)('%s ends at once when nobody waits for it, although MongoDB is silent', async (_what, run) => {
  await using proxy = await openTcpProxy(mongoUrlOf(store));
  await using shaky = await openPeerThrough(proxy.url);
  await run(shaky, { filter: ALL, budgetMs: 60_000 });
  proxy.freeze();
  const leaving = new AbortController();
  const reason = new Error('the client left');
  setTimeout(() => leaving.abort(reason), 100);
  const startedAt = performance.now();
  const running = run(shaky, { filter: EVERYTHING_IS_READ, budgetMs: 600_000, signal: leaving.signal });
  await expect(running).rejects.toBe(reason);
  expect(performance.now() - startedAt).toBeLessThan(60_000);
});

test('a search that runs out of time goes on where it ended, and finds everything once', async () => {
  const filter: Filter = { kind: 'glob', pieces: ['m', ''] };
  const ids: string[] = [];
  let parts = 0;
  const query = { filter, limit: 500, order: 'desc' as const, budgetMs: -1 };
  for (
    let page = await findLogs(store, query);
    ;
    page = await findLogs(store, { ...query, cursor: page.next ?? undefined })
  ) {
    ids.push(...page.records.map(({ id }) => id));
    if (!page.complete) {
      parts += 1;
      expect(page.next).not.toBeNull();
      expect(page.searchedTo).toBeTypeOf('number');
    }
    if (page.next === null) break;
  }
  expect(parts).toBeGreaterThan(5);
  expect(ids).toHaveLength(6_000);
  expect(new Set(ids).size).toBe(6_000);
});
