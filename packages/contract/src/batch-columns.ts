import type { AttributeValue, WireRecord } from './log-record.ts';
import type { Severity } from './severity.ts';

/**
 * Records by column instead of one by one: a name stands once for all of them, and a value that they share once. It is
 * how sources send batches and how buckets rest (docs/decisions/0015-columns.md).
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
  /** One for each record that has one; a single value when it is the same for all of those. */
  values: Value | Value[];
}

/** Fields of a record that have a column of their own; attributes are listed apart, by name. */
export const COLUMN_FIELDS = [
  'timestamp',
  'nanos',
  'observedAt',
  'message',
  'severityNumber',
  'severityText',
  'traceId',
  'spanId',
] as const satisfies (keyof WireRecord)[];

export type ColumnField = (typeof COLUMN_FIELDS)[number];

/** A list of records by column. */
export interface RecordColumns {
  /** Number of records. */
  count: number;
  columns: Partial<Record<ColumnField, Column>>;
  /** A list rather than an object: any text may be a name, and their order is kept. */
  attributes: AttributeColumn[];
}

/** Values of one attribute. */
export interface AttributeColumn extends Column {
  name: string;
}

/** JSON body of a batch by column. */
export interface ColumnsBody extends RecordColumns {
  service: string;
  severity: Severity;
}

/** Turns records into columns. A record with an empty map of attributes comes back without one. */
export function toColumns(records: readonly WireRecord[]): RecordColumns {
  const count = records.length;
  const columns: ColumnsBody['columns'] = {};
  for (const field of COLUMN_FIELDS) {
    const builder = new ColumnBuilder();
    for (let i = 0; i < count; i++) {
      const value = (records[i] as WireRecord)[field];
      if (value !== undefined) builder.add(i, value);
    }
    if (!builder.empty) columns[field] = builder.column(count);
  }
  const builders = new Map<string, ColumnBuilder>();
  for (let i = 0; i < count; i++) {
    const attributes = (records[i] as WireRecord).attributes;
    for (const name in attributes) {
      const value = attributes[name];
      if (value !== undefined) builderOf(builders, name).add(i, value);
    }
  }
  const attributes = Array.from(builders, ([name, builder]) => ({ name, ...builder.column(count) }));
  return { count, columns, attributes };
}

function builderOf(builders: Map<string, ColumnBuilder>, name: string): ColumnBuilder {
  let builder = builders.get(name);
  if (builder === undefined) {
    builder = new ColumnBuilder();
    builders.set(name, builder);
  }
  return builder;
}

class ColumnBuilder {
  readonly #values: AttributeValue[] = [];
  /** Set as soon as a record was left out. */
  #at: number[] | undefined;
  #allSame = true;

  get empty(): boolean {
    return this.#values.length === 0;
  }

  /** @param index ascending from call to call */
  add(index: number, value: AttributeValue): void {
    const values = this.#values;
    if (this.#at === undefined && index !== values.length) this.#at = positions(values.length);
    this.#at?.push(index);
    if (this.#allSame && values.length > 0 && value !== values[0]) this.#allSame = false;
    values.push(value);
  }

  column(count: number): Column {
    const values = this.#allSame ? (this.#values[0] as AttributeValue) : this.#values;
    if (this.#values.length === count) return { values };
    return { at: this.#at ?? positions(this.#values.length), values };
  }
}

function positions(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Sets an attribute of any name: assigned, `__proto__` would set the prototype instead. */
export function setAttribute(attributes: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') attributes[name] = value;
  else Object.defineProperty(attributes, name, { value, enumerable: true, writable: true, configurable: true });
}
