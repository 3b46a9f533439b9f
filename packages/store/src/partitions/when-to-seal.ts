import { MongoServerError } from 'mongodb';
import { DAY_MS, dayStart, hasCode, type Store } from '../connection/index.ts';
import { openNext, type PlacementDocument } from './open-partition.ts';
import { writerOf } from './writer-view.ts';

/* Decides when the partition that is written to is sealed and the next one is opened: at the end of its day. */

/** Wait before another attempt to seal a partition, ms. Until then it stays in use. */
const ROLL_RETRY_MS = 5_000;
/** The same if MongoDB refuses, for example because the user may not run `collMod`. */
const ROLL_REFUSED_MS = 60_000;
/** LockTimeout and MaxTimeMSExpired. */
const LOCK_CODES = [24, 50];

/**
 * True if a day has ended by MongoDB's clock. A clock that was set back by less than a day changes nothing. A clock
 * that was far ahead when the partition was opened must not keep the partition open until that day.
 */
export function isOver(day: string, today: string): boolean {
  return today > day || dayStart(today) < dayStart(day) - DAY_MS;
}

/** Moves on to the partition of a new day. False if that has to wait; the current partition then stays in use. */
export async function rollOver(store: Store, pointer: PlacementDocument, today: string): Promise<boolean> {
  if (performance.now() < writerOf(store).rollAt) return false;
  try {
    await openNext(store, pointer, today);
    return true;
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    const { partition } = pointer;
    // The lock could not be had: a merger that was killed left its transaction behind.
    const isLocked = hasCode(error, ...LOCK_CODES);
    writerOf(store).rollAt = performance.now() + (isLocked ? ROLL_RETRY_MS : ROLL_REFUSED_MS);
    if (isLocked) store.log.debug({ partition }, 'Partition cannot be sealed yet; it stays in use.');
    else store.log.warn({ partition, reason: error.message }, 'Partition cannot be sealed, so it never expires.');
    return false;
  }
}
