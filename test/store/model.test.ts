import type { LogRecord } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import {
  type BatchPart,
  comparePositions,
  findLogs,
  mergeBuckets,
  type Order,
  positionOf,
  type Store,
  StoreUnavailableError,
  sweepOrphans,
} from '@logwarren/store';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pager } from '../harness/page/pager.ts';
import { idsOf, step, toPart, withFault } from '../harness/store/model-steps.ts';
import { saveAll } from '../harness/store/stored-records.ts';
import { emptyStore, openTestStore } from '../harness/store/test-store.ts';

/**
 * The promise of the store against a model: whatever the interleaving of storing, redelivery, merging, sweeping and
 * crashes between the two inserts, search returns exactly the records acked, each once, in order; and a reader that pages
 * through all of it meanwhile skips and repeats nothing.
 */

/** Random orders take seconds on an idle machine; on a busy one, as many are tried as fit into this, ms. */
const TRYING_MS = 120_000;
const PAGE = { limit: 5, budgetMs: 60_000 };

/** Pages through everything while the world changes. */
class Reader extends Pager {
  readonly #mustSee: ReadonlySet<string>;
  readonly #sign: number;

  constructor(order: Order, mustSee: Iterable<string>) {
    super(order);
    this.#mustSee = new Set(mustSee);
    this.#sign = order === 'asc' ? 1 : -1;
  }

  check(): void {
    for (let i = 1; i < this.records.length; i++) {
      const [before, after] = [this.records[i - 1] as LogRecord, this.records[i] as LogRecord];
      expect(this.#sign * comparePositions(positionOf(before), positionOf(after))).toBeLessThan(0);
    }
    const ids = new Set(this.records.map(({ id }) => id));
    expect([...this.#mustSee].filter((id) => !ids.has(id))).toEqual([]);
  }
}

let store: Store;
const { signal } = new AbortController();
const merge = () => mergeBuckets(store, { signal, removeAfterMs: 0 });

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

async function readAll(order: Order, mustSee: Iterable<string>): Promise<LogRecord[]> {
  const reader = new Reader(order, mustSee);
  while (!reader.isDone) await reader.next(store, PAGE);
  reader.check();
  return reader.records;
}

describe('the store against its model', () => {
  it('returns exactly the records acked, each once, in order, and pages without gap or repetition', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 14 }),
        fc.constantFrom<Order>('asc', 'desc'),
        async (steps, order) => {
          await emptyStore(store);
          const acked = new Set<string>();
          const attempted: BatchPart[] = [];
          let pager: Reader | undefined;
          const save = async (parts: BatchPart[], into: Store = store) => {
            for (const { part } of await saveAll(into, parts)) for (const id of idsOf(part)) acked.add(id);
          };
          for (const each of steps) {
            const redelivered = (which: number, count: number) =>
              attempted.slice(which % (attempted.length || 1)).slice(0, count + 1);
            switch (each.kind) {
              case 'save': {
                const parts = each.parts.map(toPart);
                attempted.push(...parts);
                if (each.fault === 'none') await save(parts);
                else await expect(save(parts, withFault(store, each.fault))).rejects.toThrow(StoreUnavailableError);
                break;
              }
              case 'redeliver':
                await save(redelivered(each.which, each.count));
                break;
              case 'merge':
                await merge();
                break;
              case 'sweep':
                await sweepOrphans(store, { signal, minAgeMs: 0 });
                break;
              case 'page':
                pager ??= new Reader(order, acked);
                await pager.next(store, PAGE);
                break;
              case 'together':
                // Two collectors, two mergers and a reader at the same time.
                await Promise.all([
                  save(redelivered(each.which, 3)),
                  save(redelivered(each.which, 2)),
                  merge(),
                  merge().catch(() => undefined),
                  pager?.next(store, PAGE),
                ]);
            }
          }
          while (pager !== undefined && !pager.isDone) await pager.next(store, PAGE);
          pager?.check();
          await save(attempted);
          await merge();
          const seen = await readAll(order, acked);
          expect(seen.map(({ id }) => id).toSorted()).toEqual([...acked].toSorted());
          expect(acked.size).toBe(attempted.flatMap(idsOf).length);
        },
      ),
      { numRuns: Number(process.env.TEST_MODEL_RUNS ?? 25), interruptAfterTimeLimit: TRYING_MS },
    );
  });

  it('shows a reader every record while buckets merge under it and their old records go', async () => {
    const acked: string[] = [];
    const readPage = async (order: Order) => {
      const expected = acked.length;
      const page = await findLogs(store, { filter: ALL, limit: 10_000, order, budgetMs: 60_000 });
      expect(new Set(page.records.map(({ id }) => id)).size).toBe(expected);
    };
    await emptyStore(store);
    for (let round = 0; round < 3; round++) {
      // More headers than one answer of MongoDB carries, so that a merge commits while a reader is between two answers.
      await Promise.all(
        Array.from({ length: 8 }, async (_, writer) => {
          for (let i = 0; i < 60; i++) {
            const offsets = [writer * 60_000 + i * 1000 + round];
            const part = toPart({ service: 'checkout', severity: 'ERROR', hour: i % 3, offsets, yesterday: false });
            await saveAll(store, [part]);
            acked.push(...idsOf(part));
          }
        }),
      );
      await Promise.all([
        merge().then(merge),
        ...Array.from({ length: 8 }, (_, i) => readPage(i % 2 === 0 ? 'asc' : 'desc')),
      ]);
    }
  });
});
