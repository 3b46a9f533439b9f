import { knownFormat } from '@logwarren/common';
import {
  type AttributeValue,
  columnReader,
  fillAttributes,
  type LogRecord,
  recordId,
  SEVERITY_BASE,
  type Severity,
} from '@logwarren/contract';
import { type Binary, BSON } from 'mongodb';
import { FORMAT, type Versioned } from '../connection/index.ts';
import { eachPlace, type RecordPlace, type StoredPlaces } from './record-places.ts';
import { type StoredColumn, type StoredColumns, withoutSharing } from './shared-texts.ts';
import { fromStoredValues, toStoredValues } from './stored-value.ts';

/**
 * The records of a bucket as they rest: by column, in plain BSON (docs/decisions/0015-columns.md).
 *
 *     { _id, v, service, severity, count,
 *       places: [{ batch: "019aa5c2-7f31-7b1e-9c44-5d0f3a2b", first: 0, count: 500, at: 0 }, …], origins: [ … ],
 *       columns: { timestamp: { values: [Date, …] }, message: { values: ["GET / 200", …] }, … },
 *       attributes: [{ name: "http.request.method", of: [0, 0, 1, …], values: ["GET", "PUT"] }, …] }
 */
export interface RecordsDocument extends StoredColumns<AttributeValue | Date>, StoredPlaces, Versioned {
  _id: Binary;
  service: string;
  severity: Severity;
  /** True if a search for bytes may miss one of the texts; absent otherwise. See `termsFilter`. */
  refolds?: true;
}

/** Fields that are stored as dates, so that mongosh shows them as dates. */
const TIME_FIELDS = ['timestamp', 'observedAt'] as const;

/**
 * Makes the document of a bucket's records.
 *
 * @param places of the records, in their order
 */
export function recordsDocument(
  bucket: { _id: Binary; service: string; severity: Severity; refolds?: boolean },
  { count, columns, attributes }: StoredColumns,
  places: StoredPlaces,
): RecordsDocument {
  const stored: RecordsDocument['columns'] = { ...columns };
  for (const field of TIME_FIELDS) {
    const values = columns[field]?.values ?? [];
    stored[field] = { values: Array.isArray(values) ? values.map(dateOf) : dateOf(values) };
  }
  const { _id, refolds, service, severity } = bucket;
  const values = attributes.map(toStoredValues);
  return {
    _id,
    v: FORMAT,
    ...(refolds ? { refolds } : {}),
    service,
    severity,
    count,
    ...places,
    columns: stored,
    attributes: values,
  };
}

function dateOf(ms: AttributeValue): Date {
  return new Date(ms as number);
}

/** A record as it is read. Its id is empty until `withId` adds it: the id is expensive to build and rarely needed. */
export interface StoredRecord extends LogRecord {
  place: RecordPlace;
}

/** The records of a bucket, in its order. */
export interface OpenBucket {
  service: string;
  severity: Severity;
  records: StoredRecord[];
}

/** Reads a bucket from raw BSON bytes. @throws UnknownFormatError */
export function readRecordsDocument(bytes: Uint8Array): OpenBucket {
  return openBucket(BSON.deserialize(bytes) as RecordsDocument);
}

/** Reads the records of a document. @throws UnknownFormatError */
export function openBucket(document: RecordsDocument): OpenBucket {
  knownFormat('a records document', document.v, FORMAT);
  const { service, severity, columns, attributes, count } = document;
  const reads = {
    timestamp: read<Date>(columns.timestamp),
    nanos: read<number>(columns.nanos),
    observedAt: read<Date>(columns.observedAt),
    message: read<string>(columns.message),
    severityNumber: read<number>(columns.severityNumber),
    severityText: read<string>(columns.severityText),
    traceId: read<string>(columns.traceId),
    spanId: read<string>(columns.spanId),
  };
  const records: StoredRecord[] = [];
  for (const place of eachPlace(document)) {
    const i = records.length;
    records.push({
      id: '',
      timestamp: (reads.timestamp(i) as Date).getTime(),
      nanos: reads.nanos(i),
      observedAt: (reads.observedAt(i) as Date).getTime(),
      service,
      severity,
      severityNumber: reads.severityNumber(i) ?? SEVERITY_BASE[severity],
      severityText: reads.severityText(i),
      message: reads.message(i) as string,
      traceId: reads.traceId(i),
      spanId: reads.spanId(i),
      attributes: undefined,
      place,
    });
  }
  if (records.length !== count) throw new Error(`BUG: a bucket of ${count} records has ${records.length} places`);
  fillAttributes(records, attributes.map(withoutSharing).map(fromStoredValues));
  return { service, severity, records };
}

function read<Value>(column: StoredColumn<AttributeValue | Date> | undefined): (i: number) => Value | undefined {
  return columnReader<Value>(column === undefined ? undefined : withoutSharing(column));
}

/** A stored record as search returns it: with its id, and without absent fields. */
export function withId(stored: StoredRecord): LogRecord {
  const { timestamp, observedAt, service, severity, severityNumber, message } = stored;
  const { batch, index, ordinal, origin } = stored.place;
  const id = recordId(batch, index);
  const record: LogRecord = { id, timestamp, observedAt, service, severity, severityNumber, message };
  if (stored.nanos !== undefined) record.nanos = stored.nanos;
  if (stored.severityText !== undefined) record.severityText = stored.severityText;
  if (stored.traceId !== undefined) record.traceId = stored.traceId;
  if (stored.spanId !== undefined) record.spanId = stored.spanId;
  if (stored.attributes !== undefined) record.attributes = stored.attributes;
  if (origin !== batch || ordinal !== index) record.order = { origin, ordinal };
  return record;
}
