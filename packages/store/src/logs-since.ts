import { batchIdOf, compilePredicate, type Filter, hasTime, type LogRecord, timeOfId } from '@logwarren/contract';
import { bindServices } from './bind-services.ts';
import { idBytes } from './bucket.ts';
import { idDay } from './days.ts';
import { headerCondition } from './header-condition.ts';
import { openBuckets, quickTest, selectRecords } from './open-buckets.ts';
import { daysOf } from './partition.ts';
import { readSnapshot, type Snapshot } from './read-snapshot.ts';
import { headersOf, type Store } from './store.ts';
import { rangeOf } from './time-range.ts';

const MAX_TIME_MS = 5_000;
const GROUP = 8;
/** Sorts after every batch id. */
const LAST_ID = 'ffffffff-ffff-7fff-bfff-ffffffffffff';

/** Day of ids without a time, and the smallest id that has one; see `hasTime`. */
const NO_DAY = '19700101';
const FIRST_TIME = '00000526-5c00-7000-8000-000000000000';

/** What was collected after a record, for those who were not listening. */
export interface SinceQuery {
  filter: Filter;
  /** Id of the last record that was seen. */
  afterId: string;
  /** Sources' clocks differ, and batches overtake each other: records so much older than `afterId` come again, ms. */
  overlapMs: number;
  /** Most records; the newest of more. */
  limit: number;
  signal?: AbortSignal | undefined;
}

/**
 * Records collected since another one, by the time in their ids, not by their timestamps. Ids without a time say nothing;
 * their records were observed when a collector read them, and cannot lie in a bucket that was made before.
 *
 * @returns oldest id first, and how many more there are that the limit left out
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function logsSince(store: Store, query: SinceQuery): Promise<{ records: LogRecord[]; leftOut: number }> {
  const everything = rangeOf({});
  const first = idBefore(query.afterId, query.overlapMs);
  const read = async (snapshot: Snapshot) => {
    const { session, signal } = snapshot;
    const filter = await bindServices(store, snapshot, query.filter);
    const selection = { ...everything, matches: compilePredicate(filter) };
    const records: LogRecord[] = [];
    let leftOut = 0;
    for (const entry of snapshot.partitions) {
      const { _id: partition, termSizes } = entry;
      const days = daysOf(entry);
      if (days.every((day) => day < idDay(first) && day !== NO_DAY)) continue;
      const dated = { batches: { $elemMatch: { $gte: idBytes(batchIdOf(first)), $lte: idBytes(LAST_ID) } } };
      const undated = { _id: { $gte: idBytes(first) }, batches: { $elemMatch: { $lt: idBytes(FIRST_TIME) } } };
      const collected = days.includes(NO_DAY) ? { $or: [dated, undated] } : dated;
      const headers = await headersOf(store, partition)
        .find(
          { $and: [collected, headerCondition(filter, termSizes)] },
          { session, signal, projection: { _id: 1 }, maxTimeMS: MAX_TIME_MS },
        )
        .toArray();
      for (let i = 0; i < headers.length; i += GROUP) {
        signal?.throwIfAborted();
        const ids = headers.slice(i, i + GROUP).map(({ _id }) => _id);
        const options = { session, signal, maxTimeMS: MAX_TIME_MS, mayMatch: quickTest(filter) };
        await openBuckets(store, partition, ids, options, (bucket) => {
          for (const record of selectRecords(bucket, selection)) {
            const isSince = hasTime(record.id) ? record.id >= first : record.observedAt >= timeOfId(first);
            if (isSince && record.id !== query.afterId) records.push(record);
          }
        });
        leftOut += dropOldest(records, query.limit * 2, query.limit);
      }
    }
    leftOut += dropOldest(records, query.limit, query.limit);
    records.sort((a, b) => (a.id < b.id ? -1 : 1));
    return { records, leftOut };
  };
  return await readSnapshot(store, everything, read, { signal: query.signal });
}

/** Keeps the newest `keep` records when there are more than `most`; returns how many went. */
function dropOldest(records: LogRecord[], most: number, keep: number): number {
  if (records.length <= most) return 0;
  records.sort((a, b) => (a.id < b.id ? -1 : 1));
  return records.splice(0, records.length - keep).length;
}

/** Smallest id of the moment so much before another id's. */
function idBefore(id: string, ms: number): string {
  const hex = Math.max(0, timeOfId(id) - ms)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
