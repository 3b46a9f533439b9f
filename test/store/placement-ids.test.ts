import { newRun } from '@logwarren/contract';
import { type BatchPart, getLog, readLedger } from '@logwarren/store';
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
  part,
  two,
  undated,
  useTwoCollectors,
} from './two-collectors.ts';

/** Ids of batches and the partitions that they are looked for in. */

useTwoCollectors();

const idsOf = (parts: readonly BatchPart[]) => parts.map(({ partId }) => partId).toSorted();

describe('ids', () => {
  test('of hundreds of days lie in one partition, are found by id, and are recognised on the days after', async () => {
    const parts = Array.from({ length: 366 }, (_, i) => part((i - 183) * 2));
    await saveAll(two.one, parts.slice(0, 200));
    await saveAll(two.other, parts.slice(200));
    expect(await catalogue(two.one)).toHaveLength(1);
    two.days = 1;
    writerOf(two.one).view = undefined;
    expect(new Set(kinds(await saveAll(two.one, parts)))).toEqual(new Set(['duplicate']));
    expect(await catalogue(two.one)).toHaveLength(2);
    expect(await foundIds()).toEqual(idsOf(parts));
    for (const { partId } of [parts[0]!, parts[183]!, parts[365]!]) expect(await getLog(two.one, partId)).toBeDefined();
  });

  test('of more days than a catalogue entry may list are found by id and recognised all the same', async () => {
    const parts = Array.from({ length: 1_100 }, (_, index) => part(-index));
    await saveAll(two.one, parts);
    const [entry] = await catalogue(two.one);
    expect(entry?.days).toEqual([entry?.day, '*']);
    const last = parts.at(-1) as BatchPart;
    expect(await getLog(two.one, last.partId)).toMatchObject({ id: last.partId });
    two.days = 1;
    await saveAll(two.other, [part(1)]);
    expect(kinds(await saveAll(two.other, [last, ...parts.slice(0, 2)]))).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
    ]);
  });

  test('of a backlog of three days are stored once, however often it is delivered and on whichever days', async () => {
    const backlog = [-3, -2, -1].flatMap((day) => Array.from({ length: 40 }, () => part(day)));
    await saveAll(two.one, backlog.slice(0, 70));
    two.days = 1;
    await Promise.all([saveAll(two.one, backlog), saveAll(two.other, backlog.toReversed())]);
    two.days = 2;
    await saveAll(two.other, [part(2)]);
    await Promise.all([saveAll(two.one, backlog), saveAll(two.other, backlog.toReversed())]);
    expect(await foundIds()).toHaveLength(backlog.length + 1);
    expect(await catalogue(two.one)).toHaveLength(3);
  });

  test('of today cost no look-up, on a day that began with what yesterday had taken of it', async () => {
    await saveAll(two.one, [part(), part(1)]);
    two.days = 1;
    writerOf(two.one).view = undefined;
    // The id is of tomorrow, and so is the day.
    await saveAll(two.one, [part(1)]);
    await two.one.db.command({ profile: 2 });
    for (let i = 0; i < 5; i++) await saveAll(two.one, [part(1), part(1)]);
    await two.one.db.command({ profile: 0 });
    const commands = await two.one.db
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
  for (two.days = 0; two.days < 5; two.days++)
    await saveAll(two.one, [part(two.days), two.days === 2 ? known : undated()]);
  // A collector that remembers nothing of them.
  two.days = 4;
  await saveAll(two.other, [part(two.days)]);
  await two.one.db.command({ profile: 2 });
  expect(kinds(await saveAll(two.other, [known, undated()]))).toEqual(['duplicate', 'stored']);
  await two.one.db.command({ profile: 0 });
  const profile = two.one.db.collection<{ op: string; ns: string }>('system.profile');
  // Once for the view, and once for the moment.
  expect(await profile.countDocuments({ op: 'query', ns: /\.partitions$/ })).toBe(2);
});

test('the ledger misses nothing of a day that began in a partition which lists any day', async () => {
  const today = dayText(nowMs());
  const run = newRun(Math.floor(nowMs() / DAY_MS) * DAY_MS + 1);
  const numbered = (from: number): BatchPart => ({ ...part(), origin: { source: 'till', run, from, to: from + 1 } });
  two.days = -1;
  await saveAll(two.one, [numbered(0)]);
  await two.one.db.collection<Entry>('partitions').updateOne({}, { $set: { days: [dayText(nowMs() - DAY_MS), '*'] } });
  two.days = 0;
  writerOf(two.one).view = undefined;
  await saveAll(two.one, [numbered(1)]);
  const { rows } = await readLedger(two.one, { fromDay: today });
  expect(rows).toMatchObject([{ source: 'till', received: 1, stored: 1, difference: 0 }]);
});
