import {
  type Attributes,
  type BatchOrigin,
  type LogRecord,
  SEVERITY_BASE,
  type Severity,
  type WireRecord,
} from '@logwarren/contract';
import { Binary, BSON } from 'mongodb';
import { type LedgerEntry, ledgerOf } from './ledger/ledger-entry.ts';
import { TermsBuilder } from './terms-filter.ts';

/**
 * Documents of a partition. A bucket holds records of one service, severity and UTC hour of event time; its header is
 * the commit: what has no header does not exist for readers.
 *
 *     records_<class>_<day>   { _id, service, severity, records: [{ id, timestamp, observedAt, message, … }] }
 *     buckets_<class>_<day>   { _id, service, severity, severityNumber, from, to, count, sizeBytes, batches, termBits, terms }
 */

/** Most records in a bucket. */
export const MAX_BUCKET_RECORDS = 1000;
/** Largest size of a bucket's records as JSON; a quarter of MongoDB's document limit, because BSON can be larger. */
export const MAX_BUCKET_BYTES = 4 * 1024 * 1024;

/** A record inside a bucket; what the bucket says for all of its records is left out. */
export interface StoredRecord {
  /** UUIDv7, 16 bytes. */
  id: Binary;
  timestamp: Date;
  nanos?: number;
  observedAt: Date;
  /** Absent when it is the base of the bucket's severity. */
  severityNumber?: number;
  severityText?: string;
  message: string;
  traceId?: string;
  spanId?: string;
  attributes?: Attributes | Map<string, unknown>;
}

/** The records of a bucket. */
export interface RecordsDocument {
  _id: Binary;
  service: string;
  severity: Severity;
  records: StoredRecord[];
}

/** The header of a bucket: all that a query needs to know whether to open it. */
export interface HeaderDocument {
  _id: Binary;
  service: string;
  severity: Severity;
  /** Base of the severity's range, so that ranges of severities are one comparison. */
  severityNumber: number;
  /** Smallest and largest timestamp of the records. */
  from: Date;
  to: Date;
  count: number;
  /** Size of the records as JSON on arrival; decides what may be merged. */
  sizeBytes: number;
  /** Ids of the batch parts in it; unique over the partition, which is what makes redelivery harmless. */
  batches: Binary[];
  termBits: number;
  terms: Binary;
  /** Who sent the records; see `ledger-entry.ts`. Absent when nobody says. */
  ledger?: LedgerEntry[];
}

/** Records that are to be stored together or not at all: one batch's share of one UTC hour. */
export interface BatchPart {
  /** Id of the batch; record ids derive from it, and its day names the partition. */
  batchId: string;
  /** Record id of the part's first record in the message; the same on every delivery. */
  partId: string;
  service: string;
  severity: Severity;
  /** At most `MAX_BUCKET_RECORDS`, all of one UTC hour. */
  records: WireRecord[];
  /** Position of each record in its batch. */
  indexes: number[];
  /** Size as JSON, at most `MAX_BUCKET_BYTES`. */
  sizeBytes: number;
  /** Set for a redelivery whose id does not tell its day: every partition is asked for it first. */
  mayBeElsewhere?: boolean;
  /** Who sent the batch. */
  origin?: BatchOrigin | undefined;
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
  const stored = parts.flatMap(storedRecords);
  const wire = parts.flatMap((part) => part.records);
  return assembleBucket(bucketId, parts[0] as BatchPart, stored, wire, {
    batches: parts.map((part) => idBytes(part.partId)),
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    ledger: ledgerOf(parts),
  });
}

/** Builds the documents of a bucket whose records exist in both forms, in the same order. */
export function assembleBucket(
  bucketId: string,
  stream: { service: string; severity: Severity },
  stored: StoredRecord[],
  wire: readonly WireRecord[],
  sums: { batches: Binary[]; sizeBytes: number; ledger: LedgerEntry[] },
): NewBucket {
  const terms = new TermsBuilder();
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const record of wire) {
    terms.add(record);
    if (record.timestamp < from) from = record.timestamp;
    if (record.timestamp > to) to = record.timestamp;
  }
  const { service, severity } = stream;
  const _id = idBytes(bucketId);
  const header: HeaderDocument = {
    _id,
    service,
    severity,
    severityNumber: SEVERITY_BASE[severity],
    from: new Date(from),
    to: new Date(to),
    count: wire.length,
    sizeBytes: sums.sizeBytes,
    batches: sums.batches,
    ...terms.build(),
    ...(sums.ledger.length > 0 ? { ledger: sums.ledger } : {}),
  };
  return { header, records: { _id, service, severity, records: stored } };
}

/** One allocation for all ids of a part; each differs from the batch id in its last two bytes. */
function storedRecords(part: BatchPart): StoredRecord[] {
  const batch = Buffer.from(part.batchId.replaceAll('-', ''), 'hex');
  const ids = Buffer.allocUnsafeSlow(16 * part.records.length);
  return part.records.map((record, i) => {
    const at = i * 16;
    batch.copy(ids, at);
    ids.writeUInt16BE(part.indexes[i] as number, at + 14);
    return storedRecord(new Binary(ids.subarray(at, at + 16), Binary.SUBTYPE_UUID), record);
  });
}

function storedRecord(id: Binary, record: WireRecord): StoredRecord {
  const stored: StoredRecord = {
    id,
    timestamp: new Date(record.timestamp),
    observedAt: new Date(record.observedAt),
    message: record.message,
  };
  if (record.nanos !== undefined) stored.nanos = record.nanos;
  if (record.severityNumber !== undefined) stored.severityNumber = record.severityNumber;
  if (record.severityText !== undefined) stored.severityText = record.severityText;
  if (record.traceId !== undefined) stored.traceId = record.traceId;
  if (record.spanId !== undefined) stored.spanId = record.spanId;
  if (record.attributes !== undefined) stored.attributes = bsonSafe(record.attributes);
  return stored;
}

/** Beside `$ref` and `$id` it keeps the driver from reading attributes as a reference to another document. */
const NO_REFERENCE = '$logwarren';

/**
 * Attributes as they are to be written: an object with the key `_bsontype` is taken for one of the driver's own types, in
 * a Map it is a key like any other; one with `$ref` and `$id` would be read as a DBRef, which forgets how it was written.
 */
export function bsonSafe(attributes: Attributes): Attributes | Map<string, unknown> {
  const isReference = Object.hasOwn(attributes, '$ref');
  if (!isReference && !Object.hasOwn(attributes, '_bsontype')) return attributes;
  return new Map([...Object.entries(attributes), ...(isReference ? [[NO_REFERENCE, true] as const] : [])]);
}

/** Attributes of what has been read, as they came. */
export function readAttributes(attributes: NonNullable<StoredRecord['attributes']>): Attributes {
  const read = attributes as Attributes;
  if (Object.hasOwn(read, NO_REFERENCE)) delete read[NO_REFERENCE];
  return read;
}

/** The records document of raw BSON bytes. */
export function readRecordsDocument(bytes: Uint8Array): RecordsDocument {
  return BSON.deserialize(bytes) as RecordsDocument;
}

/** A stored record as search returns it. */
export function toLogRecord(bucket: { service: string; severity: Severity }, stored: StoredRecord): LogRecord {
  const record: LogRecord = {
    id: idText(stored.id),
    timestamp: stored.timestamp.getTime(),
    observedAt: stored.observedAt.getTime(),
    service: bucket.service,
    severity: bucket.severity,
    severityNumber: stored.severityNumber ?? SEVERITY_BASE[bucket.severity],
    message: stored.message,
  };
  if (stored.nanos !== undefined) record.nanos = stored.nanos;
  if (stored.severityText !== undefined) record.severityText = stored.severityText;
  if (stored.traceId !== undefined) record.traceId = stored.traceId;
  if (stored.spanId !== undefined) record.spanId = stored.spanId;
  if (stored.attributes !== undefined) record.attributes = readAttributes(stored.attributes);
  return record;
}
