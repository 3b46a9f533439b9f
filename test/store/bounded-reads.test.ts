import { firstIdAt } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import {
  countLogs,
  facets,
  findLetters,
  findLogs,
  getLetter,
  getLog,
  getSearch,
  histogram,
  listFields,
  listSearches,
  logContext,
  logsSince,
  newestMoment,
  patterns,
  readLedger,
  requestReplay,
  type Store,
  saveSearch,
  statesOfLetters,
} from '@logwarren/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** Every read that search makes ends in MongoDB, too, when its time is up. */

const NOW = Date.now();
const HOUR = 3_600_000;

let store: Store;
let id: string;

beforeAll(async () => {
  store = await openTestStore();
  const record = { severity: 'INFO' as const, severityNumber: 9, service: 'web', observedAt: NOW };
  const records = [1, 2, 3].map((n) => ({ ...record, timestamp: NOW - n * HOUR, message: `x ${n}` }));
  id = (await storeRecords(store, records))[0]?.id ?? '';
  await saveSearch(store, { name: 'kept', parameters: {} });
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

const asked = { filter: ALL, budgetMs: 60_000 };
const trace = { kind: 'trace', traceId: 'a'.repeat(32) } as const;
/** A range that cuts through buckets at both ends. */
const partly = { fromMs: NOW - 3 * HOUR + 1, toMs: NOW - HOUR + 1 };

const READS: Record<string, () => Promise<unknown>> = {
  findLogs: () => findLogs(store, { ...asked, limit: 10, order: 'desc' }),
  countLogs: () => countLogs(store, { ...asked, ...partly }),
  'countLogs of a trace': () => countLogs(store, { ...asked, filter: trace }),
  histogram: () => histogram(store, { ...asked, bins: 10, nowMs: NOW }),
  facets: () => facets(store, { ...asked, fields: ['service', 'message'], limit: 10, exact: false }),
  listFields: () => listFields(store, { ...asked, exact: false }),
  patterns: () => patterns(store, { ...asked, nowMs: NOW, limit: 10, exact: false }),
  getLog: () => getLog(store, id),
  logContext: () => logContext(store, { id, of: 'service', before: 5, after: 5, nowMs: NOW, budgetMs: 60_000 }),
  logsSince: () => logsSince(store, { ...asked, afterId: firstIdAt(NOW - HOUR), overlapMs: 0, limit: 10 }),
  newestMoment: () => newestMoment(store),
  'a moment that is given': async () => countLogs(store, { ...asked, asOf: await newestMoment(store) }),
  readLedger: () => readLedger(store, { budgetMs: 60_000 }),
  findLetters: () => findLetters(store, { states: ['kept'] }, 10),
  getLetter: () => getLetter(store, 'a'.repeat(32)),
  statesOfLetters: () => statesOfLetters(store, ['a'.repeat(32)]),
  requestReplay: () => requestReplay(store, { filter: {} }, 60_000),
  listSearches: () => listSearches(store),
  getSearch: () => getSearch(store, 'abcdefghij'),
};

interface Profiled {
  op: string;
  ts: Date;
  ns: string;
  command: { maxTimeMS?: number } & Record<string, unknown>;
}

describe('a read has a limit of time in MongoDB:', () => {
  it.each(Object.keys(READS))('%s', async (name) => {
    const profile = store.db.collection<Profiled>('system.profile');
    await store.db.command({ profile: 2 });
    const since = (await store.db.admin().command({ hello: 1 })).localTime;
    await READS[name]?.();
    await store.db.command({ profile: 0 });
    const commands = await profile
      .find({ op: { $in: ['query', 'command'] }, ns: { $not: /system/ }, ts: { $gte: since } })
      .toArray();
    const reads = commands.filter(({ command }) => 'find' in command || 'aggregate' in command || 'count' in command);
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter(({ command }) => command.maxTimeMS === undefined)).toEqual([]);
  });
});

describe('a count whose headers MongoDB does not count in time', () => {
  /** Headers take MongoDB two seconds each. */
  const SLOW = {
    $match: { $expr: { $function: { body: 'function() { sleep(2000); return true; }', args: [], lang: 'js' } } },
  };
  const slowly = (): Store => {
    const collection = (name: string) => {
      const inner = store.db.collection(name);
      const aggregate = (pipeline: object[], options: object) => inner.aggregate([SLOW, ...pipeline], options);
      return Object.assign(Object.create(inner), { aggregate });
    };
    return { ...store, db: Object.assign(Object.create(store.db), { collection }) };
  };
  const range = { fromMs: NOW - 10 * HOUR, toMs: NOW };

  it.each([
    ['countLogs', () => countLogs(slowly(), { filter: ALL, budgetMs: 1, ...range })],
    ['histogram', () => histogram(slowly(), { filter: ALL, budgetMs: 1, bins: 10, nowMs: NOW, ...range })],
    [
      'facets',
      () => facets(slowly(), { filter: ALL, budgetMs: 1, fields: ['service'], limit: 10, exact: false, ...range }),
    ],
  ])('is not complete: %s', async (_name, count) => {
    expect(await count()).toMatchObject({ complete: false });
  });
});
