import { type Backoff, backoffMs, delay } from '@logwarren/common';
import type { ClientSession, Timestamp } from 'mongodb';
import { hasCode, readable, SHORT_READ_MS, type Store, StoreUnavailableError } from '../connection/index.ts';
import { type PartitionDocument, partitionsOf } from '../partitions/index.ts';
import { type AsOf, AsOfAheadError, AsOfExpiredError, clusterTimeOf } from './as-of.ts';
import { mayOverlap, NOTHING, type TimeRange } from './range.ts';

/** The snapshot is older than a collection that it reads, or older than the server keeps: take a new one. */
const SNAPSHOT_GONE = [239, 246];
/** `atClusterTime` is ahead of the server's clock. */
const INVALID_OPTIONS = 72;
/** A new collection can be newer than the newest snapshot until a majority has written it down. */
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

/** Moment and signal of a read. */
export interface SnapshotOptions {
  /** Reads as of this moment instead of the newest one. */
  asOf?: AsOf | undefined;
  /** Aborted when nobody waits for the result any more. */
  signal?: AbortSignal | undefined;
}

/**
 * Reads at one moment, so that a read sees a merge as a whole or not at all. Otherwise, if a merge committed between
 * two reads, a reader could find a bucket neither before the merge nor after it.
 *
 * @throws AsOfExpiredError when `asOf` is given and can no longer be read
 * @throws AsOfAheadError when `asOf` is later than everything in the store
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function readSnapshot<T>(
  store: Store,
  range: TimeRange,
  read: (snapshot: Snapshot) => Promise<T>,
  { asOf, signal }: SnapshotOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const session = startSession(store, asOf);
    try {
      const partitions = await overlapping(store, range, { session, signal });
      const result = await read({ session, signal, partitions });
      if (asOf !== undefined) await checkPartitions(store, partitions, signal);
      return result;
    } catch (error) {
      if (isSnapshotGone(error) && asOf === undefined && attempt < MAX_ATTEMPTS) {
        await delay(backoffMs(attempt, GONE_BACKOFF), signal);
        continue;
      }
      if (asOf !== undefined && hasCode(error, INVALID_OPTIONS)) throw new AsOfAheadError(error);
      if (asOf !== undefined && isSnapshotGone(error)) throw new AsOfExpiredError(error);
      throw error instanceof Error && error.name.startsWith('Mongo')
        ? new StoreUnavailableError('cannot search', error)
        : error;
    } finally {
      if (signal?.aborted) void killSession(store, session);
      else await session.endSession();
    }
  }
}

/**
 * The newest moment that can be read: it includes every acknowledged write.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function newestMoment(store: Store, signal?: AbortSignal): Promise<AsOf> {
  const timeOf = async ({ session }: Snapshot) =>
    (session as SnapshotSession).snapshotTime ?? (await newestWrite(store, signal));
  const time = await readSnapshot(store, NOTHING, timeOf, { signal });
  return `${time.getHighBitsUnsigned()}-${time.getLowBitsUnsigned()}`;
}

/**
 * True if a snapshot can no longer be read, or not yet, but a new one can. `readSnapshot` takes a new one by itself.
 */
export function isSnapshotGone(error: unknown): boolean {
  return hasCode(error, ...SNAPSHOT_GONE);
}

/** The driver takes a snapshot's moment from the first answer, and has no public way to choose it. */
type SnapshotSession = ClientSession & { snapshotTime?: Timestamp };

function startSession(store: Store, asOf: AsOf | undefined): ClientSession {
  const session: SnapshotSession = store.client.startSession({ snapshot: true });
  if (asOf === undefined) return session;
  const time = clusterTimeOf(asOf);
  if (time === undefined) throw new AsOfExpiredError(`${JSON.stringify(asOf)} is not a moment`);
  session.snapshotTime = time;
  return session;
}

/**
 * The newest write that survives the loss of a member. MongoDB names no moment for a collection that does not exist
 * yet, and the clock of the cluster runs ahead of the last write: a read as of that clock waits for the next write, up
 * to ten seconds.
 */
async function newestWrite(store: Store, signal?: AbortSignal): Promise<Timestamp> {
  const hello = { hello: 1, maxTimeMS: SHORT_READ_MS };
  const answer = await store.client.db('admin').command(hello, { ...(signal && { signal }) });
  return answer.lastWrite.majorityOpTime.ts as Timestamp;
}

/** Checks that no partition was dropped since: MongoDB finds nothing in a dropped collection, and does not say so. */
async function checkPartitions(
  store: Store,
  partitions: readonly PartitionDocument[],
  signal?: AbortSignal,
): Promise<void> {
  if (partitions.length === 0) return;
  const ids = partitions.map(({ _id }) => _id);
  const options = { maxTimeMS: SHORT_READ_MS, signal };
  const left = await partitionsOf(store).countDocuments({ _id: { $in: ids }, state: 'open' }, options);
  if (left < ids.length) throw new AsOfExpiredError('a day was dropped since');
}

/** Ends the session's operations and cursors in MongoDB, which would otherwise wait there for ten minutes. */
async function killSession(store: Store, session: ClientSession): Promise<void> {
  try {
    await store.client.db('admin').command({ killSessions: [session.id] });
  } catch (error) {
    store.log.debug({ err: error }, 'A query that nobody waits for could not be ended in MongoDB.');
  } finally {
    // Not earlier: the driver gives the session to the next query.
    await session.endSession();
  }
}

async function overlapping(
  store: Store,
  range: TimeRange,
  options: { session: ClientSession; signal?: AbortSignal | undefined },
): Promise<PartitionDocument[]> {
  const bounded = { ...options, maxTimeMS: SHORT_READ_MS };
  const open = await partitionsOf(store).find({ state: 'open' }, bounded).sort({ _id: -1 }).toArray();
  return readable('partition', open).filter((partition) => mayOverlap(partition, range));
}
