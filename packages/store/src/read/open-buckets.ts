import type { LogRecord } from '@logwarren/contract';
import type { Predicate } from '@logwarren/query';
import type { Binary, ClientSession, Document } from 'mongodb';
import { type OpenBucket, readRecordsDocument, recordsOf, type StoredRecord, withId } from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';
import { isWithin, type TimeRange } from './range.ts';

/** Session and limits of a read of buckets. */
export interface OpenOptions {
  session: ClientSession;
  signal?: AbortSignal | undefined;
  /** Longest time for the read, ms. */
  maxTimeMS: number;
  /** See `quickTest`. */
  mayMatch: (bytes: Buffer) => boolean;
}

/**
 * Reads the records of buckets in one partition, and passes on each bucket, in no order.
 *
 * Documents come as bytes and are deserialised only if the quick test shows that one of their records may match.
 */
export async function openBuckets(
  store: Store,
  partition: string,
  ids: readonly Binary[],
  { session, signal, maxTimeMS, mayMatch }: OpenOptions,
  onBucket: (bucket: OpenBucket) => void,
): Promise<void> {
  await readBuckets(store, partition, ids, { session, signal, maxTimeMS }, (bytes) => {
    if (mayMatch(bytes)) onBucket(readRecordsDocument(bytes));
    return undefined;
  });
}

/** The same with the bytes of each records document, or of its projection; it awaits work that takes long. */
export async function readBuckets(
  store: Store,
  partition: string,
  ids: readonly Binary[],
  options: Omit<OpenOptions, 'mayMatch'> & { projection?: Document },
  onBytes: (bytes: Buffer) => Promise<void> | undefined,
): Promise<void> {
  const cursor = recordsOf(store, partition).find({ _id: { $in: ids } }, { ...options, raw: true });
  for await (const raw of cursor) {
    const pause = onBytes(raw as unknown as Buffer);
    if (pause !== undefined) await pause;
  }
}

/** Decides which records of a bucket are kept. */
interface Selection {
  range: TimeRange;
  matches: Predicate;
}

/** Records of a bucket that match, as search returns them, in the order of the bucket. */
export function selectRecords(bucket: OpenBucket, selection: Selection): LogRecord[] {
  const selected: LogRecord[] = [];
  eachMatch(bucket, selection, (record) => selected.push(withId(record)));
  return selected;
}

/** Calls back with each record of a bucket that matches. */
export function eachMatch(
  bucket: OpenBucket,
  { range, matches }: Selection,
  onMatch: (record: StoredRecord) => void,
): void {
  for (const record of bucket.records) {
    if (isWithin(range, record.timestamp) && matches(record)) onMatch(record);
  }
}
