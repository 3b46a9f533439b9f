import type { NormalisedRecord } from '@logwarren/contract';
import { ALL, compilePredicate, type Filter, parseQuery } from '@logwarren/query';
import { MongoServerError } from 'mongodb';
import { expect, test } from 'vitest';
import type { Store } from '../connection/store.ts';
import { bindServices } from './bind-services.ts';
import { headerCondition } from './header-condition.ts';
import type { Snapshot } from './read-snapshot.ts';

const NAMES = ['', ...Array.from({ length: 3_000 }, (_, i) => `${i % 3 === 0 ? 'check' : 'shop'}-${i}`)];
const SNAPSHOT = { partitions: [{ _id: 'default_2026-11-21' }] } as unknown as Snapshot;

/** A store whose headers have these services, or whose answer is an error. */
function storeOf(names: readonly string[], error?: Error): Store {
  const headers = {
    async distinct() {
      return names;
    },
    async *aggregate() {
      for (const _id of names) yield { _id };
      if (error !== undefined) throw error;
    },
  };
  return { db: { collection: () => headers } } as unknown as Store;
}

const service = (pattern: string): Filter => parseQuery(`service:${pattern}`, 0);
const bound = (filter: Filter, store = storeOf(NAMES)) => bindServices(store, SNAPSHOT, filter, () => 1_000);

test('a pattern that every service matches is not a condition', async () => {
  expect(await bound(service('*'))).toEqual(ALL);
});

test.each(['check-*', 'shop-*', '*7*', 'CHECK-3', 'none*'])(
  'service:%s is bound to the names that pass it',
  async (pattern) => {
    const matches = compilePredicate(service(pattern));
    const filter = await bound(service(pattern));
    const isMatch = compilePredicate(filter);
    for (const name of NAMES.slice(1)) {
      const record = { service: name } as NormalisedRecord;
      expect.soft(isMatch(record), name).toBe(matches(record));
    }
    const most = NAMES.length / 2;
    const condition = headerCondition(filter, []);
    const branches = JSON.stringify(condition).match(/"service"/g) ?? [];
    expect(branches.length).toBeLessThanOrEqual(1);
    expect(JSON.stringify(condition).split('-').length).toBeLessThanOrEqual(most + 1);
  },
);

test('when the names cannot be had in time, or are too many, the filter decides record by record', async () => {
  const expired = new MongoServerError({ code: 50, message: 'operation exceeded time limit' });
  expect(await bound(service('check*'), storeOf(['a'], expired))).toEqual(service('check*'));
  const many = Array.from({ length: 30_000 }, (_, i) => `s${i}`);
  expect(await bound(service('s1*'), storeOf(many))).toEqual(service('s1*'));
  const refused = new MongoServerError({ code: 13, message: 'not authorized' });
  await expect(bound(service('check*'), storeOf(['a'], refused))).rejects.toBe(refused);
});
