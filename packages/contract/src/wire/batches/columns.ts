import { setOwn } from '../../json/index.ts';
import type { AttributeValue, Severity, WireRecord } from '../../record/index.ts';

/**
 * Records by column instead of one by one: each name appears once for all of them, and so does a value that they share.
 * Sources send batches this way, collectors hold them this way, and buckets store them this way
 * (docs/decisions/0015-columns.md).
 *
 *     { service, severity, count, columns: { timestamp, observedAt, message, … }, attributes: [{ name, … }] }
 *
 *     column    { values: "1.1" }               every record has this value
 *               { values: ["GET", "PUT"] }      one value for each record
 *               { at: [1], values: ["q=1"] }    only the records at these positions, ascending, have one
 */

/** AMQP `type` of a message that holds a batch by column. */
export const COLUMNS_TYPE = 'logwarren.columns.v1';

/** Values of one field over a list of records. */
export interface Column<Value = AttributeValue> {
  /** Positions of the records that have a value, ascending, from 0; absent when all have one. */
  at?: number[];
  /** One value for each record that has one; a single value if all of them share it. */
  values: Value | Value[];
}

/** Name of a field of a record that has its own column; attributes are listed apart, by name. */
export type ColumnField = Exclude<keyof WireRecord, 'attributes'>;

/** An object, so that the compiler asks here for a new field of a record. */
const IN_COLUMNS: Readonly<Record<ColumnField, true>> = {
  timestamp: true,
  nanos: true,
  observedAt: true,
  message: true,
  severityNumber: true,
  severityText: true,
  traceId: true,
  spanId: true,
};

/** All fields that have their own column, in the order in which columns are written. */
export const COLUMN_FIELDS = Object.keys(IN_COLUMNS) as readonly ColumnField[];

/** A list of records by column. */
export interface RecordColumns {
  /** Number of records. */
  count: number;
  columns: Partial<Record<ColumnField, Column>>;
  /** A list rather than an object: any text may be a name, and their order is kept. */
  attributes: AttributeColumn[];
}

/** Values of one attribute; no two columns have the same name. */
interface AttributeColumn extends Column {
  name: string;
}

/** JSON body of a batch by column. */
export interface ColumnsBody extends RecordColumns {
  service: string;
  severity: Severity;
}

/** The values of a column: one, or one for each record that has one. */
export function valuesOf<Value>({ values }: Pick<Column<Value>, 'values'>): readonly Value[] {
  return Array.isArray(values) ? values : [values];
}

/** Smallest and largest timestamp, ms since the epoch. */
export function timeSpan({ columns }: RecordColumns): { fromMs: number; toMs: number } {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const time of valuesOf(columns.timestamp as Column<number>)) {
    if (time < fromMs) fromMs = time;
    if (time > toMs) toMs = time;
  }
  return { fromMs, toMs };
}

/** Reads a column record by record; call the reader with 0, 1, 2, … */
export function columnReader<Value>(column: Column<unknown> | undefined): (i: number) => Value | undefined {
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

/** Sets the attributes of records, in the order of the columns. */
export function fillAttributes(
  records: readonly { attributes?: Record<string, unknown> | undefined }[],
  columns: readonly (Column<unknown> & { name: string })[],
): void {
  for (const { at, name, values } of columns) {
    const size = at?.length ?? records.length;
    for (let i = 0; i < size; i++) {
      const record = records[at === undefined ? i : (at[i] as number)] as { attributes?: Record<string, unknown> };
      record.attributes ??= {};
      setOwn(record.attributes, name, Array.isArray(values) ? values[i] : values);
    }
  }
}

/** Turns columns back into records, all of one hidden class: missing fields are present as undefined. */
export function fromColumns({ count, columns, attributes }: RecordColumns): WireRecord[] {
  const { timestamp, nanos, observedAt, message, severityNumber, severityText, traceId, spanId } = columns;
  const read = {
    timestamp: columnReader<number>(timestamp),
    nanos: columnReader<number>(nanos),
    observedAt: columnReader<number>(observedAt),
    message: columnReader<string>(message),
    severityNumber: columnReader<number>(severityNumber),
    severityText: columnReader<string>(severityText),
    traceId: columnReader<string>(traceId),
    spanId: columnReader<string>(spanId),
  };
  const records: { [Field in keyof WireRecord]: WireRecord[Field] | undefined }[] = [];
  for (let i = 0; i < count; i++) {
    records.push({
      timestamp: read.timestamp(i),
      nanos: read.nanos(i),
      observedAt: read.observedAt(i),
      message: read.message(i),
      severityNumber: read.severityNumber(i),
      severityText: read.severityText(i),
      traceId: read.traceId(i),
      spanId: read.spanId(i),
      attributes: undefined,
    });
  }
  fillAttributes(records, attributes);
  return records as WireRecord[];
}
