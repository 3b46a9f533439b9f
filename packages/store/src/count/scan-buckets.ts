import type { LogRecord } from '@logwarren/contract';
import type { Document } from 'mongodb';
import { idKey, readRecordsDocument, readTimes, type StoredRecord, TIMES } from '../bucket/index.ts';
import { hasCode, MAX_TIME_EXPIRED, type Store } from '../connection/index.ts';
import { eachMatch, isWithin, readBuckets, readTimeOf } from '../read/index.ts';
import { candidatesOf, type PlacedBucket, type Scan } from './candidates-of.ts';

/** Buckets read at once. */
const GROUP = 16;

/**
 * Passes on every matching record of these buckets, with the index of its bucket; within a bucket, in any order.
 *
 * @param onRead called and awaited after each bucket
 * @returns false when the time was up
 */
export async function scanEach(
  store: Store,
  scan: Scan,
  buckets: readonly PlacedBucket[],
  onMatch: (record: StoredRecord, bucket: number) => void,
  onRead: () => Promise<void> | undefined = () => undefined,
): Promise<boolean> {
  const { matches, mayMatch } = scan.filter;
  const selection = { range: scan.range, matches };
  return await readEach(store, scan, buckets, (bytes, bucket) => {
    if (!mayMatch(bytes)) return undefined;
    eachMatch(readRecordsDocument(bytes), selection, (record) => {
      scan.onMatch?.(record);
      onMatch(record, bucket);
    });
    return onRead();
  });
}

/**
 * Passes on every record that matches.
 *
 * @returns false when the time was up, or when there are more buckets than one query may open
 */
export async function scanBuckets(store: Store, scan: Scan, onMatch: (record: StoredRecord) => void): Promise<boolean> {
  const { buckets, complete } = await candidatesOf(store, scan);
  return (await scanEach(store, scan, buckets, onMatch)) && complete;
}

/**
 * Counts records by time, service and severity without deserialising the buckets. The filter must ask for nothing else
 * (`isDecidedByHeader`).
 *
 * @returns false when the time was up, or when there are more buckets than one query may open
 */
export async function scanTimes(
  store: Store,
  scan: Scan,
  onRecord: (record: Pick<LogRecord, 'timestamp' | 'service' | 'severity'>) => void,
): Promise<boolean> {
  const { range } = scan;
  const { buckets, complete } = await candidatesOf(store, scan);
  const read = await readEach(store, { ...scan, projection: TIMES }, buckets, (bytes) => {
    const { service, severity, times } = readTimes(bytes);
    for (const timestamp of times) if (isWithin(range, timestamp)) onRecord({ timestamp, service, severity });
    return undefined;
  });
  return read && complete;
}

/**
 * Returns the buckets with the number of their records in the range. The header of a bucket that straddles an end does
 * not show it.
 *
 * @returns undefined when the time was up
 */
export async function countInRange(
  store: Store,
  scan: Scan,
  buckets: readonly PlacedBucket[],
): Promise<PlacedBucket[] | undefined> {
  const straddling = buckets.filter(({ straddles }) => straddles);
  const counts = new Map<PlacedBucket, number>();
  const isRead = await readEach(store, { ...scan, projection: TIMES }, straddling, (bytes, index) => {
    const { times } = readTimes(bytes);
    const inRange = times.filter((timestamp) => isWithin(scan.range, timestamp)).length;
    counts.set(straddling[index] as PlacedBucket, inRange);
    return undefined;
  });
  if (!isRead) return undefined;
  return buckets
    .map((bucket) => ({ ...bucket, records: counts.get(bucket) ?? bucket.records, stored: bucket.records }))
    .filter(({ records }) => records > 0);
}

/** False when the time was up, or when a bucket disappeared meanwhile. */
async function readEach(
  store: Store,
  scan: Scan & { projection?: Document },
  buckets: readonly PlacedBucket[],
  onBytes: (bytes: Buffer, bucket: number) => Promise<void> | undefined,
): Promise<boolean> {
  const indexes = new Map(buckets.map(({ _id }, index) => [idKey(_id), index]));
  const options = { session: scan.snapshot.session, signal: scan.signal };
  const projected = scan.projection === undefined ? {} : { projection: scan.projection };
  const isTimeUp = () => scan.clock() > scan.deadline;
  let read = 0;
  try {
    for (const [partition, entries] of Map.groupBy(buckets, (entry) => entry.partition)) {
      for (let i = 0; i < entries.length; i += GROUP) {
        scan.signal?.throwIfAborted();
        if (isTimeUp()) return false;
        const ids = entries.slice(i, i + GROUP).map(({ _id }) => _id);
        const maxTimeMS = readTimeOf(scan);
        await readBuckets(store, partition, ids, { ...options, maxTimeMS, ...projected }, (bytes) => {
          // Deserialising 16 large buckets takes seconds on a busy machine.
          if (isTimeUp()) return undefined;
          read += 1;
          return onBytes(bytes, indexes.get(keyOf(bytes)) as number);
        });
      }
    }
  } catch (error) {
    if (hasCode(error, MAX_TIME_EXPIRED)) return false;
    throw error;
  }
  return read === buckets.length;
}

/** `_id` is the first element of a document: size (4 bytes), type (1), name (4), length (4), subtype (1), 16 bytes. */
const ID_AT = 14;

/** `idKey` of the document's id, read off its bytes. */
function keyOf(bytes: Buffer): string {
  return bytes.toString('hex', ID_AT, ID_AT + 16);
}
