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
import { FORMAT, type Versioned } from './format.ts';
import { type StoredColumn, type StoredColumns, withoutSharing } from './shared-texts.ts';
import { fromStoredValues, toStoredValues } from './stored-value.ts';

/**
 * The records of a bucket as they rest: by column, in plain BSON (docs/decisions/0015-columns.md).
 *
 *     { _id, v, service, severity, count,
 *       places: [{ batch: "019aa5c2-7f31-7b1e-9c44-5d0f3a2b", first: 0, count: 500 }, …],
 *       columns: { timestamp: { values: [Date, …] }, message: { values: ["GET / 200", …] }, … },
 *       attributes: [{ name: "http.request.method", of: [0, 0, 1, …], values: ["GET", "PUT"] }, …] }
 */
export interface RecordsDocument extends StoredColumns<AttributeValue | Date>, Versioned {
  _id: Binary;
  service: string;
  severity: Severity;
  /** True when a search for bytes may miss what is in the texts; absent when it does not. See `termsFilter`. */
  refolds?: true;
  places: PlaceRun[];
}

/** Records that follow one another in the bucket and in their batch. */
export interface PlaceRun {
  /** The ids of the batch's records without their last four digits. */
  batch: string;
  /** Position of the first record in its batch. */
  first: number;
  count: number;
}

/** Characters of an id that all records of a batch share. */
const BATCH_CHARS = 32;

/** Gathers the places of records, in the order of the records. */
export class PlaceList {
  readonly runs: PlaceRun[] = [];

  /**
   * @param id of the batch or of any of its records
   * @param indexes positions of the records in the batch
   */
  addAll(id: string, indexes: readonly number[]): void {
    const batch = id.slice(0, BATCH_CHARS);
    let run = this.runs.at(-1);
    for (const index of indexes) {
      if (run !== undefined && run.first + run.count === index && run.batch === batch) {
        run.count += 1;
        continue;
      }
      run = { batch, first: index, count: 1 };
      this.runs.push(run);
    }
  }
}

/** Fields that rest as dates, so that mongosh shows them as such. */
const TIME_FIELDS = ['timestamp', 'observedAt'] as const;

/**
 * The document of records.
 *
 * @param places of the records, in their order
 */
export function recordsDocument(
  bucket: { _id: Binary; service: string; severity: Severity; refolds?: boolean },
  { count, columns, attributes }: StoredColumns,
  places: PlaceRun[],
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
    ...{ service, severity, count, places, columns: stored, attributes: values },
  };
}

function dateOf(ms: AttributeValue): Date {
  return new Date(ms as number);
}

/** A record as it is read: its id, which is dear and mostly not needed, is left empty until `withId`. */
export interface StoredRecord extends LogRecord {
  place: RecordPlace;
}

/** What makes the id of a record. */
export interface RecordPlace {
  batch: string;
  index: number;
}

/** The records of a bucket, in its order. */
export interface OpenBucket {
  service: string;
  severity: Severity;
  records: StoredRecord[];
}

/** The bucket of raw BSON bytes. @throws UnknownFormatError */
export function readRecordsDocument(bytes: Uint8Array): OpenBucket {
  return openBucket(BSON.deserialize(bytes) as RecordsDocument);
}

/** The records of a document. @throws UnknownFormatError */
export function openBucket(document: RecordsDocument): OpenBucket {
  knownFormat('a records document', document.v, FORMAT);
  const { service, severity, places, columns, attributes, count } = document;
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
  for (const place of eachPlace(places)) {
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

function* eachPlace(runs: readonly PlaceRun[]): Generator<RecordPlace> {
  for (const { batch, first, count } of runs) for (let i = 0; i < count; i++) yield { batch, index: first + i };
}

/** A stored record as search returns it: with its id, and without what it does not have. */
export function withId(stored: StoredRecord): LogRecord {
  const { timestamp, observedAt, service, severity, severityNumber, message } = stored;
  const id = idAt(stored.place);
  const record: LogRecord = { id, timestamp, observedAt, service, severity, severityNumber, message };
  if (stored.nanos !== undefined) record.nanos = stored.nanos;
  if (stored.severityText !== undefined) record.severityText = stored.severityText;
  if (stored.traceId !== undefined) record.traceId = stored.traceId;
  if (stored.spanId !== undefined) record.spanId = stored.spanId;
  if (stored.attributes !== undefined) record.attributes = stored.attributes;
  return record;
}

/** Id of the record at a place. */
export function idAt({ batch, index }: RecordPlace): string {
  return recordId(batch, index);
}
