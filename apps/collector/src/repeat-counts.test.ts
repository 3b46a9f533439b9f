import { createLogger } from '@logwarren/common';
import type { RepeatCount } from '@logwarren/store';
import { expect, test, vi } from 'vitest';
import { openRepeatCounts } from './repeat-counts.ts';
import type { Repeat } from './storing/part-saver.ts';

const log = createLogger('test', 'silent');

function repeat(records: number, identity?: Repeat['identity'], source?: string): Repeat {
  const origin = source === undefined ? undefined : { source, run: 'r1' };
  return {
    part: { service: 'shop', records: { count: records }, origin } as Repeat['part'],
    identity,
    first: 'stored',
  };
}

test('repeats are written as sums by source, service and reason, and only when there are some', async () => {
  const saved: (readonly RepeatCount[])[] = [];
  const counts = openRepeatCounts({ save: async (_id, each) => void saved.push(each), log, everyMs: 1 });
  for (const each of [repeat(3, 'batch-id', 'web-1'), repeat(4, 'batch-id', 'web-1'), repeat(1, 'header'), repeat(2)]) {
    counts.add(each);
  }
  await vi.waitFor(() => expect(saved).toHaveLength(1), { timeout: 60_000, interval: 2 });
  await counts[Symbol.asyncDispose]();
  expect(saved).toEqual([
    [
      { source: 'web-1', service: 'shop', reason: 'batch-id', records: 7 },
      { source: null, service: 'shop', reason: 'header', records: 1 },
      { source: null, service: 'shop', reason: 'attempt', records: 2 },
    ],
  ]);
});

test('what could not be written is written under the same id, what came meanwhile after it', async () => {
  const tried: { id: string; records: number }[] = [];
  const counts = openRepeatCounts({
    async save(id, [first]) {
      tried.push({ id, records: first?.records ?? 0 });
      if (tried.length === 1) counts.add(repeat(5, 'header'));
      if (tried.length < 3) throw new Error('away');
    },
    log,
    everyMs: 1,
  });
  counts.add(repeat(2, 'header'));
  await vi.waitFor(() => expect(tried.length).toBeGreaterThanOrEqual(4), { timeout: 60_000, interval: 2 });
  await counts[Symbol.asyncDispose]();
  expect(tried.map(({ records }) => records)).toEqual([2, 2, 2, 5]);
  expect(new Set(tried.map(({ id }) => id)).size).toBe(2);
});
