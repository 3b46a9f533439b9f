import { randomUUID } from 'node:crypto';
import { createLogger, Readiness, UnknownFormatError } from '@logwarren/common';
import type { KeptLetter } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import {
  FORMAT,
  findLetters,
  findLogs,
  getLetter,
  keepLetters,
  listSearches,
  mergeBuckets,
  openStore,
  type Store,
  saveSearch,
  withLease,
} from '@logwarren/store';
import { writerOf } from '@logwarren/store/admin';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/** Documents that carry a format version, and how this build treats a version that it does not know. */

type Any = { _id: never; v?: number };

let store: Store;
let names: { headers: string; records: string };
const { signal } = new AbortController();

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store[Symbol.asyncDispose]());

const collection = (name: string) => store.db.collection<Any>(name);
const versions = async (name: string) => (await collection(name).find().toArray()).map(({ v }) => v);
const find = () => findLogs(store, { filter: ALL, limit: 10, order: 'desc', budgetMs: 60_000 });
const storeOne = () => {
  const now = Date.now();
  const record = { service: 'shop', severity: 'INFO' as const, severityNumber: 9, message: 'x' };
  return storeRecords(store, [{ ...record, timestamp: now, observedAt: now }]);
};

beforeEach(async () => {
  for (const { name } of await store.db.listCollections({}, { nameOnly: true }).toArray())
    await store.db.dropCollection(name);
  writerOf(store).view = undefined;
  store.noted.format = 0;
  await storeOne();
  const [partition] = await store.db.collection<{ _id: string }>('partitions').find().toArray();
  names = { headers: `buckets_${partition?._id}`, records: `records_${partition?._id}` };
});

describe('what is stored', () => {
  it('says its format, and so does the database', async () => {
    for (const name of [names.headers, names.records, 'partitions']) expect(await versions(name)).toEqual([FORMAT]);
    expect(await collection('meta').findOne()).toEqual({ _id: 'format', newest: FORMAT });
  });

  it('without a version is found, and a merge of it has one', async () => {
    await storeOne();
    for (const name of [names.headers, names.records, 'partitions']) {
      await collection(name).updateMany({}, { $unset: { v: '' } });
    }
    expect((await find()).records).toHaveLength(2);

    expect(await mergeBuckets(store, { signal, removeAfterMs: 0 })).toMatchObject({ merged: 2, into: 1 });

    expect(await versions(names.headers)).toEqual([FORMAT]);
    expect(await versions('partitions')).toEqual([FORMAT]);
    expect((await find()).records).toHaveLength(2);
  });

  it('may have keys that nobody knows yet', async () => {
    const reserved = { space: 'a', class: 'b', lane: 1, template: { of: [0] }, summary: {} };
    for (const name of [names.headers, names.records]) await collection(name).updateMany({}, { $set: reserved });
    expect((await find()).records).toHaveLength(1);
  });
});

describe('dead letters, saved searches and leases', () => {
  const letter: KeptLetter = {
    ...{ id: 'a', reason: 'body-not-json', explanation: 'x', records: 1, service: null, origin: {}, record: null },
    ...{ body: Buffer.from('{'), failedAtMs: 1, attempt: 0, message: { headers: {} } },
  } as unknown as KeptLetter;
  const lease = <T>(work: () => Promise<T>) => withLease(store, 'merge', 60_000, signal, work);

  it('say their format', async () => {
    await keepLetters(store, [letter]);
    await saveSearch(store, { name: 'x', parameters: {} });
    await lease(async () => expect(await versions('leases')).toEqual([FORMAT]));
    expect(await versions('dead_letters')).toEqual([FORMAT]);
    expect(await versions('searches')).toEqual([FORMAT]);
  });

  it('of a build before are read', async () => {
    await keepLetters(store, [letter]);
    await saveSearch(store, { name: 'x', parameters: {} });
    for (const name of ['dead_letters', 'searches']) await collection(name).updateMany({}, { $unset: { v: '' } });
    expect((await findLetters(store, { states: ['kept'] }, 10)).letters).toHaveLength(1);
    expect(await listSearches(store)).toMatchObject([{ name: 'x' }]);
    await collection('leases').insertOne({ _id: 'merge' as never, holder: 'old', until: new Date(0) } as never);
    expect(await lease(async () => 'done')).toBe('done');
  });

  it('of a newer build are refused and left as they are', async () => {
    await keepLetters(store, [letter]);
    await saveSearch(store, { name: 'x', parameters: {} });
    await collection('leases').insertOne({ _id: 'merge' as never, holder: 'new', v: FORMAT + 1 } as never);
    const names = ['dead_letters', 'searches', 'leases'];
    for (const name of names) await collection(name).updateMany({}, { $set: { v: FORMAT + 1 } });
    const all = () => Promise.all(names.map((name) => collection(name).find().toArray()));
    const before = await all();
    await expect(findLetters(store, { states: ['kept'] }, 10)).rejects.toThrow(UnknownFormatError);
    await expect(getLetter(store, 'a')).rejects.toThrow(UnknownFormatError);
    await expect(keepLetters(store, [{ ...letter, attempt: 1 }])).rejects.toThrow(UnknownFormatError);
    await expect(listSearches(store)).rejects.toThrow(UnknownFormatError);
    await expect(saveSearch(store, { name: 'x', parameters: {} })).rejects.toThrow(UnknownFormatError);
    await expect(lease(async () => 'done')).rejects.toThrow(UnknownFormatError);
    expect(await all()).toEqual(before);
  });
});

describe('a newer format', () => {
  const raise = (name: string) => collection(name).updateMany({}, { $set: { v: FORMAT + 1 } });

  it.each(['partitions', 'records'])('of %s makes a search fail clearly', async (what) => {
    await raise(what === 'records' ? names.records : what);
    await expect(find()).rejects.toThrow(UnknownFormatError);
  });

  it('of a header is not merged away', async () => {
    await storeOne();
    await raise(names.headers);
    await expect(mergeBuckets(store, { signal })).rejects.toThrow(UnknownFormatError);
    expect(await versions(names.headers)).toEqual([FORMAT + 1, FORMAT + 1]);
  });

  it('of a catalogue entry is not written over', async () => {
    await raise('partitions');
    const before = await collection('partitions').findOne();
    writerOf(store).view = undefined;
    await expect(storeOne()).rejects.toThrow(UnknownFormatError);
    expect(await collection('partitions').findOne()).toEqual(before);
  });

  it('of the database stops a service before it writes', async () => {
    const url = new URL(process.env.TEST_MONGO_URL as string);
    url.pathname = `/test_${randomUUID().slice(0, 8)}`;
    const log = createLogger('test', 'fatal');
    const open = () => openStore({ url: url.href, name: 'test', log, readiness: new Readiness(log), signal });
    const db = store.client.db(url.pathname.slice(1));
    await db.collection<Any>('meta').insertOne({ _id: 'format' as never, newest: FORMAT + 1 } as Any);
    try {
      await expect(open()).rejects.toThrow(
        /database test_\w+ has format 2, this build knows formats up to 1: run a newer build/,
      );
      expect(await db.listCollections({}, { nameOnly: true }).toArray()).toMatchObject([{ name: 'meta' }]);
    } finally {
      await db.dropDatabase();
    }
  });
});
