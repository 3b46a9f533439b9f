import { ALL } from '@logwarren/query';
import { Binary, MongoServerError } from 'mongodb';
import { expect, test } from 'vitest';
import type { Store } from '../connection/store.ts';
import { compileFilter } from '../read/compile-filter.ts';
import { candidatesOf, type Scan } from './candidates-of.ts';

interface Asked {
  maxTimeMS?: number;
}

/** A store with endless headers; `onHeader` is called before each. */
function endlessStore(onHeader: (index: number) => void, asked: Asked[] = []): Store {
  async function* headers() {
    for (let i = 0; ; i++) {
      onHeader(i);
      yield {
        _id: new Binary(Buffer.alloc(16)),
        service: 'shop',
        severityNumber: 9,
        from: new Date(0),
        to: new Date(0),
        count: 1,
      };
    }
  }
  const find = (_: unknown, options: Asked) => {
    asked.push(options);
    return { sort: headers };
  };
  return { db: { collection: () => ({ find }) } } as unknown as Store;
}

function scanUntil(clock: () => number, deadline: number): Scan {
  const snapshot = { partitions: [{ _id: 'default_2026-11-21', termSizes: [] }] } as unknown as Scan['snapshot'];
  return { snapshot, filter: compileFilter(ALL), range: { fromMs: 0, toMs: 1 }, condition: {}, clock, deadline };
}

test('headers are read until the time is up, and the answer says so', async () => {
  let nowMs = 0;
  const asked: Asked[] = [];
  const store = endlessStore(() => (nowMs += 0.01), asked);
  const { buckets, complete } = await candidatesOf(
    store,
    scanUntil(() => nowMs, 100),
  );
  expect(complete).toBe(false);
  expect(buckets.length).toBeGreaterThan(9_000);
  expect(buckets.length).toBeLessThan(12_000);
  expect(asked[0]?.maxTimeMS).toBe(1_100);
});

test('headers that one query keeps are bounded, even with unlimited time', async () => {
  const { buckets, complete } = await candidatesOf(
    endlessStore((i) => {
      if (i > 300_000) throw new Error('everything would be read');
    }),
    scanUntil(() => 0, 1_000),
  );
  expect(complete).toBe(false);
  expect(buckets).toHaveLength(200_000);
});

test('headers that MongoDB returned before it took too long are kept; any other failure is an error', async () => {
  const failing = (code: number) =>
    endlessStore((i) => {
      if (i === 10) throw new MongoServerError({ code, message: 'failed' });
    });
  const scan = scanUntil(() => 0, 1_000);
  expect(await candidatesOf(failing(50), scan)).toMatchObject({ complete: false, buckets: { length: 10 } });
  await expect(candidatesOf(failing(13), scan)).rejects.toMatchObject({ code: 13 });
});
