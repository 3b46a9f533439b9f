import { type LogRecord, severityOfNumber } from '@logwarren/contract';
import { and, compilePredicate, type Filter, not, parseQuery, resolveField } from '@logwarren/query';
import {
  comparePositions,
  countLogs,
  findLogs,
  histogram,
  mergeBuckets,
  positionOf,
  type Store,
} from '@logwarren/store';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldTest, filter, record, SERVICES, SPAN_MS, START } from '../harness/store/random-queries.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/**
 * One filter, three compilers: what MongoDB finds through headers, terms and bytes is what the predicate says of every
 * single record, for random records and random filters.
 */

/** Hundreds of searches take 8 s on an idle machine; on a busy one, as many are made as fit into this, ms. */
const SEARCHING_MS = 120_000;
const LIMIT_MS = 300_000;
let store: Store;
let stored: LogRecord[];

beforeAll(async () => {
  store = await openTestStore();
  const records = fc.sample(record, { seed: 20261121, numRuns: 600 });
  stored = await storeRecords(store, records, 6);
  await mergeBuckets(store, { signal: new AbortController().signal, removeAfterMs: 0 });
  stored.push(...(await storeRecords(store, fc.sample(record, { seed: 7, numRuns: 150 }), 2)));
  stored.sort((a, b) => comparePositions(positionOf(b), positionOf(a)));
});

afterAll(() => store[Symbol.asyncDispose]());

/** All pages of a search. */
async function findAll(asked: Filter, range: { fromMs?: number; toMs?: number } = {}): Promise<string[]> {
  const ids: string[] = [];
  const query = { filter: asked, ...range, limit: 500, order: 'desc' as const, budgetMs: 60_000 };
  for (
    let page = await findLogs(store, query);
    ;
    page = await findLogs(store, { ...query, cursor: page.next ?? undefined })
  ) {
    expect(page.complete).toBe(true);
    ids.push(...page.records.map(({ id }) => id));
    if (page.next === null) return ids;
  }
}

function expectedIds(asked: Filter, { fromMs = -Infinity, toMs = Infinity } = {}): string[] {
  const matches = compilePredicate(asked);
  return stored
    .filter((each) => each.timestamp >= fromMs && each.timestamp < toMs && matches(each))
    .map(({ id }) => id);
}

test(
  'MongoDB finds exactly the records that the predicate matches',
  async () => {
    let [searches, found] = [0, 0];
    await fc.assert(
      fc.asyncProperty(filter, async (asked) => {
        const expected = expectedIds(asked);
        searches += 1;
        found += expected.length > 0 && expected.length < stored.length ? 1 : 0;
        expect(await findAll(asked)).toEqual(expected);
      }),
      { numRuns: 250, interruptAfterTimeLimit: SEARCHING_MS },
    );
    expect(found / searches, 'searches that find some of the records').toBeGreaterThan(0.2);
  },
  LIMIT_MS,
);

test(
  'counts and histograms count what is found, whether or not headers decide it',
  async () => {
    const stream = fc.oneof(
      fc.constantFrom(...SERVICES).map((service): Filter => ({ kind: 'service', service })),
      fc
        .constantFrom(1, 5, 9, 13, 17, 21)
        .map((number): Filter => ({ kind: 'severity', min: number, max: number + 3 })),
      fieldTest.map((asked): Filter => ({ kind: 'field', field: resolveField('service'), test: asked })),
    );
    const decided = fc.oneof(
      stream,
      fc.array(stream, { maxLength: 3 }).map((filters): Filter => not(and(filters))),
      fc
        .array(fc.oneof(stream, stream.map(not)), { minLength: 1, maxLength: 3 })
        .map((filters): Filter => ({ kind: 'or', filters })),
    );
    const moment = fc.integer({ min: START - 1_000_000, max: START + SPAN_MS + 1_000_000 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(filter, decided), moment, moment, async (asked, a, b) => {
        const range = { fromMs: Math.min(a, b), toMs: Math.max(a, b) + 1 };
        const expected = expectedIds(asked, range).length;
        const query = { filter: asked, ...range, budgetMs: 60_000 };
        const { counts, complete } = await countLogs(store, query);
        expect(complete).toBe(true);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(expected);
        const { bins } = await histogram(store, { ...query, bins: 20, nowMs: range.toMs });
        const inBins = bins.flatMap((bin) => Object.values(bin.counts)).reduce((sum, count) => sum + count, 0);
        expect(inBins).toBe(expected);
      }),
      { numRuns: 100, interruptAfterTimeLimit: SEARCHING_MS },
    );
  },
  LIMIT_MS,
);

test('a severity of a query is the range of its name', () => {
  for (const { severityNumber, severity } of stored.slice(0, 200)) {
    const matches = compilePredicate(parseQuery(`level:${severity.toLowerCase()}`, START));
    expect(matches({ severityNumber } as LogRecord)).toBe(severityOfNumber(severityNumber) === severity);
  }
});
