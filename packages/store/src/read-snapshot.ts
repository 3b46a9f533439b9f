import type { ClientSession } from 'mongodb';
import { hasCode, StoreUnavailableError } from './errors.ts';
import type { PartitionDocument } from './partition.ts';
import { partitionsOf, type Store } from './store.ts';

/** The snapshot is older than a collection that it is asked for, or older than the server keeps: take a new one. */
const SNAPSHOT_GONE = [239, 246];
const MAX_ATTEMPTS = 3;

/** One consistent moment of the store, for all reads of one query. */
export interface Snapshot {
  readonly session: ClientSession;
  /** Partitions at that moment that overlap the range asked for, newest ingest day first. */
  readonly partitions: PartitionDocument[];
}

/** Range of event time in ms: from included, to excluded; infinite when open. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

/**
 * Reads at one moment, so that a merge that commits between two reads is seen as a whole or not at all: without that, a
 * reader could find a bucket neither before the merge nor after it.
 *
 * @throws StoreUnavailableError when MongoDB does not answer
 */
export async function readSnapshot<T>(
  store: Store,
  range: TimeRange,
  read: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const session = store.client.startSession({ snapshot: true });
    try {
      const partitions = await overlapping(store, range, session);
      return await read({ session, partitions });
    } catch (error) {
      if (hasCode(error, ...SNAPSHOT_GONE) && attempt < MAX_ATTEMPTS) continue;
      throw error instanceof Error && error.name.startsWith('Mongo')
        ? new StoreUnavailableError('cannot search', error)
        : error;
    } finally {
      await session.endSession();
    }
  }
}

async function overlapping(
  store: Store,
  { fromMs, toMs }: TimeRange,
  session: ClientSession,
): Promise<PartitionDocument[]> {
  const all = await partitionsOf(store).find({ state: 'open' }, { session }).sort({ _id: -1 }).toArray();
  return all.filter((partition) => partition.to.getTime() >= fromMs && partition.from.getTime() < toMs);
}
