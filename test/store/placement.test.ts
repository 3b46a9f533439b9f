import { readDelivery } from '@logwarren/broker';
import { batchIdFrom, createBatchIds, newRun, type ReadDelivery, toColumns } from '@logwarren/contract';
import { ALL } from '@logwarren/query';
import {
  type BatchPart,
  findLogs,
  getLog,
  mergeBuckets,
  type PartOutcome,
  readLedger,
  type Store,
  saveParts,
} from '@logwarren/store';
import { writerOf } from '@logwarren/store/admin';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveAll } from '../harness/store/stored-records.ts';
import { openPeer, openTestStore } from '../harness/store/test-store.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const { signal } = new AbortController();

/** The day by MongoDB's clock, for all collectors of a test: so many days after today. */
let days = 0;
/** The next day begins in less than a minute. */
let isMidnightNear = false;
const dayOf = (moment: Date) => dayText(moment.getTime() + (days + (isTomorrow(moment) ? 1 : 0)) * DAY_MS);
const isTomorrow = (moment: Date) => isMidnightNear && moment.getTime() > Date.now() + 60_000;
const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');

let opened: AsyncDisposableStack;
let one: Store;
let other: Store;

beforeEach(async () => {
  [days, isMidnightNear] = [0, false];
  opened = new AsyncDisposableStack();
  one = opened.use(await openTestStore({ dayOf }));
  other = opened.use(await openPeer(one, { dayOf }));
});

afterEach(() => opened.disposeAsync());

const freshId = createBatchIds();

/** A part of a batch whose source took today for another day. */
function part(shiftDays = 0, records = 1): BatchPart {
  const ms = Date.now() + shiftDays * DAY_MS;
  return partOf(shiftDays === 0 ? freshId() : idAt(ms), ms, records);
}

/** A part of a message of another program whose id says no time. */
const undated = () => partOf(idAt(0), Date.now(), 1);

const idAt = (ms: number) => batchIdFrom(ms, 0, Buffer.from(freshId().replaceAll('-', ''), 'hex').subarray(8));

function partOf(batchId: string, ms: number, records: number): BatchPart {
  const timestamp = Math.floor(ms / HOUR_MS) * HOUR_MS;
  const columns = toColumns(
    Array.from({ length: records }, () => ({ timestamp, observedAt: timestamp, message: 'x' })),
  );
  const indexes = Array.from({ length: records }, (_, index) => index);
  return {
    ...{ batchId, partId: batchId, service: 'shop', severity: 'INFO', records: columns, indexes },
    sizeBytes: 100 * records,
  };
}

const kinds = (outcomes: readonly PartOutcome[]) => outcomes.map(({ kind }) => kind);

/** Ids of all records that are found, each as often as it is. */
async function foundIds(): Promise<string[]> {
  const page = await findLogs(one, { filter: ALL, limit: 10_000, order: 'asc', budgetMs: 60_000 });
  return page.records.map(({ id }) => id).toSorted();
}

interface Entry {
  _id: string;
  day: string;
  days?: string[];
  sealedAt?: Date;
}
const catalogue = (store: Store) => store.db.collection<Entry>('partitions').find({}).sort({ createdAt: 1 }).toArray();

const openNames = async () =>
  (await catalogue(one)).filter(({ sealedAt }) => sealedAt === undefined).map(({ _id }) => _id);

const idsOf = (parts: readonly BatchPart[]) => parts.map(({ partId }) => partId).toSorted();

describe('midnight', () => {
  test('between two deliveries of a message finds it stored, whichever collector gets it', async () => {
    const parts = [part(), part(), part()];
    await saveAll(one, parts);
    days = 1;
    await saveAll(other, [part(1)]);
    expect(kinds(await saveAll(other, parts))).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(kinds(await saveAll(one, parts))).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(await foundIds()).toHaveLength(4);
    expect((await catalogue(one)).map(({ _id }) => _id)).toEqual([
      `default_${dayText(Date.now())}`,
      `default_${dayText(Date.now() + DAY_MS)}`,
    ]);
  });

  test('between two deliveries of another program, whose message id says no time, changes nothing', async () => {
    const message = {
      ...{ body: Buffer.from('declined'), routingKey: 'ERROR.shop', exchange: 'logs_exchange', headers: {} },
      messageId: '7d444840-9dc0-41d1-b245-5ffdce74fad2',
    };
    const delivered = (redelivered: boolean): BatchPart => {
      const nowMs = Date.now() + days * DAY_MS;
      const [read] = readDelivery({ ...message, redelivered }, nowMs);
      const { batchId, service, severity, records, indexes } = read as ReadDelivery;
      return { batchId, partId: batchId, service, severity, records, indexes, sizeBytes: 100 };
    };
    expect(kinds(await saveAll(one, [delivered(false)]))).toEqual(['stored']);
    for (days = 1; days <= 3; days++) {
      await saveAll(other, [part(days)]);
      expect(kinds(await saveAll(other, [delivered(true)]))).toEqual(['duplicate']);
      expect(kinds(await saveAll(one, [delivered(true)]))).toEqual(['duplicate']);
    }
    const [found] = await foundIds();
    expect(await getLog(one, found ?? '')).toMatchObject({ message: 'declined' });
    expect(await foundIds()).toHaveLength(4);
  });

  test('is heard of by a collector that knows only the day before, by the refusal of what it inserts', async () => {
    await saveAll(one, [part()]);
    days = 1;
    await saveAll(other, [part(1)]);
    const [yesterday] = await catalogue(one);
    const late = part();
    // Its last look at the catalogue is not half a minute old.
    expect(writerOf(one).view?.partition).toBe(yesterday?._id);
    expect(kinds(await saveAll(one, [late]))).toEqual(['stored']);
    expect(kinds(await saveAll(other, [late]))).toEqual(['duplicate']);
    expect(await one.db.collection(`records_${yesterday?._id}`).countDocuments()).toBe(1);
    expect(await foundIds()).toHaveLength(3);
  });

  test('leaves the new partition open, whatever a collector stores that has not heard of it', async () => {
    await saveAll(one, [part()]);
    days = 1;
    await saveAll(other, [part(1), undated()]);
    expect(kinds(await saveAll(one, [undated(), part(-1)]))).toEqual(['stored', 'stored']);
    expect(await openNames()).toEqual([`default_${dayText(Date.now() + DAY_MS)}`]);
    expect(await foundIds()).toHaveLength(5);
  });

  test('leaves a partition open that another collector is about to write to', async () => {
    await saveAll(one, [part()]);
    const [today] = await catalogue(one);
    const [day, nothing] = [dayText(Date.now() + DAY_MS), { from: new Date(8.64e15), to: new Date(-8.64e15) }];
    const next = { ...today, ...nothing, _id: `default_${day}`, day, days: [day], state: 'creating' };
    await one.db.collection<Entry>('partitions').insertOne(next as Entry);
    expect(kinds(await saveAll(one, [part(1)]))).toEqual(['stored']);
    expect(await openNames()).toEqual([today?._id, next._id]);
  });

  test('whose seal is in place, but not in the catalogue, is finished by the collector that is refused', async () => {
    await saveAll(one, [part()]);
    const [today] = await catalogue(one);
    await one.db.command({ collMod: `buckets_${today?._id}`, validator: { partitionIsSealed: true } });
    // It was refused a moment ago, so it is not to try again for a minute.
    writerOf(one).rollAt = performance.now() + 60_000;
    days = 1;
    const late = part();
    expect(kinds(await saveAll(one, [late]))).toEqual(['stored']);
    expect(kinds(await saveAll(other, [late]))).toEqual(['duplicate']);
    expect(await openNames()).toEqual([`default_${dayText(Date.now() + DAY_MS)}`]);
  });

  test('while two collectors store the same messages stores each once', async () => {
    const parts = Array.from({ length: 60 }, (_, i) => part(i % 2));
    const half = Math.floor(parts.length / 2);
    const all = async (store: Store, order: readonly BatchPart[]) => {
      for (const [i, each] of order.entries()) {
        // Half a minute has passed since it last looked.
        if (i === half) [days, writerOf(store).view] = [1, undefined];
        await saveAll(store, [each, order[(i * 7) % order.length] as BatchPart]);
      }
    };
    await Promise.all([all(one, parts), all(other, parts.toReversed()), all(one, parts.toReversed())]);
    expect(await foundIds()).toEqual(idsOf(parts));
    expect((await catalogue(one)).filter(({ sealedAt }) => sealedAt === undefined)).toHaveLength(1);
  });

  test('waits for the transaction that a killed merger left behind, and collectors do not', async () => {
    await saveAll(one, [part()]);
    const [today] = await catalogue(one);
    const session = one.client.startSession();
    session.startTransaction();
    await one.db.collection(`buckets_${today?._id}`).deleteMany({}, { session });
    days = 1;
    expect(kinds(await saveAll(other, [part(1)]))).toEqual(['stored']);
    expect(await catalogue(one)).toHaveLength(1);
    await session.abortTransaction();
    await session.endSession();
    // It looks again as soon as it may try again, not when its look at the catalogue is old.
    expect(writerOf(other).view?.freshUntil).toBe(writerOf(other).rollAt);
    writerOf(other).rollAt = 0;
    writerOf(other).view = undefined;
    expect(kinds(await saveAll(other, [part(1)]))).toEqual(['stored']);
    expect(await catalogue(one)).toHaveLength(2);
    expect(await foundIds()).toHaveLength(3);
  });

  test('that comes twice, because the clock is set back, opens no partition of the day before', async () => {
    await saveAll(one, [part()]);
    days = 1;
    await saveAll(other, [part(1)]);
    days = 0;
    const third = opened.use(await openPeer(one, { dayOf }));
    const late = part();
    await saveAll(third, [late]);
    expect(kinds(await saveAll(one, [late]))).toEqual(['duplicate']);
    expect(await catalogue(one)).toHaveLength(2);
    // A clock that was far ahead must not keep its partition open until then.
    days = 400;
    await saveAll(third, [part(300)]);
    writerOf(third).view = undefined;
    await saveAll(third, [part(300)]);
    days = 0;
    writerOf(third).view = undefined;
    const [names, again] = [(await catalogue(one)).map(({ _id }) => _id), part()];
    expect(kinds(await saveAll(third, [again]))).toEqual(['stored']);
    expect(writerOf(third).view).toMatchObject({ day: dayText(Date.now()) });
    expect(names).not.toContain((writerOf(third).view as unknown as { partition: string }).partition);
    expect(kinds(await saveAll(one, [again]))).toEqual(['duplicate']);
  });
});

describe('ids', () => {
  test('of hundreds of days lie in one partition, are found by id, and are recognised on the days after', async () => {
    const parts = Array.from({ length: 366 }, (_, i) => part((i - 183) * 2));
    await saveAll(one, parts.slice(0, 200));
    await saveAll(other, parts.slice(200));
    expect(await catalogue(one)).toHaveLength(1);
    days = 1;
    writerOf(one).view = undefined;
    expect(new Set(kinds(await saveAll(one, parts)))).toEqual(new Set(['duplicate']));
    expect(await catalogue(one)).toHaveLength(2);
    expect(await foundIds()).toEqual(idsOf(parts));
    for (const { partId } of [parts[0]!, parts[183]!, parts[365]!]) expect(await getLog(one, partId)).toBeDefined();
  });

  test('of more days than a catalogue entry may list are found by id and recognised all the same', async () => {
    const parts = Array.from({ length: 1_100 }, (_, index) => part(-index));
    await saveAll(one, parts);
    const [entry] = await catalogue(one);
    expect(entry?.days).toEqual([entry?.day, '*']);
    const last = parts.at(-1) as BatchPart;
    expect(await getLog(one, last.partId)).toMatchObject({ id: last.partId });
    days = 1;
    await saveAll(other, [part(1)]);
    expect(kinds(await saveAll(other, [last, ...parts.slice(0, 2)]))).toEqual(['duplicate', 'duplicate', 'duplicate']);
  });

  test('of a backlog of three days are stored once, however often it is delivered and on whichever days', async () => {
    const backlog = [-3, -2, -1].flatMap((day) => Array.from({ length: 40 }, () => part(day)));
    await saveAll(one, backlog.slice(0, 70));
    days = 1;
    await Promise.all([saveAll(one, backlog), saveAll(other, backlog.toReversed())]);
    days = 2;
    await saveAll(other, [part(2)]);
    await Promise.all([saveAll(one, backlog), saveAll(other, backlog.toReversed())]);
    expect(await foundIds()).toHaveLength(backlog.length + 1);
    expect(await catalogue(one)).toHaveLength(3);
  });

  test('of today cost no look-up, on a day that began with what yesterday had taken of it', async () => {
    await saveAll(one, [part(), part(1)]);
    days = 1;
    writerOf(one).view = undefined;
    // The id is of tomorrow, and so is the day.
    await saveAll(one, [part(1)]);
    await one.db.command({ profile: 2 });
    for (let i = 0; i < 5; i++) await saveAll(one, [part(1), part(1)]);
    await one.db.command({ profile: 0 });
    const commands = await one.db
      .collection<{ op: string; ns: string }>('system.profile')
      .find({ op: { $in: ['query', 'insert', 'update', 'command'] }, ns: /\.(buckets|records|partitions|placements)/ })
      .toArray();
    expect(commands.map(({ op, ns }) => `${op} ${ns.split('.')[1]?.split('_')[0]}`).toSorted()).toEqual(
      Array.from({ length: 10 }, (_, i) => (i < 5 ? 'insert buckets' : 'insert records')),
    );
  });
});

test('a part that any partition may hold is looked for in all of them at one moment', async () => {
  const known = undated();
  for (days = 0; days < 5; days++) await saveAll(one, [part(days), days === 2 ? known : undated()]);
  // A collector that remembers nothing of them.
  days = 4;
  await saveAll(other, [part(days)]);
  await one.db.command({ profile: 2 });
  expect(kinds(await saveAll(other, [known, undated()]))).toEqual(['duplicate', 'stored']);
  await one.db.command({ profile: 0 });
  const profile = one.db.collection<{ op: string; ns: string }>('system.profile');
  // Once for the view, and once for the moment.
  expect(await profile.countDocuments({ op: 'query', ns: /\.partitions$/ })).toBe(2);
});

test('the ledger misses nothing of a day that began in a partition which lists any day', async () => {
  const today = dayText(Date.now());
  const run = newRun(Math.floor(Date.now() / DAY_MS) * DAY_MS + 1);
  const numbered = (from: number): BatchPart => ({ ...part(), origin: { source: 'till', run, from, to: from + 1 } });
  days = -1;
  await saveAll(one, [numbered(0)]);
  await one.db.collection<Entry>('partitions').updateOne({}, { $set: { days: [dayText(Date.now() - DAY_MS), '*'] } });
  days = 0;
  writerOf(one).view = undefined;
  await saveAll(one, [numbered(1)]);
  const { rows } = await readLedger(one, { fromDay: today });
  expect(rows).toMatchObject([{ source: 'till', received: 1, stored: 1, difference: 0 }]);
});

test('of a partition that has expired nothing is remembered', async () => {
  await saveAll(one, [undated()]);
  const [first] = await catalogue(one);
  days = 1;
  await saveAll(one, [part(1)]);
  await saveAll(one, [undated()]);
  expect([...writerOf(one).sealed.keys()]).toEqual([first?._id]);
  await one.db.collection<Entry>('partitions').deleteOne({ _id: first!._id });
  await saveAll(one, [undated()]);
  expect([...writerOf(one).sealed.keys()]).toEqual([]);
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
    await saveAll(one, [yesterday]);
    const name = `default_${dayText(Date.now() - DAY_MS)}`;
    await age(one, `default_${dayText(Date.now())}`, name);
    expect(kinds(await saveAll(one, [part()]))).toEqual(['stored']);
    expect((await catalogue(one)).find(({ _id }) => _id === name)?.sealedAt).toBeUndefined();
    expect(kinds(await saveAll(one, [yesterday, part(-1)]))).toEqual(['duplicate', 'stored']);
    expect((await catalogue(one)).find(({ _id }) => _id === name)).toMatchObject({ days: [name.slice(8)] });
    expect(kinds(await saveAll(other, [yesterday]))).toEqual(['duplicate']);
    expect(await foundIds()).toHaveLength(3);
    expect(await getLog(one, yesterday.partId)).toBeDefined();
  });

  /** The last version has stored something of a day. */
  async function storeAged(shiftDays: number): Promise<string> {
    const day = dayText(Date.now() + shiftDays * DAY_MS);
    const name = `default_${day}`;
    await saveAll(one, [part(shiftDays)]);
    await age(one, `default_${dayText(Date.now())}`, name);
    return name;
  }

  test('of tomorrow stays open when midnight is near, and is written to from then on', async () => {
    const tomorrow = await storeAged(1);
    const [first, late] = [part(), part(1)];
    expect(kinds(await saveAll(one, [first]))).toEqual(['stored']);
    isMidnightNear = true;
    writerOf(one).view = undefined;
    expect(kinds(await saveParts(one, [late, part()]))).toEqual(['failed', 'stored']);
    expect(await openNames()).toContain(tomorrow);
    [days, isMidnightNear] = [1, false];
    writerOf(one).view = undefined;
    expect(kinds(await saveAll(one, [late, first]))).toEqual(['stored', 'duplicate']);
    expect(await openNames()).toEqual([tomorrow]);
    expect(await foundIds()).toHaveLength(4);
  });

  test('is of no use to it for the days of a backlog, once they are stored elsewhere', async () => {
    const yesterday = await storeAged(-1);
    const backlog = [part(-3), part(-2), part(-2)];
    expect(kinds(await saveAll(one, [...backlog, undated()]))).toEqual(Array(4).fill('stored'));
    const closed = [-3, -2].map((shift) => `default_${dayText(Date.now() + shift * DAY_MS)}`);
    for (const name of closed) {
      // As the last version would store it again, after this collector was killed before it acked.
      const insert = one.db.collection(`buckets_${name}`).insertOne({ batches: [] });
      await expect(insert, name).rejects.toMatchObject({ code: 121 });
    }
    expect(kinds(await saveAll(other, backlog))).toEqual(Array(3).fill('duplicate'));
    const names = (await catalogue(one)).map(({ _id }) => _id).toSorted();
    expect(names).toEqual([...closed, yesterday, `default_${dayText(Date.now())}`]);
    expect(await foundIds()).toHaveLength(5);
  });

  test('today is written to by both versions', async () => {
    const today = `default_${dayText(Date.now())}`;
    const before = part();
    await saveAll(one, [before]);
    await age(one, today, today);
    expect(kinds(await saveAll(one, [before, part()]))).toEqual(['duplicate', 'stored']);
    expect(await catalogue(one)).toHaveLength(1);
    // As the last version stores it: no look at anything but its own partition.
    const [header] = await one.db.collection(`buckets_${today}`).find().toArray();
    const insert = one.db.collection(`buckets_${today}`).insertOne({ ...header, _id: undefined as never, batches: [] });
    await expect(insert).resolves.toBeDefined();
  });
});

test('a partition that another writer is still making has its indexes before the first write', async () => {
  await saveAll(one, [part()]);
  const [today] = await catalogue(one);
  for (const kind of ['buckets', 'records']) await one.db.dropCollection(`${kind}_${today?._id}`);
  await one.db.collection<Entry>('partitions').updateOne({ _id: today!._id }, { $set: { state: 'creating' } as never });
  const twice = part();
  expect(kinds(await saveAll(other, [twice]))).toEqual(['stored']);
  expect(kinds(await saveAll(one, [twice]))).toEqual(['duplicate']);
  const indexes = await one.db.collection(`buckets_${today?._id}`).indexes();
  expect(indexes.map(({ name }) => name)).toContain('batches');
});

test('what is sealed is merged all the same', async () => {
  for (let i = 0; i < 4; i++) await saveAll(one, [part()]);
  days = 1;
  await saveAll(one, [part(1)]);
  expect(await mergeBuckets(one, { signal, removeAfterMs: 0 })).toMatchObject({ merged: 4, into: 1 });
  expect(await foundIds()).toHaveLength(5);
});

test('a partition whose entry has gone is followed by one of another name', async () => {
  await saveAll(one, [part()]);
  const [today] = await catalogue(one);
  await one.db.collection<Entry>('partitions').updateOne({ _id: today!._id }, { $set: { state: 'dropping' } as never });
  await saveParts(other, [part()]);
  await one.db.collection<Entry>('partitions').deleteOne({ _id: today!._id });
  writerOf(one).view = undefined;
  expect(kinds(await saveAll(one, [part()]))).toEqual(['stored']);
  const names = (await catalogue(one)).map(({ _id }) => _id);
  expect(names).not.toContain(today!._id);
  expect(names).toHaveLength(1);
});
