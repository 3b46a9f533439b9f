import { compilePredicate, type LogRecord } from '@logwarren/contract';
import type { Binary, Document, Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from './bucket.ts';
import { headerCondition } from './header-condition.ts';
import { eachMatch, quickTest, readBuckets } from './open-buckets.ts';
import type { RunningQuery } from './read-query.ts';
import { readTimes, TIMES } from './read-times.ts';
import { readRecordsDocument, type StoredRecord } from './records-document.ts';
import { headersOf, type Store } from './store.ts';

/** Buckets opened between two looks at the clock. */
const GROUP = 16;

/** Buckets that are opened for an estimate, about 100,000 records of full ones. */
export const SAMPLE_BUCKETS = 100;

/** What is read, besides the query that it belongs to. */
export interface Scan extends RunningQuery {
  /** Headers that come into question, besides what the filter says of them. */
  condition: MongoFilter<HeaderDocument>;
  /** Most buckets to open; of more, an even share over time is opened. All if left out. */
  sample?: number | undefined;
}

/** How far a scan got. */
export interface ScanResult {
  /** False when the time was up, or a sample was enough. */
  exact: boolean;
  /** False when the time was up. */
  complete: boolean;
  /** Records in all buckets that come into question, by those in the buckets that were opened; 1 when exact. */
  scale: number;
}

/**
 * Hands over every record that matches, of buckets newest first; in a bucket in no order.
 *
 * Of a sample, the buckets opened are spread evenly over those that come into question.
 */
export async function scanBuckets(
  store: Store,
  scan: Scan,
  onMatch: (record: StoredRecord) => void,
): Promise<ScanResult> {
  const selection = { ...scan.range, matches: compilePredicate(scan.filter) };
  const mayMatch = quickTest(scan.filter);
  return await scanBytes(store, scan, (bytes) => {
    if (mayMatch(bytes)) eachMatch(readRecordsDocument(bytes), selection, onMatch);
  });
}

/**
 * Counts records by time, service and severity where the filter asks for nothing else (`isDecidedByHeader`), without
 * taking the buckets apart.
 */
export async function scanTimes(
  store: Store,
  scan: Scan,
  onRecord: (record: Pick<LogRecord, 'timestamp' | 'service' | 'severity'>) => void,
): Promise<ScanResult> {
  const { fromMs, toMs } = scan.range;
  return await scanBytes(store, { ...scan, projection: TIMES }, (bytes) => {
    const { service, severity, times } = readTimes(bytes);
    for (const timestamp of times)
      if (timestamp >= fromMs && timestamp < toMs) onRecord({ timestamp, service, severity });
  });
}

async function scanBytes(
  store: Store,
  scan: Scan & { projection?: Document },
  onBytes: (bytes: Buffer) => void,
): Promise<ScanResult> {
  const candidates = await candidatesOf(store, scan);
  const chosen = evenShare(candidates, scan.sample ?? candidates.length);
  let opened = 0;
  let openedRecords = 0;
  for (const [partition, entries] of Map.groupBy(chosen, (entry) => entry.partition)) {
    for (let i = 0; i < entries.length; i += GROUP) {
      scan.signal?.throwIfAborted();
      if (scan.clock() > scan.deadline) break;
      const group = entries.slice(i, i + GROUP);
      const ids = group.map(({ _id }) => _id);
      const maxTimeMS = Math.ceil(scan.deadline - scan.clock()) + 1_000;
      await readBuckets(
        store,
        partition,
        ids,
        {
          ...{ session: scan.snapshot.session, signal: scan.signal, maxTimeMS },
          ...(scan.projection === undefined ? {} : { projection: scan.projection }),
        },
        onBytes,
      );
      opened += group.length;
      openedRecords += group.reduce((sum, { count }) => sum + count, 0);
    }
  }
  const exact = opened === candidates.length;
  const total = candidates.reduce((sum, { count }) => sum + count, 0);
  return { exact, complete: opened === chosen.length, scale: exact || openedRecords === 0 ? 1 : total / openedRecords };
}

interface Candidate {
  partition: string;
  _id: Binary;
  count: number;
}

async function candidatesOf(store: Store, scan: Scan): Promise<Candidate[]> {
  const { session, signal, partitions } = scan.snapshot;
  const candidates: Candidate[] = [];
  for (const { _id: partition, termSizes } of partitions) {
    scan.signal?.throwIfAborted();
    const conditions = { $and: [scan.condition, headerCondition(scan.filter, termSizes)] };
    const headers = headersOf(store, partition)
      .find<Pick<HeaderDocument, '_id' | 'count'>>(conditions, { session, signal, projection: { count: 1 } })
      .sort({ to: -1 });
    for await (const { _id, count } of headers) candidates.push({ partition, _id, count });
  }
  return candidates;
}

/** At most `most` of the entries, in their order, as far from each other as can be. */
function evenShare<T>(entries: readonly T[], most: number): readonly T[] {
  if (entries.length <= most) return entries;
  return Array.from({ length: most }, (_, i) => entries[Math.floor(((i + 0.5) * entries.length) / most)] as T);
}
