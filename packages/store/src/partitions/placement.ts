import { readable, type Store, StoreUnavailableError } from '../connection/index.ts';
import { isMixed } from './days-of-format-0.ts';
import { openNext, pointerOf } from './open-partition.ts';
import { createCollections, daysOf, mayHoldDay, type PartitionDocument, partitionsOf } from './partition.ts';
import { isOver, rollOver } from './when-to-seal.ts';
import { REFRESH_MS, type WriterView, writerOf } from './writer-view.ts';

/**
 * Placement: which partition a batch is stored in (docs/decisions/0016-placement.md).
 *
 * The document `placements/<class>` names the one partition that is written to. Its name is the day of MongoDB's clock
 * when it was opened. The next partition follows when that day is over:
 *
 *     seal the current one           mongod refuses every insert from here on
 *     make the entry of the next one
 *     move the pointer               if it still names the one that was sealed
 *
 * So a header can only be inserted into the partition that the pointer names, or into one that the pointer will leave
 * after that partition's seal. Several writers may do each step at once, and one that dies may leave it undone.
 */

/**
 * If a source's clock is ahead by less than this, wait for MongoDB's day instead of shutting the source out of the next
 * day.
 */
const NEAR_MS = 10 * 60_000;
/** More attempts are needed only if several writers keep moving the pointer at the same time. */
const MAX_ATTEMPTS = 8;

/**
 * The partition to write to, and the others that may hold the same batches.
 *
 * @param days days in the ids of the batches that are to be stored
 * @throws StoreUnavailableError
 */
export async function writerView(store: Store, days: Iterable<string>): Promise<WriterView> {
  const known = writerOf(store).view;
  if (known === undefined || performance.now() > known.freshUntil) return await refreshWriter(store);
  for (const day of days) {
    if (day === known.day) continue;
    // Midnight has come for the source, and perhaps for MongoDB.
    if (day > known.day && !mayHoldDay(known.days, day)) return await refreshWriter(store);
    // Collectors of the last version store each day in its own partition, which may have appeared a moment ago.
    const [pointer, others] = await Promise.all([pointerOf(store), othersThan(store, known.partition)]);
    // Otherwise one of the others would be the one that is written to.
    if (pointer?.partition !== known.partition) return await refreshWriter(store);
    known.others = others;
    return known;
  }
  return known;
}

async function refreshWriter(store: Store): Promise<WriterView> {
  try {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const view = await lookAtCatalogue(store);
      if (view === undefined) continue;
      writerOf(store).view = view;
      return view;
    }
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Mongo'))
      throw new StoreUnavailableError('cannot find out which partition is written to', error);
    throw error;
  }
  throw new StoreUnavailableError('cannot find out which partition is written to', 'other processes keep changing it');
}

/** Undefined when the pointer had to be moved: call it again. */
async function lookAtCatalogue(store: Store): Promise<WriterView | undefined> {
  const startedAt = performance.now();
  const { localTime } = await store.db.command({ hello: 1 });
  const today = store.dayOf(localTime as Date);
  const pointer = await pointerOf(store);
  if (pointer === undefined) {
    await openNext(store, undefined, today);
    return undefined;
  }
  const [entry] = readable('partition', await partitionsOf(store).find({ _id: pointer.partition }).toArray());
  // It refused an insert but has no `sealedAt`: the writer that sealed it got no further, or does not know of a
  // majority yet.
  const isSealed = entry?.sealedAt !== undefined || entry?._id === writerOf(store).refusedBy;
  if (entry === undefined || entry.state === 'dropping' || isSealed) {
    await openNext(store, pointer, today);
    return undefined;
  }
  if (isOver(pointer.day, today) && (await rollOver(store, pointer, today))) return undefined;
  const known = writerOf(store).view;
  if (entry.state === 'creating' || known?.partition !== entry._id) await createCollections(store, entry._id);
  return {
    partition: entry._id,
    day: pointer.day,
    fromMs: entry.from.getTime(),
    toMs: entry.to.getTime(),
    termSizes: new Set(entry.termSizes),
    days: new Set(daysOf(entry)),
    soon: new Set(
      [today, store.dayOf(new Date((localTime as Date).getTime() + NEAR_MS))].filter((day) => day > pointer.day),
    ),
    isMixed: isMixed(pointer, today),
    others: await othersThan(store, entry._id),
    freshUntil: isOver(pointer.day, today)
      ? Math.min(startedAt + REFRESH_MS, writerOf(store).rollAt)
      : startedAt + REFRESH_MS,
    coveredAt: Number.NEGATIVE_INFINITY,
  };
}

async function othersThan(store: Store, partition: string): Promise<PartitionDocument[]> {
  const usable = { state: { $in: ['creating' as const, 'open' as const] } };
  const all = readable('partition', await partitionsOf(store).find(usable).toArray());
  const others = all.filter(({ _id }) => _id !== partition);
  const left = new Set(others.map(({ _id }) => _id));
  for (const each of writerOf(store).sealed.keys()) if (!left.has(each)) writerOf(store).sealed.delete(each);
  return others;
}
