import { createBatchIds, type LogRecord, toColumns } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import {
  type BatchPart,
  type Cursor,
  findLogs,
  logContext,
  logsSince,
  type Order,
  type Store,
  saveParts,
} from '@logwarren/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore } from '../harness/store/test-store.ts';

/** An answer is bounded by what its records weigh, not only by their number. */

const HOUR = 3_600_000;
const BASE = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;
const CHARS = 256 * 1024;
const RECORDS = 80;
const PER_BATCH = 8;
/** A thousand of them would be 256 MiB. */
const MOST_CHARS = 8 * 1024 * 1024;
const BUDGET_MS = 60_000;
const nextId = createBatchIds();

let store: Store;

beforeAll(async () => {
  store = await openTestStore();
  for (let first = 0; first < RECORDS; first += PER_BATCH) await saveParts(store, [partOf(first)]);
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

/** Two services take turns, so that buckets overlap in time; every tenth record is short. */
function partOf(first: number): BatchPart {
  const batchId = nextId();
  const numbers = Array.from({ length: PER_BATCH }, (_, i) => first + i);
  const records = toColumns(
    numbers.map((number) => ({
      timestamp: BASE + ((number * 37) % RECORDS) * 1000,
      observedAt: BASE,
      message: number % 10 === 0 ? 'short' : 'x'.repeat(CHARS),
    })),
  );
  const service = first % (2 * PER_BATCH) === 0 ? 'a' : 'b';
  const indexes = numbers.map((_, i) => i);
  return { batchId, partId: batchId, service, severity: 'INFO', records, indexes, jsonBytes: PER_BATCH * CHARS };
}

const charsOf = (records: readonly LogRecord[]) => records.reduce((sum, { message }) => sum + message.length, 0);

it.each<Order>(['desc', 'asc'])(
  'pages of long records are short, and all of them hold every record once (%s)',
  async (order) => {
    const found: LogRecord[] = [];
    let cursor: Cursor | undefined;
    do {
      const page = await findLogs(store, { filter: ALL, order, limit: 1000, cursor, budgetMs: BUDGET_MS });
      expect(page.complete).toBe(true);
      expect(page.records.length).toBeGreaterThan(0);
      expect(charsOf(page.records)).toBeLessThanOrEqual(MOST_CHARS);
      found.push(...page.records);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(found.map(({ id }) => id)).size).toBe(RECORDS);
    const times = found.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted((a, b) => (order === 'asc' ? a - b : b - a)));
  },
);

it('a limit that is reached first counts as before', async () => {
  const page = await findLogs(store, { filter: ALL, order: 'asc', limit: 5, budgetMs: BUDGET_MS });
  expect(page.records).toHaveLength(5);
});

it('the records around one say that some are missing when they are too long', async () => {
  const page = await findLogs(store, { filter: ALL, order: 'asc', limit: 1, budgetMs: BUDGET_MS });
  const { id = '' } = page.records[0] ?? {};
  const query = { id, of: 'service' as const, before: 0, nowMs: Date.now(), budgetMs: BUDGET_MS };
  const all = await logContext(store, { ...query, after: 1000 });
  expect(all).toMatchObject({ complete: false });
  expect(charsOf((all as { after: LogRecord[] }).after)).toBeLessThanOrEqual(MOST_CHARS);
  expect(await logContext(store, { ...query, after: 10 })).toMatchObject({ complete: true });
});

it('what a tail has missed is bounded as well, and what is left out is counted', async () => {
  const afterId = createBatchIds(() => BASE - 1)();
  const { records, leftOut, complete } = await logsSince(store, {
    ...{ filter: ALL, afterId, overlapMs: 0, limit: 5000, budgetMs: BUDGET_MS },
  });
  expect(complete).toBe(true);
  expect(charsOf(records)).toBeLessThanOrEqual(MOST_CHARS);
  expect(charsOf(records)).toBeGreaterThan(MOST_CHARS / 2);
  expect(records.length + leftOut).toBe(RECORDS);
});
