import { HOUR_MS, hourOf } from '@logwarren/contract';
import type { Document } from 'mongodb';
import { FORMAT, noteFormat, READABLE, type Store, StoreUnavailableError } from '../connection/index.ts';
import { refreshView } from './log-view.ts';
import { ANY_DAY, MAX_DAYS, mayHoldDay, partitionsOf } from './partition.ts';
import { forgetView, REFRESH_MS, type WriterView } from './writer-view.ts';

/** The extent of the buckets that are about to be inserted into a partition. */
export interface Extent {
  /** Smallest and largest timestamp, ms. */
  fromMs: number;
  toMs: number;
  /** `termBits` of the headers. */
  termSizes: readonly number[];
  /** Days in the ids of the batches. */
  days: ReadonlySet<string>;
}

/**
 * Makes sure that the catalogue covers a bucket before it is inserted.
 *
 * @returns false if the partition is no longer written to: ask for the view again
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

/** Keeps a moment within what a Date can hold: the largest and the smallest Date end in the middle of an hour. */
function clampDate(ms: number): Date {
  return new Date(Math.max(-8.64e15, Math.min(8.64e15, ms)));
}
