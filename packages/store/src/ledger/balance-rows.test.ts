import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledgerOf, uniteEntries } from '../bucket/ledger-entry.ts';
import { balanceRows, type LedgerSums } from './balance-rows.ts';
import { backlogOf } from './queue-samples.ts';

const NOW = 1_000_000;
const row = (received: number, stored: number, dead = 0, lastStoredMs = 0, spooled = 0): LedgerSums => ({
  source: 'web-1',
  run: 'r1',
  service: 'shop',
  received,
  stored,
  dead,
  shed: 0,
  spooled,
  lastStoredMs,
});
const backlog = (ready: number, held: number, capacity = 32) => ({ ready, held, capacity, sinceMs: NOW });

describe('what is missing', () => {
  test('is a difference when RabbitMQ and the collectors hold nothing', () => {
    expect(balanceRows([row(100, 90, 5)], backlog(0, 0))).toMatchObject([{ inFlight: 0, difference: 5 }]);
  });

  test('is on its way as far as they can hold it, over all rows together', () => {
    const rows = balanceRows([row(400, 0), row(400, 0)], backlog(1, 0));
    expect(rows).toMatchObject([
      { inFlight: 400, difference: 0 },
      { inFlight: 100, difference: 300 },
    ]);
  });

  test('may be in a collector where something was stored since the queues were looked at', () => {
    expect(balanceRows([row(100, 90, 0, NOW)], backlog(0, 0, 1))).toMatchObject([{ inFlight: 10, difference: 0 }]);
    expect(balanceRows([row(600, 0, 0, NOW)], backlog(0, 0, 1))).toMatchObject([{ inFlight: 500, difference: 100 }]);
  });

  test('counts as on its way if the queues are unknown', () => {
    expect(balanceRows([row(100, 0)], undefined)).toMatchObject([{ inFlight: 100, difference: 0 }]);
  });
});

describe('what is on its way', () => {
  const sample = (ready: number, held: number, queue = 'LogQueue') => {
    return { queue, ready, held, capacity: 32, at: new Date(NOW - 5_000) };
  };
  const counted = (ready: number, consumers: number, queue = 'LogQueue') => ({ queue, ready, consumers });

  test('is the larger of the numbers of collectors and RabbitMQ', () => {
    expect(backlogOf([sample(5, 2), sample(3, 1)], [counted(4, 2), counted(7, 0, 'other')], NOW)).toEqual({
      ready: 12,
      held: 3,
      capacity: 64,
      sinceMs: NOW - 5_000,
    });
    expect(backlogOf([sample(5, 2)], undefined, NOW)).toMatchObject({ ready: 5, held: 2 });
  });

  test('is known without a collector if RabbitMQ says that no messages wait', () => {
    expect(backlogOf([], [counted(3_000, 0)], NOW)).toEqual({ ready: 3_000, held: 0, capacity: 0, sinceMs: NOW });
  });

  test('is not known when a consumer does not say what it holds, or when nobody can be asked', () => {
    const unknown = { ready: 0, held: undefined, capacity: Number.POSITIVE_INFINITY };
    expect(backlogOf([], [counted(0, 1)], NOW)).toMatchObject(unknown);
    expect(backlogOf([sample(0, 0)], [counted(0, 2)], NOW)).toMatchObject(unknown);
    expect(backlogOf([], undefined, NOW)).toBeUndefined();
    expect(balanceRows([row(100, 0)], { ...unknown, sinceMs: NOW })).toMatchObject([{ inFlight: 100, difference: 0 }]);
  });
});

describe('what a source has on its disk', () => {
  test('is on its way, regardless of RabbitMQ', () => {
    expect(balanceRows([row(100, 10, 0, NOW - 60_000, 80)], backlog(0, 0), NOW)).toMatchObject([
      { inFlight: 80, difference: 10 },
    ]);
  });

  test('is a difference when nothing of it has come for an hour', () => {
    expect(balanceRows([row(100, 10, 0, NOW - 60_000, 80)], backlog(0, 0), NOW + 3_600_001)).toMatchObject([
      { inFlight: 0, difference: 90 },
    ]);
  });

  test('is shown by the batches that are sent, and over when the last of them arrives', () => {
    const origin = (from: number, to: number, until?: number) => ({ source: 'web-1', run: 'r1', from, to, until });
    const [first] = ledgerOf([{ records: { count: 2 }, origin: origin(0, 2, 5) }]);
    expect(first).toEqual({ source: 'web-1', run: 'r1', stored: 2, from: 0, to: 2, until: 5 });
    const last = ledgerOf([{ records: { count: 3 }, origin: origin(2, 5) }]);
    expect(uniteEntries([first!, ...last])).toEqual([{ source: 'web-1', run: 'r1', stored: 5, from: 0, to: 5 }]);
  });
});

test('what is there twice is a difference below zero, whatever is on its way elsewhere', () => {
  expect(balanceRows([row(10, 12), row(10, 8)], backlog(5, 5))).toMatchObject([
    { inFlight: 0, difference: -2 },
    { inFlight: 2, difference: 0 },
  ]);
});

test('every row adds up', () => {
  const count = fc.nat(1000);
  const sums = fc.array(fc.tuple(count, count, count, fc.constantFrom(0, NOW)).map((each) => row(...each)));
  fc.assert(
    fc.property(sums, fc.option(fc.tuple(fc.nat(3), fc.nat(3)), { nil: undefined }), (rows, held) => {
      for (const each of balanceRows(rows, held && backlog(...held))) {
        expect(each.received).toBe(each.stored + each.dead + each.inFlight + each.difference);
        expect(each.inFlight).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('a bucket has one entry for each run, and merging buckets keeps the sums', () => {
  const origin = (from: number, to: number, run = 'r1') => ({ source: 'web-1', run, from, to });
  const part = (count: number, of?: object) => ({ records: { count }, origin: of as never });
  const one = ledgerOf([part(5, origin(0, 5)), part(4, origin(9, 14)), part(3), part(2, origin(0, 2, 'r2'))]);
  expect(one).toEqual([
    { source: 'web-1', run: 'r1', stored: 9, from: 0, to: 14 },
    { source: 'web-1', run: 'r2', stored: 2, from: 0, to: 2 },
  ]);
  const other = ledgerOf([part(4, origin(5, 9)), part(1, { source: 'web-1', run: 'r1' })]);
  expect(uniteEntries([...one, ...other])).toEqual([
    { source: 'web-1', run: 'r1', stored: 13, from: 0, to: 14 },
    { source: 'web-1', run: 'r2', stored: 2, from: 0, to: 2 },
    { source: 'web-1', run: 'r1', stored: 1 },
  ]);
});
