import type { Collection } from 'mongodb';
import { FORMAT, hasCode, noteFormat, readable, type Store, type Versioned } from '../connection/index.ts';
import { DEFAULT_CLASS, partitionsOf } from './partition.ts';
import { sealPartition } from './seal-partition.ts';

/** Names the partition that a class is written to. */
export interface PlacementDocument extends Versioned {
  /** Retention class. */
  _id: string;
  partition: string;
  /** Day, by MongoDB's clock, when the partition was opened, yyyymmdd. */
  day: string;
  /** Latest day on which any partition was opened. */
  lastDay: string;
  /** How many partitions have been opened. The name contains it if the day alone might have been used before. */
  generation: number;
  /** Day when the first collector of this build found partitions of format 0. */
  upgradedOn?: string;
}

function placementsOf(store: Store): Collection<PlacementDocument> {
  return store.db.collection<PlacementDocument>('placements');
}

/** Reads which partition is written to; undefined before the first one. @throws UnknownFormatError */
export async function pointerOf(store: Store): Promise<PlacementDocument | undefined> {
  const [pointer] = readable('placement', await placementsOf(store).find({ _id: DEFAULT_CLASS }).toArray());
  return pointer;
}

/**
 * Seals the partition that the pointer names, and moves the pointer to the next one, unless another writer is faster.
 */
export async function openNext(store: Store, pointer: PlacementDocument | undefined, today: string): Promise<void> {
  await noteFormat(store);
  if (pointer !== undefined) await sealPartition(store, pointer.partition);
  const generation = (pointer?.generation ?? 0) + 1;
  const lastDay = pointer === undefined || today > pointer.lastDay ? today : pointer.lastDay;
  const partition = await nextPartition(store, pointer, today, generation);
  const upgradedOn = pointer === undefined ? await upgradeDay(store, today) : pointer.upgradedOn;
  const next = { v: FORMAT, partition, day: today, lastDay, generation, ...(upgradedOn ? { upgradedOn } : {}) };
  if (!(await movePointer(store, pointer, next))) await removeUnused(store, partition);
}

/** Today, if collectors of format 0 have stored something; undefined in a new installation. */
async function upgradeDay(store: Store, today: string): Promise<string | undefined> {
  return (await partitionsOf(store).findOne({ v: { $exists: false } })) === null ? undefined : today;
}

/**
 * Starts a new partition, as midnight does; tests call it instead of waiting.
 *
 * @throws MongoError the lock for the seal could not be had
 */
export async function rollPartition(store: Store): Promise<void> {
  const { localTime } = await store.db.command({ hello: 1 });
  await openNext(store, await pointerOf(store), store.dayOf(localTime as Date));
}

/** Makes the entry of the next partition, and returns its name, which no earlier partition has had. */
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
  // Collectors of the last version also write to it, so it is used like one of ours.
  const isAdopted = found.state !== 'dropping' && found.days === undefined && found.sealedAt === undefined;
  // Without a pointer the entry may be one that a writer made before it died.
  const isOurs = found.state === 'creating' || (pointer === undefined && found.sealedAt === undefined);
  if (isAdopted || (isOurs && found.state !== 'dropping')) return plain;
  return await makeEntry(store, numbered, today);
}

/** Makes the entry of an empty partition, unless the entry exists; returns its name. */
export async function makeEntry(store: Store, partition: string, day: string): Promise<string> {
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
      // Another writer is making the same entry.
      if (!hasCode(error, 11000)) throw error;
    });
  return partition;
}

/** False if somebody else has moved the pointer meanwhile. */
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

/** Removes an entry that this writer has made, if another writer chose a partition with another name. */
async function removeUnused(store: Store, partition: string): Promise<void> {
  const pointer = await pointerOf(store);
  if (pointer === undefined || pointer.partition === partition) return;
  await partitionsOf(store).deleteOne({ _id: partition, state: 'creating', days: { $exists: true }, records: 0 });
}
