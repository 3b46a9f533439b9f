import { readDelivery } from '@logwarren/broker';
import type { ReadDelivery } from '@logwarren/contract';
import { type BatchPart, getLog, type Store } from '@logwarren/store';
import { writerOf } from '@logwarren/store/admin';
import { describe, expect, test } from 'vitest';
import { saveAll } from '../harness/store/stored-records.ts';
import { openPeer } from '../harness/store/test-store.ts';
import {
  catalogue,
  DAY_MS,
  dayOf,
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

useTwoCollectors();

const idsOf = (parts: readonly BatchPart[]) => parts.map(({ partId }) => partId).toSorted();

describe('midnight', () => {
  test('between two deliveries of a message finds it stored, whichever collector gets it', async () => {
    const parts = [part(), part(), part()];
    await saveAll(two.one, parts);
    two.days = 1;
    await saveAll(two.other, [part(1)]);
    expect(kinds(await saveAll(two.other, parts))).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(kinds(await saveAll(two.one, parts))).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(await foundIds()).toHaveLength(4);
    expect((await catalogue(two.one)).map(({ _id }) => _id)).toEqual([
      `default_${dayText(nowMs())}`,
      `default_${dayText(nowMs() + DAY_MS)}`,
    ]);
  });

  test('between two deliveries of another program, whose message id says no time, changes nothing', async () => {
    const message = {
      ...{ body: Buffer.from('declined'), routingKey: 'ERROR.shop', exchange: 'logs_exchange', headers: {} },
      messageId: '7d444840-9dc0-41d1-b245-5ffdce74fad2',
    };
    const delivered = (redelivered: boolean): BatchPart => {
      const [read] = readDelivery({ ...message, redelivered }, nowMs() + two.days * DAY_MS);
      const { batchId, service, severity, records, indexes } = read as ReadDelivery;
      return { batchId, partId: batchId, service, severity, records, indexes, jsonBytes: 100 };
    };
    expect(kinds(await saveAll(two.one, [delivered(false)]))).toEqual(['stored']);
    for (two.days = 1; two.days <= 3; two.days++) {
      await saveAll(two.other, [part(two.days)]);
      expect(kinds(await saveAll(two.other, [delivered(true)]))).toEqual(['duplicate']);
      expect(kinds(await saveAll(two.one, [delivered(true)]))).toEqual(['duplicate']);
    }
    const [found] = await foundIds();
    expect(await getLog(two.one, found ?? '')).toMatchObject({ message: 'declined' });
    expect(await foundIds()).toHaveLength(4);
  });

  test('is heard of by a collector that knows only the day before, by the refusal of what it inserts', async () => {
    await saveAll(two.one, [part()]);
    two.days = 1;
    await saveAll(two.other, [part(1)]);
    const [yesterday] = await catalogue(two.one);
    const late = part();
    // Its last look at the catalogue is not half a minute old.
    expect(writerOf(two.one).view?.partition).toBe(yesterday?._id);
    expect(kinds(await saveAll(two.one, [late]))).toEqual(['stored']);
    expect(kinds(await saveAll(two.other, [late]))).toEqual(['duplicate']);
    expect(await two.one.db.collection(`records_${yesterday?._id}`).countDocuments()).toBe(1);
    expect(await foundIds()).toHaveLength(3);
  });

  test('leaves the new partition open, whatever a collector stores that has not heard of it', async () => {
    await saveAll(two.one, [part()]);
    two.days = 1;
    await saveAll(two.other, [part(1), undated()]);
    expect(kinds(await saveAll(two.one, [undated(), part(-1)]))).toEqual(['stored', 'stored']);
    expect(await openNames()).toEqual([`default_${dayText(nowMs() + DAY_MS)}`]);
    expect(await foundIds()).toHaveLength(5);
  });

  test('leaves a partition open that another collector is about to write to', async () => {
    await saveAll(two.one, [part()]);
    const [today] = await catalogue(two.one);
    const [day, nothing] = [dayText(nowMs() + DAY_MS), { from: new Date(8.64e15), to: new Date(-8.64e15) }];
    const next = { ...today, ...nothing, _id: `default_${day}`, day, days: [day], state: 'creating' };
    await two.one.db.collection<Entry>('partitions').insertOne(next as Entry);
    expect(kinds(await saveAll(two.one, [part(1)]))).toEqual(['stored']);
    expect(await openNames()).toEqual([today?._id, next._id]);
  });

  test('whose seal is in place, but not in the catalogue, is finished by the collector that is refused', async () => {
    await saveAll(two.one, [part()]);
    const [today] = await catalogue(two.one);
    await two.one.db.command({ collMod: `buckets_${today?._id}`, validator: { partitionIsSealed: true } });
    // It was refused a moment ago, so it is not to try again for a minute.
    writerOf(two.one).rollAt = performance.now() + 60_000;
    two.days = 1;
    const late = part();
    expect(kinds(await saveAll(two.one, [late]))).toEqual(['stored']);
    expect(kinds(await saveAll(two.other, [late]))).toEqual(['duplicate']);
    expect(await openNames()).toEqual([`default_${dayText(nowMs() + DAY_MS)}`]);
  });

  test('while two collectors store the same messages stores each once', async () => {
    const parts = Array.from({ length: 60 }, (_, i) => part(i % 2));
    const half = Math.floor(parts.length / 2);
    const all = async (store: Store, order: readonly BatchPart[]) => {
      for (const [i, each] of order.entries()) {
        // Half a minute has passed since it last looked.
        if (i === half) [two.days, writerOf(store).view] = [1, undefined];
        await saveAll(store, [each, order[(i * 7) % order.length] as BatchPart]);
      }
    };
    await Promise.all([all(two.one, parts), all(two.other, parts.toReversed()), all(two.one, parts.toReversed())]);
    expect(await foundIds()).toEqual(idsOf(parts));
    expect((await catalogue(two.one)).filter(({ sealedAt }) => sealedAt === undefined)).toHaveLength(1);
  });

  test('waits for the transaction that a killed merger left behind, and collectors do not', async () => {
    await saveAll(two.one, [part()]);
    const [today] = await catalogue(two.one);
    const session = two.one.client.startSession();
    session.startTransaction();
    await two.one.db.collection(`buckets_${today?._id}`).deleteMany({}, { session });
    two.days = 1;
    expect(kinds(await saveAll(two.other, [part(1)]))).toEqual(['stored']);
    expect(await catalogue(two.one)).toHaveLength(1);
    await session.abortTransaction();
    await session.endSession();
    // It looks again as soon as it may try again, not when its look at the catalogue is old.
    expect(writerOf(two.other).view?.freshUntil).toBe(writerOf(two.other).rollAt);
    writerOf(two.other).rollAt = 0;
    writerOf(two.other).view = undefined;
    expect(kinds(await saveAll(two.other, [part(1)]))).toEqual(['stored']);
    expect(await catalogue(two.one)).toHaveLength(2);
    expect(await foundIds()).toHaveLength(3);
  });

  test('that comes twice, because the clock is set back, opens no partition of the day before', async () => {
    await saveAll(two.one, [part()]);
    two.days = 1;
    await saveAll(two.other, [part(1)]);
    two.days = 0;
    const third = two.opened.use(await openPeer(two.one, { dayOf }));
    const late = part();
    await saveAll(third, [late]);
    expect(kinds(await saveAll(two.one, [late]))).toEqual(['duplicate']);
    expect(await catalogue(two.one)).toHaveLength(2);
    // A clock that was far ahead must not keep its partition open until then.
    two.days = 400;
    await saveAll(third, [part(300)]);
    writerOf(third).view = undefined;
    await saveAll(third, [part(300)]);
    two.days = 0;
    writerOf(third).view = undefined;
    const [names, again] = [(await catalogue(two.one)).map(({ _id }) => _id), part()];
    expect(kinds(await saveAll(third, [again]))).toEqual(['stored']);
    expect(writerOf(third).view).toMatchObject({ day: dayText(nowMs()) });
    expect(names).not.toContain((writerOf(third).view as unknown as { partition: string }).partition);
    expect(kinds(await saveAll(two.one, [again]))).toEqual(['duplicate']);
  });
});
