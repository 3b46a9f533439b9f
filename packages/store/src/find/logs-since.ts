import { batchIdOf, firstIdAt, hasTime, type LogRecord, timeOfId } from '@logwarren/contract';
import type { Binary } from 'mongodb';
import { headersOf, idBytes, type OpenBucket } from '../bucket/index.ts';
import { hasCode, idDay, MAX_TIME_EXPIRED, type Store } from '../connection/index.ts';
import { ANY_DAY, daysOf, mayHoldDay, type PartitionDocument } from '../partitions/index.ts';
import {
  answerCharsOf,
  bindServices,
  type CompiledFilter,
  compileFilter,
  countThatFit,
  EVERYTHING,
  leftMs,
  MAX_PAGE_CHARS,
  openBuckets,
  type RangeQuery,
  readSnapshot,
  type Snapshot,
  selectRecords,
} from '../read/index.ts';

const GROUP = 8;
/** Most buckets to open, the newest first. A client that was away for longer gets a gap. */
const MAX_BUCKETS = 2_000;
/** Sorts after every batch id. */
const LAST_ID = 'ffffffff-ffff-7fff-bfff-ffffffffffff';

/** Day of ids without a time, and the smallest id that has a time; see `hasTime`. */
const NO_DAY = '19700101';
const FIRST_TIME = '00000526-5c00-7000-8000-000000000000';

/** Asks for records collected after a given one, for clients that were not listening. */
export interface SinceQuery extends Pick<RangeQuery, 'filter' | 'budgetMs' | 'signal'> {
  /** Id of the last record that the client has seen. */
  afterId: string;
  /**
   * Sources' clocks differ, and batches overtake each other. So records up to this much older than `afterId` come
   * again, ms.
   */
  overlapMs: number;
  /** Most records; if there are more, the newest. */
  limit: number;
  /** Reads only buckets stored since this moment, ms since the epoch, for callers that have asked before. */
  storedSinceMs?: number | undefined;
  /** Buckets that are opened at most; fewer only in tests. */
  maxBuckets?: number;
}

/** Answer to a SinceQuery. */
export interface RecordsSince {
  /** Oldest id first. */
  records: LogRecord[];
  /** Further records found after `afterId` that the limit or the size of the answer excludes. */
  leftOut: number;
  /** False if it did not read everything: there is a gap before the first record. */
  complete: boolean;
}

/**
 * Returns records collected since another one, by the time in their ids, not by their timestamps. Ids without a time
 * show nothing, but a collector observed their records when it read them, so they cannot lie in a bucket made before.
 *
 * Even after a long time it opens at most MAX_BUCKETS buckets, within the given time.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function logsSince(store: Store, query: SinceQuery): Promise<RecordsSince> {
  const deadline = performance.now() + query.budgetMs;
  const maxTimeMS = () => leftMs(deadline, () => performance.now(), 1);
  const first = firstIdAt(timeOfId(query.afterId) - query.overlapMs);
  const read = async (snapshot: Snapshot): Promise<RecordsSince> => {
    const { session, signal } = snapshot;
    const filter = compileFilter(await bindServices(store, snapshot, query.filter, maxTimeMS));
    const selection = { range: EVERYTHING, matches: filter.matches };
    const records: LogRecord[] = [];
    let chars = 0;
    let leftOut = 0;
    const onBucket = (bucket: OpenBucket) => {
      for (const record of selectRecords(bucket, selection)) {
        const isSince = hasTime(record.id) ? record.id >= first : record.observedAt >= timeOfId(first);
        if (!isSince || record.id === query.afterId) continue;
        records.push(record);
        chars += answerCharsOf(record);
      }
    };
    const shrink = () => {
      const dropped = dropOldest(records, query.limit);
      leftOut += dropped.filter(({ id }) => !hasTime(id) || id > query.afterId).length;
      for (const record of dropped) chars -= answerCharsOf(record);
    };
    const answer = (complete: boolean) => {
      shrink();
      return { records, leftOut, complete };
    };
    let room = query.maxBuckets ?? MAX_BUCKETS;
    try {
      for (const partition of snapshot.partitions) {
        const ids = await bucketsSince(store, snapshot, partition, {
          ...query,
          filter,
          first,
          maxTimeMS: maxTimeMS(),
          room,
        });
        for (let i = 0; i < Math.min(ids.length, room); i += GROUP) {
          signal?.throwIfAborted();
          if (performance.now() > deadline) return answer(false);
          const options = { session, signal, maxTimeMS: maxTimeMS(), mayMatch: filter.mayMatch };
          await openBuckets(store, partition._id, ids.slice(i, Math.min(i + GROUP, room)), options, onBucket);
          if (records.length > query.limit * 2 || chars > MAX_PAGE_CHARS * 2) shrink();
        }
        room -= ids.length;
        if (room < 0) return answer(false);
      }
      return answer(true);
    } catch (error) {
      if (!hasCode(error, MAX_TIME_EXPIRED)) throw error;
      return answer(false);
    }
  };
  return await readSnapshot(store, EVERYTHING, read, { signal: query.signal });
}

interface BucketsQuery extends Omit<SinceQuery, 'filter'> {
  filter: CompiledFilter;
  /** Smallest id. */
  first: string;
  maxTimeMS: number;
  /** One more than the limit, to show whether there are more. */
  room: number;
}

/** Ids of buckets in a partition that may hold records collected since, the newest first. */
async function bucketsSince(
  store: Store,
  { session, signal }: Snapshot,
  partition: PartitionDocument,
  query: BucketsQuery,
): Promise<Binary[]> {
  const { filter, first, maxTimeMS, room } = query;
  const days = daysOf(partition);
  const isAny = days.includes(ANY_DAY);
  if (!isAny && days.every((day) => day < idDay(first) && day !== NO_DAY)) return [];
  const dated = { batches: { $elemMatch: { $gte: idBytes(batchIdOf(first)), $lte: idBytes(LAST_ID) } } };
  const undated = { _id: { $gte: idBytes(first) }, batches: { $elemMatch: { $lt: idBytes(FIRST_TIME) } } };
  const collected = mayHoldDay(days, NO_DAY) ? { $or: [dated, undated] } : dated;
  const headers = await headersOf(store, partition._id)
    .find(
      { $and: [collected, filter.headersIn(partition), storedSince(query)] },
      { session, signal, projection: { _id: 1 }, maxTimeMS },
    )
    .sort({ _id: -1 })
    .limit(room + 1)
    .toArray();
  return headers.map(({ _id }) => _id);
}

/** Buckets stored since a moment, by the clock of the collector that made them. */
function storedSince({ storedSinceMs }: Pick<SinceQuery, 'storedSinceMs'>): { _id?: { $gte: Binary } } {
  if (storedSinceMs === undefined) return {};
  return { _id: { $gte: idBytes(firstIdAt(storedSinceMs)) } };
}

/**
 * Sorts by id and keeps the newest: at most `most`, and no more than fit an answer. Returns the records that it
 * removed.
 */
function dropOldest(records: LogRecord[], most: number): LogRecord[] {
  records.sort((a, b) => (a.id < b.id ? -1 : 1));
  const newest = records.slice(-most).toReversed();
  const kept = Math.min(newest.length, countThatFit(newest.map((record) => ({ record }))));
  return records.splice(0, records.length - kept);
}
