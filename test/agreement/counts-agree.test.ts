import { ALL } from '@logwarren/query';
import {
  AsOfAheadError,
  AsOfExpiredError,
  countLogs,
  findLogs,
  mergeBuckets,
  newestMoment,
  type Store,
} from '@logwarren/store';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING, expectAgreement, numberedRecord, selection } from '../harness/store/agreeing-counts.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** Facets, fields, patterns, stats, histogram and list of one selection agree, also while records arrive. */

/** Number of records that are made and stored at a time. */
const AT_ONCE = 250_000;
/** `COUNTS_RECORDS=1000000 npm test -- counts-agree` looks at a million as well, which takes minutes. */
const more = Number(process.env.COUNTS_RECORDS ?? 0);

/** Numbers of records, and of selections of them. */
const SIZES: [number, number][] = [[10, 12], [10_000, 8], ...(more > 0 ? [[more, 3] as [number, number]] : [])];

describe.each(SIZES)('of %i records', (records, runs) => {
  let store: Store;
  let stored = records;

  beforeAll(async () => {
    store = await openTestStore();
    const perBatch = Math.min(1_000, Math.ceil(records / 100));
    for (let first = 0; first < records; first += AT_ONCE) {
      const count = Math.min(AT_ONCE, records - first);
      await storeRecords(
        store,
        Array.from({ length: count }, (_, index) => numberedRecord(first + index)),
        perBatch,
      );
    }
  }, 900_000);
  afterAll(() => store[Symbol.asyncDispose]());

  /** Changes the store while a page is read: records arrive in the middle of its time, and buckets merge. */
  async function disturb(): Promise<void> {
    await storeRecords(store, [numberedRecord(stored), numberedRecord(stored + 1)], 1);
    stored += 2;
    if (stored % 10 === 0) await mergeBuckets(store, { signal: new AbortController().signal, removeAfterMs: 0 });
  }

  test('all numbers of a selection agree as of one moment, whatever arrives and merges between the questions', async () => {
    let most = 0;
    await fc.assert(
      fc.asyncProperty(selection, async (asked) => {
        most = Math.max(most, await expectAgreement(store, asked, disturb));
      }),
      // A random selection may hold few records, or nothing.
      { numRuns: runs, examples: [[EVERYTHING]] },
    );
    expect(most).toBeGreaterThanOrEqual(records);
    expect(stored).toBeGreaterThan(records);
  }, 900_000);
});

describe('a moment', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore();
    await storeRecords(store, [numberedRecord(0)]);
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const query = { filter: ALL, budgetMs: 60_000 };
  const totalAt = async (asOf?: string) =>
    (await countLogs(store, { ...query, asOf })).counts.reduce((sum, { count }) => sum + count, 0);

  test('has what was stored before it, and nothing that came later', async () => {
    const asOf = await newestMoment(store);
    await storeRecords(store, [numberedRecord(1)]);
    expect(await totalAt(asOf)).toBe(1);
    expect(await totalAt()).toBe(2);
  });

  test('of a store in which nothing was ever stored is one too', async () => {
    await using empty = await openTestStore();
    const asOf = await newestMoment(empty);
    expect(await countLogs(empty, { ...query, asOf })).toEqual({ counts: [], complete: true });
  });

  test.each([
    ['1-1', AsOfExpiredError],
    ['4294967295-1', AsOfAheadError],
    ['nonsense', AsOfExpiredError],
  ])('that MongoDB does not have (%s) is refused', async (asOf, error) => {
    await expect(totalAt(asOf)).rejects.toBeInstanceOf(error);
    const page = findLogs(store, { ...query, limit: 1, order: 'desc', asOf });
    await expect(page).rejects.toBeInstanceOf(error);
  });

  test('of a day that was dropped since is refused, instead of being answered without it', async () => {
    const asOf = await newestMoment(store);
    const before = await totalAt(asOf);
    expect(before).toBeGreaterThan(0);
    const [partition] = await store.db.collection<{ _id: string }>('partitions').find().toArray();
    await store.db
      .collection<{ _id: string }>('partitions')
      .updateOne({ _id: partition?._id ?? '' }, { $set: { state: 'dropping' } });
    await store.db.collection(`buckets_${partition?._id}`).drop();
    await expect(totalAt(asOf)).rejects.toBeInstanceOf(AsOfExpiredError);
  });
});
