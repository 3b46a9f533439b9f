import {
  type AttributeColumn,
  type AttributeValue,
  type Column,
  type ColumnField,
  type LogRecord,
  recordId,
  SEVERITY_BASE,
  type Severity,
  setAttribute,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { type Binary, BSON } from 'mongodb';

/**
 * The records of a bucket as they rest: by column, in plain BSON (docs/decisions/0015-columns.md).
 *
 *     { _id, service, severity, count,
 *       places: [{ batch: "019aa5c2-7f31-7b1e-9c44-5d0f3a2b", first: 0, count: 500 }, …],
 *       columns: { timestamp: { values: [Date, …] }, message: { values: ["GET / 200", …] }, … },
 *       attributes: [{ name: "url.path", values: ["/", …] }, …] }
 */
export interface RecordsDocument {
  _id: Binary;
  service: string;
  severity: Severity;
  /** Number of records. */
  count: number;
  places: PlaceRun[];
  columns: Partial<Record<ColumnField, Column<AttributeValue | Date>>>;
  attributes: AttributeColumn[];
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

  /** @param id of the batch or of any of its records */
  add(id: string, index: number): void {
    const run = this.runs.at(-1);
    if (run !== undefined && run.first + run.count === index && id.startsWith(run.batch)) run.count += 1;
    else this.runs.push({ batch: id.slice(0, BATCH_CHARS), first: index, count: 1 });
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
  bucket: { _id: Binary; service: string; severity: Severity },
  records: readonly WireRecord[],
  places: PlaceRun[],
): RecordsDocument {
  const { count, columns, attributes } = toColumns(records);
  const stored: RecordsDocument['columns'] = columns;
  for (const field of TIME_FIELDS) {
    const values = columns[field]?.values ?? [];
    stored[field] = { values: Array.isArray(values) ? values.map(dateOf) : dateOf(values) };
  }
  const { _id, service, severity } = bucket;
  return { _id, service, severity, count, places, columns: stored, attributes };
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

/** The bucket of raw BSON bytes. */
export function readRecordsDocument(bytes: Uint8Array): OpenBucket {
  return openBucket(BSON.deserialize(bytes) as RecordsDocument);
}

/** The records of a document. */
export function openBucket({ service, severity, places, columns, attributes, count }: RecordsDocument): OpenBucket {
  const { timestamp, nanos, observedAt, message, severityNumber, severityText, traceId, spanId } = columns;
  const reads = {
    timestamp: reader<Date>(timestamp),
    nanos: reader<number>(nanos),
    observedAt: reader<Date>(observedAt),
    message: reader<string>(message),
    severityNumber: reader<number>(severityNumber),
    severityText: reader<string>(severityText),
    traceId: reader<string>(traceId),
    spanId: reader<string>(spanId),
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
  for (const column of attributes) fillAttribute(records, column);
  return { service, severity, records };
}

function* eachPlace(runs: readonly PlaceRun[]): Generator<RecordPlace> {
  for (const { batch, first, count } of runs) for (let i = 0; i < count; i++) yield { batch, index: first + i };
}

/** Reads a column from record to record, in order. */
function reader<Value>(column: Column<AttributeValue | Date> | undefined): (i: number) => Value | undefined {
  if (column === undefined) return () => undefined;
  const { at, values } = column;
  const valueAt = (i: number) => (Array.isArray(values) ? values[i] : values) as Value;
  if (at === undefined) return valueAt;
  let next = 0;
  return (i) => {
    if (at[next] !== i) return undefined;
    next += 1;
    return valueAt(next - 1);
  };
}

function fillAttribute(records: StoredRecord[], { name, at, values }: AttributeColumn): void {
  const size = at?.length ?? records.length;
  for (let i = 0; i < size; i++) {
    const record = records[at === undefined ? i : (at[i] as number)] as StoredRecord;
    record.attributes ??= {};
    setAttribute(record.attributes, name, Array.isArray(values) ? values[i] : values);
  }
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
