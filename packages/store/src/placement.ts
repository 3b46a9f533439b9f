import { HOUR_MS, hourOf } from '@logwarren/contract';
import { type Collection, type Document, MongoServerError } from 'mongodb';
import { DAY_MS, dayStart } from './days.ts';
import { hasCode, StoreUnavailableError } from './errors.ts';
import { FORMAT, noteFormat, READABLE, readable, type Versioned } from './format.ts';
import { refreshView } from './log-view.ts';
import {
  ANY_DAY,
  createCollections,
  DEFAULT_CLASS,
  daysOf,
  MAX_DAYS,
  mayHoldDay,
  type PartitionDocument,
} from './partition.ts';
import { sealPartition } from './seal-partition.ts';
import { partitionsOf, type Store } from './store.ts';

/**
 * Placement: which partition a batch is stored in (docs/decisions/0016-placement.md).
 *
 * The document `placements/<class>` names the one partition that is written to. It is named by the day of MongoDB's clock
 * when it was opened, and followed by the next one when that day is over:
 *
 *     seal the current one           mongod refuses every insert from here on
 *     make the entry of the next one
 *     move the pointer               if it still names the one that was sealed
 *
 * So a header can only be inserted into the partition that the pointer names, or into one that the pointer will be moved
 * away from after its seal. Each step may be done by several writers at once, or left undone by one that dies.
 */

/** How long a writer may rely on its last look at the catalogue. */
const REFRESH_MS = 30_000;
/** A partition that could not be sealed is written to for so much longer before it is tried again. */
const ROLL_RETRY_MS = 5_000;
/** The same when MongoDB refuses, as a user without the right to `collMod` sees it. */
const ROLL_REFUSED_MS = 60_000;
/** LockTimeout and MaxTimeMSExpired. */
const LOCK_CODES = [24, 50];
/** More need several writers that move the pointer at the same time, again and again. */
const MAX_ATTEMPTS = 8;

/** Names the partition that a class is written to. */
export interface PlacementDocument extends Versioned {
  /** Retention class. */
  _id: string;
  partition: string;
  /** Day of MongoDB's clock when it was opened, yyyymmdd. */
  day: string;
  /** Latest day that any partition was opened on. */
  lastDay: string;
  /** How many have been opened; part of the name where the day alone might have been used before. */
  generation: number;
}

/** What a writer knows of the partition that it writes to; see `Store.writer`. */
export interface WriterView {
  partition: string;
  day: string;
  fromMs: number;
  toMs: number;
  termSizes: ReadonlySet<number>;
  days: ReadonlySet<string>;
  /** All other partitions there are. */
  others: readonly PartitionDocument[];
  /** `performance.now()` of the last look at the catalogue, and of the last time that the entry was renewed. */
  refreshedAt: number;
  coveredAt: number;
}

/** What this process knows of the partitions it writes to. */
export interface Writer {
  view?: WriterView | undefined;
  /** `performance.now()` before which a partition whose day is over is not sealed again. */
  rollAt: number;
  /** What sealed partitions hold of a day; see `find-stored.ts`. */
  sealed: Map<string, SealedDay>;
}

/** Ids of one day in a sealed partition: the smallest and largest, or none, or too many to tell. */
export type SealedDay = { first: string; last: string } | 'none' | 'many';

/** What is to be inserted into a partition. */
export interface Extent {
  /** Smallest and largest timestamp, ms. */
  fromMs: number;
  toMs: number;
  /** `termBits` of the headers. */
  termSizes: readonly number[];
  /** Days in the ids of the batches. */
  days: ReadonlySet<string>;
}

export function placementsOf(store: Store): Collection<PlacementDocument> {
  return store.db.collection<PlacementDocument>('placements');
}

/**
 * The partition to write to, and what else there is.
 *
 * @param days in the ids of what is to be stored
 * @throws StoreUnavailableError
 */
export async function writerView(store: Store, days: Iterable<string>): Promise<WriterView> {
  const known = store.writer.view;
  if (known === undefined || performance.now() - known.refreshedAt > REFRESH_MS) return await refreshWriter(store);
  for (const day of days) {
    if (day === known.day) continue;
    // Midnight has come for its source, and perhaps for MongoDB.
    if (day > known.day && !mayHoldDay(known.days, day)) return await refreshWriter(store);
    // Collectors of the last version store each day in a partition of its own, which may be there since a moment ago.
    known.others = await othersThan(store, known.partition);
    return known;
  }
  return known;
}

/** Forgets what is known, because MongoDB says otherwise. */
export function forgetView(store: Store, view: WriterView): void {
  if (store.writer.view === view) store.writer.view = undefined;
}

async function refreshWriter(store: Store): Promise<WriterView> {
  try {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const view = await lookAtCatalogue(store);
      if (view === undefined) continue;
      store.writer.view = view;
      return view;
    }
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Mongo'))
      throw new StoreUnavailableError('cannot tell which partition is written to', error);
    throw error;
  }
  throw new StoreUnavailableError('cannot tell which partition is written to', 'others change it all the time');
}

/** Undefined when the pointer had to be moved: look again. */
async function lookAtCatalogue(store: Store): Promise<WriterView | undefined> {
  const startedAt = performance.now();
  const { localTime } = await store.db.command({ hello: 1 });
  const today = store.dayOf(localTime as Date);
  const pointer = await placementsOf(store).findOne({ _id: DEFAULT_CLASS });
  if (pointer === null) {
    await openNext(store, undefined, today);
    return undefined;
  }
  readable('placement', [pointer]);
  const [entry] = readable('partition', await partitionsOf(store).find({ _id: pointer.partition }).toArray());
  if (entry === undefined || entry.state === 'dropping' || entry.sealedAt !== undefined) {
    await openNext(store, pointer, today);
    return undefined;
  }
  if (isOver(pointer.day, today) && (await rollOver(store, pointer, today))) return undefined;
  const known = store.writer.view;
  if (entry.state === 'creating' || known?.partition !== entry._id) await createCollections(store, entry._id);
  return {
    ...{ partition: entry._id, day: pointer.day, fromMs: entry.from.getTime(), toMs: entry.to.getTime() },
    ...{ termSizes: new Set(entry.termSizes), days: new Set(daysOf(entry)) },
    others: await othersThan(store, entry._id),
    ...{ refreshedAt: startedAt, coveredAt: Number.NEGATIVE_INFINITY },
  };
}

/**
 * True when a day has ended by MongoDB's clock. A clock that was set back by less than a day changes nothing; one that was
 * far ahead when the partition was opened must not keep it open until then.
 */
function isOver(day: string, today: string): boolean {
  return today > day || dayStart(today) < dayStart(day) - DAY_MS;
}

/** Goes over to the partition of a new day; false when that has to wait, and the current one is written to meanwhile. */
async function rollOver(store: Store, pointer: PlacementDocument, today: string): Promise<boolean> {
  if (performance.now() < store.writer.rollAt) return false;
  try {
    await openNext(store, pointer, today);
    return true;
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    const { partition } = pointer;
    // The lock was not to be had: a merger that was killed left its transaction behind.
    const isLocked = hasCode(error, ...LOCK_CODES);
    store.writer.rollAt = performance.now() + (isLocked ? ROLL_RETRY_MS : ROLL_REFUSED_MS);
    if (isLocked) store.log.debug({ partition }, 'Partition cannot be sealed yet; it stays in use.');
    else store.log.warn({ partition, reason: error.message }, 'Partition cannot be sealed, so it never expires.');
    return false;
  }
}

/** Seals the partition that the pointer names, and moves the pointer to the next one, unless another writer is faster. */
async function openNext(store: Store, pointer: PlacementDocument | undefined, today: string): Promise<void> {
  await noteFormat(store);
  if (pointer !== undefined) await sealPartition(store, pointer.partition);
  const generation = (pointer?.generation ?? 0) + 1;
  const lastDay = pointer === undefined || today > pointer.lastDay ? today : pointer.lastDay;
  const partition = await nextPartition(store, pointer, today, generation);
  const next = { v: FORMAT, partition, day: today, lastDay, generation };
  if (!(await movePointer(store, pointer, next))) await removeUnused(store, partition);
}

/**
 * Begins a new partition, as midnight does; what tests call instead of waiting for it.
 *
 * @throws MongoError the lock for the seal was not to be had
 */
export async function rollPartition(store: Store): Promise<void> {
  const { localTime } = await store.db.command({ hello: 1 });
  const pointer = await placementsOf(store).findOne({ _id: DEFAULT_CLASS });
  await openNext(store, pointer ?? undefined, store.dayOf(localTime as Date));
}

/** Makes the entry of the next partition, and returns its name, which no partition has had before. */
async function nextPartition(
  store: Store,
  pointer: PlacementDocument | undefined,
  today: string,
  generation: number,
): Promise<string> {
  const plain = `${DEFAULT_CLASS}_${today}`;
  const numbered = `${plain}_${generation}`;
  if (pointer !== undefined && today <= pointer.lastDay) return await makeEntry(store, numbered, today);
  const found = await partitionsOf(store).findOne({ _id: plain });
  if (found === null) return await makeEntry(store, plain, today);
  // Collectors of the last version write to it as well, so it is used like one of ours.
  const isAdopted = found.state !== 'dropping' && found.days === undefined && found.sealedAt === undefined;
  // Without a pointer the entry may be one that a writer made before it died.
  const isOurs = found.state === 'creating' || (pointer === undefined && found.sealedAt === undefined);
  if (isAdopted || (isOurs && found.state !== 'dropping')) return plain;
  return await makeEntry(store, numbered, today);
}

async function makeEntry(store: Store, partition: string, day: string): Promise<string> {
  const nothing = { from: new Date(8.64e15), to: new Date(-8.64e15), termSizes: [], days: [day] };
  const counts = { records: 0, buckets: 0, sizeBytes: 0 };
  const entry = { v: FORMAT, class: DEFAULT_CLASS, day, state: 'creating' as const, ...nothing, ...counts };
  const now = [{ $set: { lastStoredAt: '$$NOW', createdAt: '$$NOW' } }];
  const fields = Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, { $ifNull: [`$${name}`, value] }]),
  );
  await partitionsOf(store)
    .updateOne({ _id: partition, state: { $exists: false } }, [{ $set: fields }, ...now], { upsert: true })
    .catch((error) => {
      // Another writer makes the same one.
      if (!hasCode(error, 11000)) throw error;
    });
  return partition;
}

/** False when the pointer has been moved meanwhile. */
async function movePointer(
  store: Store,
  pointer: PlacementDocument | undefined,
  next: Omit<PlacementDocument, '_id'>,
): Promise<boolean> {
  try {
    if (pointer === undefined) {
      await placementsOf(store).insertOne({ _id: DEFAULT_CLASS, ...next });
      return true;
    }
    const { _id, partition, generation } = pointer;
    const moved = await placementsOf(store).updateOne({ _id, partition, generation }, { $set: next });
    return moved.matchedCount === 1;
  } catch (error) {
    if (hasCode(error, 11000)) return false;
    throw error;
  }
}

/** Removes an entry that this writer has made while another one chose a partition of another name. */
async function removeUnused(store: Store, partition: string): Promise<void> {
  const pointer = await placementsOf(store).findOne({ _id: DEFAULT_CLASS });
  if (pointer === null || pointer.partition === partition) return;
  await partitionsOf(store).deleteOne({ _id: partition, state: 'creating', days: { $exists: true }, records: 0 });
}

async function othersThan(store: Store, partition: string): Promise<PartitionDocument[]> {
  const usable = { state: { $in: ['creating' as const, 'open' as const] } };
  const all = readable('partition', await partitionsOf(store).find(usable).toArray());
  return all.filter(({ _id }) => _id !== partition);
}

/**
 * Makes sure that the catalogue covers what is to be inserted, before it is.
 *
 * @returns false when the partition is written to no more: ask for the view again
 * @throws StoreUnavailableError
 */
export async function coverExtent(store: Store, view: WriterView, extent: Extent): Promise<boolean> {
  if (isCovered(view, extent)) return true;
  const startedAt = performance.now();
  const isFirst = view.fromMs > view.toMs;
  const from = hourOf(Math.min(extent.fromMs, view.fromMs)) * HOUR_MS;
  const to = (hourOf(Math.max(extent.toMs, view.toMs)) + 1) * HOUR_MS - 1;
  try {
    await noteFormat(store);
    const entry = await partitionsOf(store).findOneAndUpdate(
      {
        _id: view.partition,
        state: { $in: ['creating' as const, 'open' as const] },
        sealedAt: { $exists: false },
        ...READABLE,
      },
      widening({ from: clampDate(from), to: clampDate(to) }, extent),
      { returnDocument: 'after' },
    );
    if (entry === null) {
      forgetView(store, view);
      return false;
    }
    if (isFirst) await refreshView(store);
    Object.assign(view, { fromMs: from, toMs: to, termSizes: new Set(entry.termSizes), days: new Set(entry.days) });
    view.coveredAt = startedAt;
    return true;
  } catch (error) {
    throw new StoreUnavailableError(`cannot open partition ${view.partition}`, error);
  }
}

function isCovered(view: WriterView, { fromMs, toMs, termSizes, days }: Extent): boolean {
  if (performance.now() - view.coveredAt > REFRESH_MS || view.fromMs > fromMs || view.toMs < toMs) return false;
  return termSizes.every((size) => view.termSizes.has(size)) && [...days].every((day) => mayHoldDay(view.days, day));
}

function widening({ from, to }: { from: Date; to: Date }, { termSizes, days }: Extent): Document[] {
  return [
    {
      $set: {
        v: { $max: ['$v', FORMAT] },
        from: { $min: ['$from', from] },
        to: { $max: ['$to', to] },
        termSizes: { $setUnion: [{ $ifNull: ['$termSizes', []] }, termSizes] },
        days: { $setUnion: [{ $ifNull: ['$days', ['$day']] }, [...days]] },
        lastStoredAt: '$$NOW',
      },
    },
    { $set: { days: { $cond: [{ $gt: [{ $size: '$days' }, MAX_DAYS] }, ['$day', ANY_DAY], '$days'] } } },
  ];
}

/** The largest and smallest moment that a Date can hold end in the middle of an hour. */
function clampDate(ms: number): Date {
  return new Date(Math.max(-8.64e15, Math.min(8.64e15, ms)));
}
