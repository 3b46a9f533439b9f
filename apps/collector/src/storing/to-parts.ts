import {
  type BatchOrigin,
  ColumnsBuilder,
  fromColumns,
  hourOf,
  jsonBytesOf,
  type ReadDelivery,
  type RecordColumns,
  type RecordOrder,
  recordId,
  sliceColumns,
  timeSpan,
  type WireRecord,
} from '@logwarren/contract';
import { type BatchPart, fitsBucket, MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS, MAX_STORED_BYTES } from '@logwarren/store';

/** Records of a part while they are gathered one by one. */
interface OpenPart {
  records: ColumnsBuilder;
  indexes: number[];
  jsonBytes: number;
}

/**
 * Splits the records of a message into parts that fit one bucket each: one UTC hour, limits on records and on bytes, as
 * JSON and as BSON.
 *
 * The split depends on the message alone, so every delivery gives the same parts with the same ids. Times that records
 * of other programs borrow from the delivery are not measured. A batch of our own sources is one part.
 *
 * @param origin sender of the message
 * @param order positions of its records
 * @param maxStoredBytes largest document of a part; smaller only in tests
 */
export function toParts(
  read: ReadDelivery,
  origin?: BatchOrigin,
  order?: RecordOrder,
  maxStoredBytes: number = MAX_STORED_BYTES,
): BatchPart[] {
  const { batchId, service, severity, records, indexes, jsonBytes } = read;
  if (records.count === 0) return [];
  const sizes = read.identity === 'batch-id' ? WITH_TIMES : WITHOUT_TIMES;
  const whole = fitsOnePart(records, jsonBytes) ? [{ records, indexes, jsonBytes }] : split(read, sizes);
  const parts = whole.flatMap((part) => fitting(part, sizes, maxStoredBytes));
  return parts.map((part) => {
    const partId = recordId(batchId, part.indexes[0] as number);
    const ordered = order === undefined ? {} : { order: orderOfSome(order, indexes, part.indexes) };
    return { batchId, partId, service, severity, ...part, origin, ...ordered };
  });
}

/** The order of some records of a message. */
function orderOfSome(order: RecordOrder, all: readonly number[], some: readonly number[]): RecordOrder {
  if (some.length === all.length) return order;
  const ordinals = new Map(all.map((index, i) => [index, order.ordinals[i] as number]));
  return { origin: order.origin, ordinals: some.map((index) => ordinals.get(index) as number) };
}

function fitsOnePart(records: RecordColumns, jsonBytes: number): boolean {
  if (records.count > MAX_BUCKET_RECORDS || jsonBytes > MAX_BUCKET_BYTES) return false;
  const { fromMs, toMs } = timeSpan(records);
  return hourOf(fromMs) === hourOf(toMs);
}

type Part = Pick<BatchPart, 'records' | 'indexes' | 'jsonBytes'>;

/** How parts are measured. */
interface Sizes {
  /** Size of a record as JSON, bytes. */
  jsonBytesOf: (record: WireRecord) => number;
  /** Columns whose size as BSON counts. */
  columns: (records: RecordColumns) => RecordColumns;
}

const WITH_TIMES: Sizes = { jsonBytesOf, columns: (records) => records };

/** Measures all times as equal ones with nanoseconds. */
const WITHOUT_TIMES: Sizes = {
  jsonBytesOf: (record) => jsonBytesOf(record, 'at-most'),
  columns: (records) => ({
    ...records,
    columns: { ...records.columns, timestamp: { values: 0 }, observedAt: { values: 0 }, nanos: { values: 1 } },
  }),
};

/** Halves a part until each piece fits a bucket as BSON; most parts fit whole. */
function fitting(part: Part, sizes: Sizes, maxStoredBytes: number): Part[] {
  if (fits(part, sizes, maxStoredBytes)) return [part];
  return halve(
    { ...part, recordBytes: fromColumns(part.records).map((record) => sizes.jsonBytesOf(record)) },
    sizes,
    maxStoredBytes,
  );
}

/** @param part with the size of each of its records as JSON, bytes */
function halve(part: Part & { recordBytes: number[] }, sizes: Sizes, maxStoredBytes: number): Part[] {
  const { count } = part.records;
  const middle = Math.ceil(count / 2);
  const halves = [
    [0, middle],
    [middle, count],
  ] as const;
  return halves.flatMap(([from, to]) => {
    const recordBytes = part.recordBytes.slice(from, to);
    const half = {
      records: sliceColumns(part.records, from, to),
      indexes: part.indexes.slice(from, to),
      jsonBytes: recordBytes.reduce((sum, bytes) => sum + bytes, 0),
    };
    if (fits(half, sizes, maxStoredBytes)) return [half];
    return halve({ ...half, recordBytes }, sizes, maxStoredBytes);
  });
}

/** MongoDB decides whether a single record fits. */
function fits({ records, jsonBytes }: Part, sizes: Sizes, maxStoredBytes: number): boolean {
  return records.count === 1 || fitsBucket(sizes.columns(records), jsonBytes, maxStoredBytes);
}

function split({ records, indexes, jsonBytes }: ReadDelivery, sizes: Sizes): Part[] {
  const parts: OpenPart[] = [];
  const open = new Map<number, OpenPart>();
  // Only a body that might not fit one bucket is worth measuring record by record.
  const measure = jsonBytes > MAX_BUCKET_BYTES / 4;
  const meanBytes = Math.ceil(jsonBytes / records.count);
  fromColumns(records).forEach((record, i) => {
    const hour = hourOf(record.timestamp);
    const recordBytes = measure ? sizes.jsonBytesOf(record) : meanBytes;
    let part = open.get(hour);
    const isFull =
      part !== undefined &&
      (part.records.count >= MAX_BUCKET_RECORDS || part.jsonBytes + recordBytes > MAX_BUCKET_BYTES);
    if (part === undefined || isFull) {
      part = { records: new ColumnsBuilder(), indexes: [], jsonBytes: 0 };
      parts.push(part);
      open.set(hour, part);
    }
    part.records.add(record);
    part.indexes.push(indexes[i] as number);
    part.jsonBytes += recordBytes;
  });
  return parts.map((part) => ({ ...part, records: part.records.build() }));
}
