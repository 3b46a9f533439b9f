import { createBatchIds, type LogRecord, type RecordOrder, stemOf, toColumns } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import {
  type BatchPart,
  type Cursor,
  comparePositions,
  findLogs,
  mergeBuckets,
  type Order,
  positionOf,
  type Store,
  saveParts,
} from '@logwarren/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore } from '../harness/store/test-store.ts';

/**
 * Thousands of records of one millisecond, one service and one severity: a page opens the buckets that its records are in,
 * and not all that there are of that moment. What is counted is buckets, so that nothing depends on the machine.
 */

const MOMENT = Date.now() - 3_600_000;
const LIMIT = 500;
const { signal } = new AbortController();
const nextId = createBatchIds();

let store: Store;

beforeEach(async () => {
  store = await openTestStore();
});

afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

function partOf(records: number, order?: RecordOrder): BatchPart {
  const batchId = nextId();
  const indexes = Array.from({ length: records }, (_, index) => index);
  const columns = toColumns(indexes.map((index) => ({ timestamp: MOMENT, observedAt: MOMENT, message: `x ${index}` })));
  const stream = { service: 'bulk', severity: 'INFO' as const };
  return { batchId, partId: batchId, ...stream, records: columns, indexes, jsonBytes: 100 * records, order };
}

/** Buckets that were read through a store. */
interface Reads {
  opened: number;
  /** Only asked for their times and places. */
  narrowed: number;
}

/** The store, and how many buckets have been read through it. */
function counting(): { store: Store; reads: Reads } {
  const reads: Reads = { opened: 0, narrowed: 0 };
  const collection = (name: string) => {
    const inner = store.db.collection(name);
    if (!name.startsWith('records_')) return inner;
    const find = (filter: { _id: { $in: unknown[] } }, options: { projection?: object }) => {
      reads[options.projection === undefined ? 'opened' : 'narrowed'] += filter._id.$in.length;
      return inner.find(filter as object, options);
    };
    return Object.assign(Object.create(inner), { find });
  };
  const db = Object.assign(Object.create(store.db), { collection }) as Store['db'];
  return { store: { ...store, db }, reads };
}

/** Reads everything in pages, and counts them and the buckets opened for them. */
async function readAll(order: Order): Promise<{ pages: number; reads: Reads; records: LogRecord[] }> {
  const counted = counting();
  const records: LogRecord[] = [];
  let cursor: Cursor | undefined;
  for (let pages = 1; ; pages++) {
    const page = await findLogs(counted.store, { filter: ALL, order, cursor, limit: LIMIT, budgetMs: 60_000 });
    records.push(...page.records);
    if (page.next === null) return { pages, reads: counted.reads, records };
    cursor = page.next;
  }
}

/** Reads both ways. @returns most buckets opened, and most of which only times were read */
async function expectAll(parts: readonly BatchPart[]): Promise<Reads> {
  const stored = parts.reduce((sum, { records }) => sum + records.count, 0);
  const most: Reads = { opened: 0, narrowed: 0 };
  for (const order of ['asc', 'desc'] as const) {
    const { pages, reads, records } = await readAll(order);
    expect(new Set(records.map(({ id }) => id)).size).toBe(stored);
    expect(records).toHaveLength(stored);
    const sign = order === 'asc' ? 1 : -1;
    const places = records.map(positionOf);
    expect(places).toEqual(places.toSorted((a, b) => sign * comparePositions(a, b)));
    expect(pages).toBeLessThanOrEqual(stored / LIMIT + 2);
    most.opened = Math.max(most.opened, reads.opened);
    most.narrowed = Math.max(most.narrowed, reads.narrowed);
  }
  return most;
}

describe('the pages of 40,000 records of one millisecond open few buckets', () => {
  it('of batches without an origin', async () => {
    const parts = Array.from({ length: 40 }, () => partOf(1_000));
    await saveParts(store, parts);
    // Two pages a bucket, and the next bucket to know whether there is more.
    expect((await expectAll(parts)).opened).toBeLessThanOrEqual(40 * 2 * 2);
  });

  it('of ten origins, a little of each in every bucket', async () => {
    const origins = Array.from({ length: 10 }, () => stemOf(nextId()));
    const parts = Array.from({ length: 400 }, (_, i) => {
      const ordinals = Array.from({ length: 100 }, (__, k) => Math.floor(i / 10) * 100 + k);
      return partOf(100, { origin: origins[i % 10] as string, ordinals });
    });
    await saveParts(store, parts);
    // Each bucket has a hundred records of an origin, so a page of 500 lies in five or six of them.
    expect((await expectAll(parts)).opened).toBeLessThanOrEqual(80 * 8);
  });

  it('after small buckets have been merged', async () => {
    const parts = Array.from({ length: 100 }, () => partOf(400));
    for (let i = 0; i < parts.length; i += 1) await saveParts(store, parts.slice(i, i + 1));
    await mergeBuckets(store, { signal, removeAfterMs: 0 });
    expect((await expectAll(parts)).opened).toBeLessThanOrEqual(50 * 2 * 2);
  });

  it('of headers that do not say where their records stand', async () => {
    const parts = Array.from({ length: 40 }, () => partOf(1_000));
    await saveParts(store, parts);
    for (const { name } of await store.db.listCollections().toArray()) {
      if (name.startsWith('buckets_'))
        await store.db.collection(name).updateMany({}, { $unset: { fromPlaces: 1, toPlaces: 1 } });
    }
    const { opened, narrowed } = await expectAll(parts);
    expect(opened).toBeLessThanOrEqual(40 * 2 * 2);
    // On each page the times of each bucket once.
    expect(narrowed).toBeLessThanOrEqual(40 * (40 * 2 + 2));
  });
});
