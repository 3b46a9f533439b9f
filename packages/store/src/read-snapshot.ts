import { type Backoff, backoffMs, delay } from '@logwarren/common';
import type { ClientSession } from 'mongodb';
import { hasCode, StoreUnavailableError } from './errors.ts';
import { readable } from './format.ts';
import type { PartitionDocument } from './partition.ts';
import { partitionsOf, type Store } from './store.ts';

/** The snapshot is older than a collection that it is asked for, or older than the server keeps: take a new one. */
const SNAPSHOT_GONE = [239, 246];
/** A new collection can be newer than the newest snapshot for as long as a majority takes to write it down. */
const GONE_BACKOFF: Backoff = { initialMs: 20, maxMs: 500 };
const MAX_ATTEMPTS = 8;

/** One consistent moment of the store, for all reads of one query. */
export interface Snapshot {
  readonly session: ClientSession;
  /** Ends every read under way, in MongoDB too: the driver closes the connection, and the server notices. */
  readonly signal?: AbortSignal | undefined;
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
 * @param signal nobody waits for the result any more
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason
 */
export async function readSnapshot<T>(
  store: Store,
  range: TimeRange,
  read: (snapshot: Snapshot) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const session = store.client.startSession({ snapshot: true });
    try {
      const partitions = await overlapping(store, range, { session, signal });
      return await read({ session, signal, partitions });
    } catch (error) {
      if (hasCode(error, ...SNAPSHOT_GONE) && attempt < MAX_ATTEMPTS) {
        await delay(backoffMs(attempt, GONE_BACKOFF), signal);
        continue;
      }
      throw error instanceof Error && error.name.startsWith('Mongo')
        ? new StoreUnavailableError('cannot search', error)
        : error;
    } finally {
      if (signal?.aborted) void killSession(store, session);
      else await session.endSession();
    }
  }
}

/** Ends what the session does in MongoDB, and its cursors, which would wait there for ten minutes. */
async function killSession(store: Store, session: ClientSession): Promise<void> {
  try {
    await store.client.db('admin').command({ killSessions: [session.id] });
  } catch (error) {
    store.log.debug({ err: error }, 'A query that nobody waits for could not be ended in MongoDB.');
  } finally {
    // Not before: the driver gives the session to the next query.
    await session.endSession();
  }
}

async function overlapping(
  store: Store,
  { fromMs, toMs }: TimeRange,
  options: { session: ClientSession; signal?: AbortSignal | undefined },
): Promise<PartitionDocument[]> {
  const open = await partitionsOf(store).find({ state: 'open' }, options).sort({ _id: -1 }).toArray();
  const all = readable('partition', open);
  return all.filter((partition) => partition.to.getTime() >= fromMs && partition.from.getTime() < toMs);
}
