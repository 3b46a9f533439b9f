import {
  createBatchIds,
  type LogRecord,
  type RecordOrder,
  recordId,
  type Severity,
  stemOf,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import {
  type BatchPart,
  comparePositions,
  mergeBuckets,
  type Order,
  positionOf,
  type Store,
  saveParts,
} from '@logwarren/store';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pager } from '../harness/page/pager.ts';
import { emptyStore, openTestStore } from '../harness/store/test-store.ts';

/**
 * A search that is taken up again makes progress and never goes back, whatever its time budget, and whatever arrives and
 * merges between two of its pages. Time is an argument, so nothing here depends on how fast the machine is.
 */

const HOUR = 3_600_000;
/** Random orders take seconds on an idle machine; on a busy one, as many are tried as fit into this, ms. */
const SEARCHING_MS = 120_000;
const BASE = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;
const { signal } = new AbortController();
const nextId = createBatchIds();

let store: Store;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

function partOf(service: string, severity: Severity, times: readonly number[], order?: RecordOrder): BatchPart {
  const batchId = nextId();
  const records: WireRecord[] = times.map((timestamp) => ({ timestamp, observedAt: BASE, message: 'x' }));
  const indexes = records.map((_, index) => index);
  const jsonBytes = 100 * records.length;
  return { batchId, partId: batchId, service, severity, records: toColumns(records), indexes, jsonBytes, order };
}

const idsOf = (part: BatchPart) => part.indexes.map((index) => recordId(part.batchId, index));
const merge = () => mergeBuckets(store, { signal, removeAfterMs: 0 });

/** A clock on which a millisecond passes with every look at it. */
function countingClock(): () => number {
  let ms = 0;
  return () => ms++;
}

interface Page {
  limit: number;
  budgetMs: number;
}

/** Reads pages until there are no more; fails when a cursor goes back, or when there are far more pages than records. */
async function readAll(
  order: Order,
  pageAt: (index: number) => Page,
  between: (index: number) => Promise<void> = async () => {},
): Promise<{ records: LogRecord[]; pages: number }> {
  const pager = new Pager(order);
  for (;;) {
    await pager.next(store, { clock: countingClock(), ...pageAt(pager.pages) });
    if (pager.isDone) return pager;
    await between(pager.pages);
  }
}

function expectInOrder(records: readonly LogRecord[], order: Order): void {
  const sign = order === 'asc' ? 1 : -1;
  for (let i = 1; i < records.length; i++) {
    const [before, after] = [records[i - 1] as LogRecord, records[i] as LogRecord];
    expect(sign * comparePositions(positionOf(before), positionOf(after))).toBeLessThan(0);
  }
}

describe('pages of a search whose time is up', () => {
  it('show each of 9,000 records of 300 merged streams once, and end', async () => {
    await emptyStore(store);
    const parts = Array.from({ length: 300 }, (_, stream) =>
      [0, 1, 2].map((minute) =>
        partOf(
          `service-${stream}`,
          'INFO',
          Array.from({ length: 10 }, (__, i) => BASE + minute * 60_000 + i * 6_000 + stream),
        ),
      ),
    ).flat();
    await saveParts(store, parts);
    await merge();
    for (const order of ['desc', 'asc'] as const) {
      const budgets = order === 'desc' ? [1, 200, 200] : [200];
      const { records } = await readAll(order, (i) => ({ limit: 1_000, budgetMs: budgets[i % budgets.length] ?? 1 }));
      expect(records).toHaveLength(9_000);
      expectInOrder(records, order);
      expect(new Set(records.map(({ id }) => id))).toEqual(new Set(parts.flatMap(idsOf)));
    }
  });

  it('repeat and skip nothing whatever arrives and merges between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        // As many as make a page ask for their times first (narrow-headers.ts), and fewer.
        fc.array(stream, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.array(step, { minLength: 1, maxLength: 10 }),
        fc.constantFrom<Order>('asc', 'desc'),
        fc.boolean(),
        async (streams, steps, order, isMerged) => {
          await emptyStore(store);
          const before = streams.map(toPart);
          await saveParts(store, before);
          if (isMerged) await merge();
          const later: BatchPart[] = [];
          const pageAt = (index: number) => steps[index % steps.length] as Step;
          const { records, pages } = await readAll(order, pageAt, async (index) => {
            // What arrives comes to an end, so that the pages must.
            const { arrivals, merges } = steps[index] ?? { arrivals: [], merges: false };
            const parts = arrivals.map(toPart);
            later.push(...parts);
            if (parts.length > 0) await saveParts(store, parts);
            if (merges) await merge();
          });
          expectInOrder(records, order);
          const seen = records.map(({ id }) => id);
          const stored = before.flatMap(idsOf);
          const isLater = new Set(later.flatMap(idsOf));
          expect(seen.filter((id) => !isLater.has(id)).toSorted()).toEqual(stored.toSorted());
          expect(new Set(seen).size).toBe(seen.length);
          // A page ends behind a record, or behind the beginning of a bucket.
          expect(pages).toBeLessThanOrEqual(2 * (stored.length + isLater.size) + 2);
        },
      ),
      { numRuns: Number(process.env.TEST_MODEL_RUNS ?? 60), interruptAfterTimeLimit: SEARCHING_MS },
    );
  });
});

interface Stream {
  service: string;
  severity: Severity;
  hour: number;
  offsets: number[];
  origin: string | undefined;
  ordinal: number;
}

interface Step extends Page {
  arrivals: Stream[];
  merges: boolean;
}

/** Few moments, so that many records share one; a far one in most, so that buckets lie over others. */
const offsets = fc
  .tuple(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 }), fc.nat(HOUR - 1), fc.nat(3))
  .map(([near, far, isNear]) => (isNear === 0 ? near : [...near, far]));

const stream: fc.Arbitrary<Stream> = fc.record({
  service: fc.constantFrom(...Array.from({ length: 20 }, (_, i) => `service-${i}`)),
  severity: fc.constantFrom<Severity>('ERROR', 'INFO'),
  hour: fc.constantFrom(0, 0, 0, 1),
  offsets,
  // Also two records that claim the same place.
  origin: fc.constantFrom(undefined, stemOf(nextId()), stemOf(nextId())),
  ordinal: fc.nat(9),
});

const step: fc.Arbitrary<Step> = fc.record({
  limit: fc.integer({ min: 1, max: 12 }),
  // A page looks at the clock twice for each group of buckets.
  budgetMs: fc.integer({ min: 0, max: 12 }),
  arrivals: fc.array(stream, { maxLength: 3 }),
  merges: fc.boolean(),
});

function toPart({ service, severity, hour, offsets, ordinal, origin }: Stream): BatchPart {
  const times = offsets.map((each) => BASE + hour * HOUR + each);
  const ordinals = offsets.map((_, i) => ordinal + 2 * i);
  return partOf(service, severity, times, origin === undefined ? undefined : { origin, ordinals });
}
