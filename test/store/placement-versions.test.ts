import { getLog, mergeBuckets, type Store, saveParts } from '@logwarren/store';
import { writerOf } from '@logwarren/store/admin';
import { describe, expect, test } from 'vitest';
import { saveAll } from '../harness/store/stored-records.ts';
import {
  catalogue,
  DAY_MS,
  dayText,
  type Entry,
  foundIds,
  kinds,
  nowMs,
  openNames,
  part,
  two,
  undated,
  useTwoCollectors,
} from './two-collectors.ts';

/** Partitions that the last version has written, and those that are merged, expired or gone. */

const { signal } = new AbortController();

useTwoCollectors();

test('of a partition that has expired nothing is remembered', async () => {
  await saveAll(two.one, [undated()]);
  const [first] = await catalogue(two.one);
  two.days = 1;
  await saveAll(two.one, [part(1)]);
  await saveAll(two.one, [undated()]);
  expect([...writerOf(two.one).sealed.keys()]).toEqual([first?._id]);
  await two.one.db.collection<Entry>('partitions').deleteOne({ _id: first!._id });
  await saveAll(two.one, [undated()]);
  expect([...writerOf(two.one).sealed.keys()]).toEqual([]);
});

describe('what the last version has written', () => {
  /** Makes a partition what it would be if the last version had made it. */
  async function age(store: Store, from: string, to: string): Promise<void> {
    for (const kind of from === to ? [] : ['buckets', 'records']) {
      await store.db.renameCollection(`${kind}_${from}`, `${kind}_${to}`);
    }
    const entry = await store.db.collection<Entry>('partitions').findOneAndDelete({ _id: from });
    const { v: _v, days: _days, ...rest } = entry as unknown as Record<string, unknown>;
    await store.db.collection<Entry>('partitions').insertOne({ ...rest, _id: to, day: to.slice(8) } as Entry);
    await store.db.collection('placements').deleteMany({});
    writerOf(store).view = undefined;
  }

  test('is sealed when a batch of its day comes, and holds it', async () => {
    const yesterday = part(-1);
    await saveAll(two.one, [yesterday]);
    const name = `default_${dayText(nowMs() - DAY_MS)}`;
    await age(two.one, `default_${dayText(nowMs())}`, name);
    expect(kinds(await saveAll(two.one, [part()]))).toEqual(['stored']);
    expect((await catalogue(two.one)).find(({ _id }) => _id === name)?.sealedAt).toBeUndefined();
    expect(kinds(await saveAll(two.one, [yesterday, part(-1)]))).toEqual(['duplicate', 'stored']);
    expect((await catalogue(two.one)).find(({ _id }) => _id === name)).toMatchObject({ days: [name.slice(8)] });
    expect(kinds(await saveAll(two.other, [yesterday]))).toEqual(['duplicate']);
    expect(await foundIds()).toHaveLength(3);
    expect(await getLog(two.one, yesterday.partId)).toBeDefined();
  });

  /** The last version has stored something of a day. */
  async function storeAged(shiftDays: number): Promise<string> {
    const day = dayText(nowMs() + shiftDays * DAY_MS);
    const name = `default_${day}`;
    await saveAll(two.one, [part(shiftDays)]);
    await age(two.one, `default_${dayText(nowMs())}`, name);
    return name;
  }

  test('of tomorrow stays open when midnight is near, and is written to from then on', async () => {
    const tomorrow = await storeAged(1);
    const [first, late] = [part(), part(1)];
    expect(kinds(await saveAll(two.one, [first]))).toEqual(['stored']);
    two.isMidnightNear = true;
    writerOf(two.one).view = undefined;
    expect(kinds(await saveParts(two.one, [late, part()]))).toEqual(['failed', 'stored']);
    expect(await openNames()).toContain(tomorrow);
    [two.days, two.isMidnightNear] = [1, false];
    writerOf(two.one).view = undefined;
    expect(kinds(await saveAll(two.one, [late, first]))).toEqual(['stored', 'duplicate']);
    expect(await openNames()).toEqual([tomorrow]);
    expect(await foundIds()).toHaveLength(4);
  });

  test('is of no use to it for the days of a backlog, once they are stored elsewhere', async () => {
    const yesterday = await storeAged(-1);
    const backlog = [part(-3), part(-2), part(-2)];
    expect(kinds(await saveAll(two.one, [...backlog, undated()]))).toEqual(Array(4).fill('stored'));
    const closed = [-3, -2].map((shift) => `default_${dayText(nowMs() + shift * DAY_MS)}`);
    for (const name of closed) {
      // As the last version would store it again, after this collector was killed before it acked.
      const insert = two.one.db.collection(`buckets_${name}`).insertOne({ batches: [] });
      await expect(insert, name).rejects.toMatchObject({ code: 121 });
    }
    expect(kinds(await saveAll(two.other, backlog))).toEqual(Array(3).fill('duplicate'));
    const names = (await catalogue(two.one)).map(({ _id }) => _id).toSorted();
    expect(names).toEqual([...closed, yesterday, `default_${dayText(nowMs())}`]);
    expect(await foundIds()).toHaveLength(5);
  });

  test('today is written to by both versions', async () => {
    const today = `default_${dayText(nowMs())}`;
    const before = part();
    await saveAll(two.one, [before]);
    await age(two.one, today, today);
    expect(kinds(await saveAll(two.one, [before, part()]))).toEqual(['duplicate', 'stored']);
    expect(await catalogue(two.one)).toHaveLength(1);
    // As the last version stores it: no look at anything but its own partition.
    const [header] = await two.one.db.collection(`buckets_${today}`).find().toArray();
    const insert = two.one.db
      .collection(`buckets_${today}`)
      .insertOne({ ...header, _id: undefined as never, batches: [] });
    await expect(insert).resolves.toBeDefined();
  });
});

test('a partition that another writer is still making has its indexes before the first write', async () => {
  await saveAll(two.one, [part()]);
  const [today] = await catalogue(two.one);
  for (const kind of ['buckets', 'records']) await two.one.db.dropCollection(`${kind}_${today?._id}`);
  await two.one.db
    .collection<Entry>('partitions')
    .updateOne({ _id: today!._id }, { $set: { state: 'creating' } as never });
  const twice = part();
  expect(kinds(await saveAll(two.other, [twice]))).toEqual(['stored']);
  expect(kinds(await saveAll(two.one, [twice]))).toEqual(['duplicate']);
  const indexes = await two.one.db.collection(`buckets_${today?._id}`).indexes();
  expect(indexes.map(({ name }) => name)).toContain('batches');
});

test('what is sealed is merged all the same', async () => {
  for (let i = 0; i < 4; i++) await saveAll(two.one, [part()]);
  two.days = 1;
  await saveAll(two.one, [part(1)]);
  expect(await mergeBuckets(two.one, { signal, removeAfterMs: 0 })).toMatchObject({ merged: 4, into: 1 });
  expect(await foundIds()).toHaveLength(5);
});

test('a partition whose entry has gone is followed by one of another name', async () => {
  await saveAll(two.one, [part()]);
  const [today] = await catalogue(two.one);
  await two.one.db
    .collection<Entry>('partitions')
    .updateOne({ _id: today!._id }, { $set: { state: 'dropping' } as never });
  await saveParts(two.other, [part()]);
  await two.one.db.collection<Entry>('partitions').deleteOne({ _id: today!._id });
  writerOf(two.one).view = undefined;
  expect(kinds(await saveAll(two.one, [part()]))).toEqual(['stored']);
  const names = (await catalogue(two.one)).map(({ _id }) => _id);
  expect(names).not.toContain(today!._id);
  expect(names).toHaveLength(1);
});
