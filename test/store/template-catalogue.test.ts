import { createLogger } from '@logwarren/common';
import { ALL } from '@logwarren/query';
import { patterns, type Store } from '@logwarren/store';
import { expect, test } from 'vitest';
import { startApp } from '../harness/apps/start-app.ts';
import { pageRecord } from '../harness/page/page-system.ts';
import { storeRecords } from '../harness/store/stored-records.ts';
import { mongoUrlOf, openTestStore } from '../harness/store/test-store.ts';

/** A pattern has an id that stays when it becomes more general, over restarts and in several processes. */

const START = Date.parse('2026-11-20T10:00:00Z');
const RANGE = { from: '2026-11-20', to: '2026-11-21' };
const NAMES = ['ada', 'bob', 'eve', 'joe', 'kim', 'lea', 'max', 'ned', 'ole', 'pam'];

async function sayNames(store: Store, names: readonly string[], at: number): Promise<void> {
  const records = names.map((name, i) =>
    pageRecord(START + at + i, 'sshd', 'INFO', `session opened for user ${name} by root`),
  );
  await storeRecords(store, records, 7);
}

interface Listed {
  pattern: string;
  id: string;
  firstSeen: string;
  count: number;
}

async function listed(search: { url: string }, q = ''): Promise<Listed[]> {
  const response = await fetch(
    `${search.url}/logs/patterns?${new URLSearchParams({ ...RANGE, ...(q === '' ? {} : { q }) })}`,
  );
  expect(response.status).toBe(200);
  return ((await response.json()) as { patterns: Listed[] }).patterns;
}

test('a pattern keeps the id of the oldest that it is made of, in every process, over restarts', async () => {
  await using store = await openTestStore();
  const env = { MONGO_URL: mongoUrlOf(store) };
  await sayNames(store, NAMES.slice(0, 2), 0);
  const before: Listed[] = [];
  {
    await using search = await startApp('search', env).waitReady();
    before.push(...(await listed(search)));
    expect(before).toHaveLength(2);
    expect(await listed(search)).toEqual(before);
  }
  await sayNames(store, NAMES, 1_000);
  await using one = await startApp('search', env).waitReady();
  await using other = await startApp('search', env).waitReady();
  const [here, there] = await Promise.all([listed(one), listed(other)]);
  expect(here).toEqual(there);
  expect(here).toMatchObject([{ pattern: 'session opened for user <*> by root', count: 12 }]);
  const ids = before.map(({ id }) => id);
  expect(ids).toContain(here[0]?.id);
  expect(before.map(({ firstSeen }) => firstSeen)).toContain(here[0]?.firstSeen);
  // What was found once is known to a search that has only one of them.
  const [narrow] = await listed(one, 'ada');
  expect(narrow).toMatchObject({ pattern: 'session opened for user <*> by root', id: here[0]?.id, count: 2 });
});

test('a template that somebody made up in a query is not kept', async () => {
  await using store = await openTestStore();
  await sayNames(store, NAMES.slice(0, 2), 0);
  await using search = await startApp('search', { MONGO_URL: mongoUrlOf(store) }).waitReady();
  const q = 'pattern:"session <*> for user <*> by root"';
  expect(await listed(search, q)).toMatchObject([{ pattern: 'session <*> for user <*> by root', count: 2 }]);
  expect((await listed(search)).map(({ pattern }) => pattern).toSorted()).toEqual(
    NAMES.slice(0, 2).map((name) => `session opened for user ${name} by root`),
  );
});

test('patterns are listed without ids when the catalogue cannot be written or read', async () => {
  await using store = await openTestStore();
  await sayNames(store, NAMES, 0);
  // A view of this name refuses every write, and a pipeline that fails every read.
  await store.db.createCollection('templates', { viewOn: 'none', pipeline: [{ $match: {} }] });
  const query = {
    filter: ALL,
    fromMs: START - 1,
    toMs: START + 60_000,
    nowMs: START + 60_000,
    budgetMs: 60_000,
    exact: true,
    limit: 10,
  };
  const quiet = { ...store, log: createLogger('test', 'fatal') };
  const found = await patterns(quiet, query);
  expect(found.patterns.map(({ pattern, count, id }) => [pattern, count, id])).toEqual([
    ['session opened for user <*> by root', 10, undefined],
  ]);
});
