import { type AttributeValue, SEVERITY_BASE, type Severity, type WireRecord } from '../../record/index.ts';
import { COLUMN_FIELDS, type Column, type ColumnField, type RecordColumns } from './columns.ts';

/**
 * Turns records into columns. A record with an empty map of attributes comes back without the map. A severity number
 * that the severity implies is left out.
 *
 * @param records all of the severity of their batch, if they name one: it only decides which severity number is implied
 */
export function toColumns(records: readonly (WireRecord & { severity?: Severity })[]): RecordColumns {
  const builder = new ColumnsBuilder();
  for (const record of records) builder.add(record);
  return builder.build();
}

/**
 * Gathers records into columns, in the order in which they are added. Columns appear when the first record has a value
 * for them; until they are built, nothing else holds the records.
 */
export class ColumnsBuilder {
  #count = 0;
  readonly #fields: Record<ColumnField, ColumnBuilder> = {
    timestamp: new ColumnBuilder(),
    nanos: new ColumnBuilder(),
    observedAt: new ColumnBuilder(),
    message: new ColumnBuilder(),
    severityNumber: new ColumnBuilder(),
    severityText: new ColumnBuilder(),
    traceId: new ColumnBuilder(),
    spanId: new ColumnBuilder(),
  };
  readonly #attributes = new Map<string, ColumnBuilder>();

  /** Records added so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds one record: copies its values into the columns and keeps no reference to it. It checks nothing, not even that
   * the record is complete.
   */
  add(record: WireRecord & { severity?: Severity }): void {
    const index = this.#count;
    const fields = this.#fields;
    const { attributes, message, nanos, observedAt, severity, severityNumber, severityText, spanId, traceId } = record;
    if (record.timestamp !== undefined) fields.timestamp.add(index, record.timestamp);
    if (nanos !== undefined) fields.nanos.add(index, nanos);
    if (observedAt !== undefined) fields.observedAt.add(index, observedAt);
    if (message !== undefined) fields.message.add(index, message);
    const isImplied = severity !== undefined && severityNumber === SEVERITY_BASE[severity];
    if (severityNumber !== undefined && !isImplied) fields.severityNumber.add(index, severityNumber);
    if (severityText !== undefined) fields.severityText.add(index, severityText);
    if (traceId !== undefined) fields.traceId.add(index, traceId);
    if (spanId !== undefined) fields.spanId.add(index, spanId);
    for (const name in attributes) {
      const value = attributes[name];
      if (value !== undefined) this.#attribute(name).add(index, value);
    }
    this.#count += 1;
  }

  /** Adds the records of other columns after the existing ones. */
  addColumns({ columns, attributes, count }: RecordColumns): void {
    for (const field of COLUMN_FIELDS) {
      const column = columns[field];
      if (column !== undefined) this.#fields[field].addAll(this.#count, column, count);
    }
    for (const column of attributes) this.#attribute(column.name).addAll(this.#count, column, count);
    this.#count += count;
  }

  /** The columns of everything added. Call it last, and once. */
  build(): RecordColumns {
    const columns: RecordColumns['columns'] = {};
    for (const field of COLUMN_FIELDS) {
      const builder = this.#fields[field];
      if (!builder.isEmpty) columns[field] = builder.column(this.#count);
    }
    const attributes = Array.from(this.#attributes, ([name, builder]) => ({ name, ...builder.column(this.#count) }));
    return { count: this.#count, columns, attributes };
  }

  #attribute(name: string): ColumnBuilder {
    let builder = this.#attributes.get(name);
    if (builder === undefined) {
      builder = new ColumnBuilder();
      this.#attributes.set(name, builder);
    }
    return builder;
  }
}

class ColumnBuilder {
  readonly #values: AttributeValue[] = [];
  /** Set once a record has no value. */
  #at: number[] | undefined;
  #allSame = true;

  /** True until a record has a value. */
  get isEmpty(): boolean {
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

  /**
   * Adds the column of a list of records.
   *
   * @param start index of the list's first record
   * @param count records of the list
   */
  addAll(start: number, { at, values }: Column, count: number): void {
    const size = at?.length ?? count;
    for (let i = 0; i < size; i++) {
      const value = Array.isArray(values) ? values[i] : values;
      this.add(start + (at === undefined ? i : (at[i] as number)), value as AttributeValue);
    }
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
