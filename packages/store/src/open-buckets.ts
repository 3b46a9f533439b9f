import {
  type Filter,
  foldCase,
  type LogRecord,
  type Predicate,
  SEVERITY_BASE,
  type Severity,
} from '@logwarren/contract';
import type { Binary, ClientSession } from 'mongodb';
import { type RecordsDocument, readRecordsDocument, type StoredRecord, toLogRecord } from './bucket.ts';
import { recordsOf, type Store } from './store.ts';

export interface OpenOptions {
  session: ClientSession;
  /** Longest time for the read, ms. */
  maxTimeMS: number;
  /** See `quickTest`. */
  mayMatch: (bytes: Buffer) => boolean;
}

/**
 * Reads the records of buckets of one partition and hands over each bucket's, in no order.
 *
 * Documents come as bytes and are taken apart only when the quick test says that one of their records may match.
 */
export async function openBuckets(
  store: Store,
  partition: string,
  ids: readonly Binary[],
  { session, maxTimeMS, mayMatch }: OpenOptions,
  onBucket: (bucket: RecordsDocument) => void,
): Promise<void> {
  const cursor = recordsOf(store, partition).find({ _id: { $in: ids } }, { session, raw: true, maxTimeMS });
  for await (const raw of cursor) {
    const bytes = raw as unknown as Buffer;
    if (mayMatch(bytes)) onBucket(readRecordsDocument(bytes));
  }
}

/** Characters whose lower case is ASCII or contains ASCII: a byte search for ASCII text would miss them. */
const FOLDS_TO_ASCII = ['\u0130', '\u212A'].map((character) => Buffer.from(character).toString('latin1'));

/** Text that may be part of a number or truth value, which do not stand in the bytes as text. */
const MAY_BE_SCALAR = /^(?:[-+.\de]+|-?infinity|nan|true|false)$/;

/**
 * A test on the bytes of a bucket that is false only when no record can match: each phrase that is required, all ASCII
 * and no number must stand in them somewhere, in any case. A tenth of the cost of taking the bucket apart.
 */
export function quickTest(filter: Filter): (bytes: Buffer) => boolean {
  const phrases = requiredPhrases(filter)
    .map(foldCase)
    .filter((phrase) => isAscii(phrase) && !MAY_BE_SCALAR.test(phrase));
  if (phrases.length === 0) return () => true;
  return (bytes) => {
    const text = bytes.toString('latin1');
    const folded = text.toLowerCase();
    return (
      phrases.every((phrase) => folded.includes(phrase)) || FOLDS_TO_ASCII.some((special) => text.includes(special))
    );
  };
}

function requiredPhrases(filter: Filter): string[] {
  if (filter.kind === 'phrase') return [filter.phrase];
  return filter.kind === 'and' ? filter.filters.flatMap(requiredPhrases) : [];
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** What of a bucket's records is to be kept. */
export interface Selection {
  fromMs: number;
  toMs: number;
  matches: Predicate;
}

/** Records of a bucket that match, as search returns them, in the order of the bucket. */
export function selectRecords(bucket: RecordsDocument, selection: Selection): LogRecord[] {
  const selected: LogRecord[] = [];
  eachMatch(bucket, selection, (_, stored) => selected.push(toLogRecord(bucket, stored)));
  return selected;
}

/** Calls back with each record of a bucket that matches; its id is left empty, being dear and mostly not needed. */
export function eachMatch(
  bucket: RecordsDocument,
  { fromMs, toMs, matches }: Selection,
  onMatch: (record: LogRecord, stored: StoredRecord) => void,
): void {
  for (const stored of bucket.records) {
    const timestamp = stored.timestamp.getTime();
    if (timestamp < fromMs || timestamp >= toMs) continue;
    const record = candidate(bucket, stored, timestamp);
    if (matches(record)) onMatch(record, stored);
  }
}

/** A record without the text of its id, which costs more than most predicates. */
function candidate(
  bucket: { service: string; severity: Severity },
  stored: StoredRecord,
  timestamp: number,
): LogRecord {
  return {
    id: '',
    timestamp,
    nanos: stored.nanos,
    observedAt: stored.observedAt.getTime(),
    service: bucket.service,
    severity: bucket.severity,
    severityNumber: stored.severityNumber ?? SEVERITY_BASE[bucket.severity],
    severityText: stored.severityText,
    message: stored.message,
    traceId: stored.traceId,
    spanId: stored.spanId,
    attributes: stored.attributes as LogRecord['attributes'],
  };
}
