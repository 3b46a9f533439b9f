import {
  type BatchOrigin,
  ColumnsBuilder,
  type RecordColumns,
  type RecordOrder,
  SEVERITY_BASE,
  type Severity,
  timeSpan,
} from '@logwarren/contract';
import { Binary } from 'mongodb';
import { FORMAT, type Versioned } from '../connection/index.ts';
import { termsFilter } from '../terms/index.ts';
import { type LedgerEntry, ledgerOf } from './ledger-entry.ts';
import { type EndPlaces, endPlaces } from './place-ranges.ts';
import { PlaceList, type StoredPlaces } from './record-places.ts';
import { type RecordsDocument, recordsDocument } from './records-document.ts';
import { shareTexts } from './shared-texts.ts';
import { storedBound } from './stored-size.ts';

/**
 * Documents of a partition. A bucket holds records of one service, severity and UTC hour of event time; its header is the
 * commit: without a header, records do not exist for readers.
 *
 *     records_<class>_<day>   { _id, v, service, severity, count, places, columns, attributes }; see records-document.ts
 *     buckets_<class>_<day>   { _id, v, service, severity, severityNumber, from, to, fromPlaces, toPlaces, count, sizeBytes, storedBytes, batches, termBits, terms, grams }
 *
 * `v` and the keys that a version may add: format.ts.
 */

/** A header is not inserted later than this after its records: it would race with the sweeper of orphans. */
export const COMMIT_LIMIT_MS = 10 * 60_000;

/** The header of a bucket: all a query needs to decide whether to open the bucket. */
export interface HeaderDocument extends Versioned, EndPlaces {
  _id: Binary;
  service: string;
  severity: Severity;
  /** Base of the severity's range. It makes a range of severities one comparison. */
  severityNumber: number;
  /** Smallest and largest timestamp of the records. */
  from: Date;
  to: Date;
  count: number;
  /**
   * Size of the records as JSON on arrival, bytes: the sum of the `jsonBytes` of its parts. It decides what may be
   * merged.
   */
  sizeBytes: number;
  /** Upper bound of the size of its records as BSON; absent in format 0. See `stored-size.ts`. */
  storedBytes?: number;
  /** Ids of the batch parts in it. They are unique in the partition, which makes redelivery harmless. */
  batches: Binary[];
  termBits: number;
  terms: Binary;
  /** Filter of sequences of three characters; see gram-filter.ts. */
  grams: Binary;
  /** Senders of the records; see `ledger-entry.ts`. Absent when unknown. */
  ledger?: LedgerEntry[];
}

/** Records to be stored together or not at all: the part of one batch that falls into one UTC hour. */
export interface BatchPart {
  /** Id of the batch. Record ids derive from it, and its day shows where the batch may be stored already. */
  batchId: string;
  /** Id of the part's first record in the message; the same on every delivery. */
  partId: string;
  service: string;
  severity: Severity;
  /** At least one, at most `MAX_BUCKET_RECORDS`, all of one UTC hour. */
  records: RecordColumns;
  /** Position of each record in its batch. */
  indexes: number[];
  /** Size as JSON, bytes, at most `MAX_BUCKET_BYTES`; see `json-size.ts` in packages/contract. */
  jsonBytes: number;
  /** Sender of the batch. */
  origin?: BatchOrigin | undefined;
  /** Position of each record in its origin; absent if the batch is their origin. */
  order?: RecordOrder | undefined;
}

/** A bucket about to be inserted. */
export interface NewBucket {
  header: HeaderDocument;
  records: RecordsDocument;
}

/** 16 bytes of a UUID. */
export function idBytes(id: string): Binary {
  return new Binary(Buffer.from(id.replaceAll('-', ''), 'hex'), Binary.SUBTYPE_UUID);
}

/** The bytes of an id as 32 hex digits: cheaper than `idText`, for maps. */
export function idKey(id: Binary): string {
  return id.toString('hex');
}

/** Canonical text of a 16-byte UUID. */
export function idText(id: Binary): string {
  const hex = Buffer.from(id.buffer.buffer, id.buffer.byteOffset, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * Builds one bucket from parts of one service, severity and hour.
 *
 * @param bucketId UUIDv7, new for every attempt
 */
export function buildBucket(bucketId: string, parts: readonly BatchPart[]): NewBucket {
  const places = new PlaceList();
  for (const { batchId, indexes, order } of parts) places.addAll(batchId, indexes, order);
  return assembleBucket(bucketId, parts[0] as BatchPart, uniteRecords(parts), {
    places: places.build(),
    batches: parts.map((part) => idBytes(part.partId)),
    sizeBytes: parts.reduce((sum, part) => sum + part.jsonBytes, 0),
    ledger: ledgerOf(parts),
  });
}

function uniteRecords(parts: readonly BatchPart[]): RecordColumns {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first.records;
  const builder = new ColumnsBuilder();
  for (const { records } of parts) builder.addColumns(records);
  return builder.build();
}

/** Builds the documents of a bucket from its records, in their order, and from the facts that apply to all of them. */
export function assembleBucket(
  bucketId: string,
  stream: { service: string; severity: Severity },
  records: RecordColumns,
  sums: { places: StoredPlaces; batches: Binary[]; sizeBytes: number; ledger: LedgerEntry[] },
): NewBucket {
  const span = timeSpan(records);
  const stored = shareTexts(records);
  const { filter, refolds } = termsFilter(stored);
  const { service, severity } = stream;
  const _id = idBytes(bucketId);
  const header: HeaderDocument = {
    _id,
    v: FORMAT,
    service,
    severity,
    severityNumber: SEVERITY_BASE[severity],
    from: new Date(span.fromMs),
    to: new Date(span.toMs),
    ...endPlaces(records, sums.places, span),
    count: records.count,
    sizeBytes: sums.sizeBytes,
    storedBytes: storedBound(records, sums.sizeBytes),
    batches: sums.batches,
    ...filter,
    ...(sums.ledger.length > 0 ? { ledger: sums.ledger } : {}),
  };
  return { header, records: recordsDocument({ _id, service, severity, refolds }, stored, sums.places) };
}
