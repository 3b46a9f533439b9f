import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectAgreement, numberedRecord, selection } from '../../harness/agreeing-counts.ts';
import { storeRecords } from '../../harness/stored-records.ts';
import { openTestStore } from '../../harness/test-store.ts';

const RECORDS = 1_000_000;
const AT_ONCE = 250_000;
const RUNS = 3;

/** The same as counts-agree.test.ts, at a size that takes minutes. */
test('of a million records all numbers of a selection agree, while records arrive', async () => {
  await using store = await openTestStore();
  for (let first = 0; first < RECORDS; first += AT_ONCE) {
    await storeRecords(
      store,
      Array.from({ length: AT_ONCE }, (_, index) => numberedRecord(first + index)),
      1_000,
    );
  }
  let stored = RECORDS;
  const arrive = async () => {
    await storeRecords(store, [numberedRecord(stored)], 1);
    stored += 1;
  };
  let most = 0;
  await fc.assert(
    fc.asyncProperty(selection, async (asked) => {
      most = Math.max(most, await expectAgreement(store, asked, arrive));
    }),
    { numRuns: RUNS, seed: 20261129 },
  );
  expect(most).toBeGreaterThan(100_000);
}, 900_000);
