import type { AttributeValue, Column, ColumnField, RecordColumns } from '@logwarren/contract';

/**
 * Columns as a bucket stores them. A text that many records share is stored once, and the column lists which records
 * have it.
 *
 *     { of: [0, 0, 1, …], values: ["GET", "PUT"] }
 *
 * For access logs this saves a third of writing, reading and deserialising (docs/decisions/0015-columns.md). Batches
 * travel without it: half of their texts differ, so it would cost sources more than it saves.
 */

/** Values of one field over the records of a bucket. */
export interface StoredColumn<Value = AttributeValue> extends Column<Value> {
  /** For each record that has a value, its index in `values`; absent if `values` has one for each record. */
  of?: number[];
}

/** The records of a bucket by column. */
export interface StoredColumns<Value = AttributeValue> {
  /** Number of records. */
  count: number;
  columns: Partial<Record<ColumnField, StoredColumn<Value>>>;
  attributes: (StoredColumn & { name: string })[];
}

/** Number of values after which a column is checked for repeats; the first values of a stream usually differ. */
const SAMPLE = 256;

/** Stores each text once in columns whose texts repeat. */
export function shareTexts({ count, columns, attributes }: RecordColumns): StoredColumns {
  const shared: StoredColumns['columns'] = {};
  for (const [field, column] of Object.entries(columns)) shared[field as ColumnField] = shareColumn(column);
  return {
    count,
    columns: shared,
    attributes: attributes.map(({ name, ...column }) => ({ name, ...shareColumn(column) })),
  };
}

function shareColumn(column: Column): StoredColumn {
  const { values } = column;
  // A number is as short as its index. A column that begins with a text rarely holds anything else.
  if (!Array.isArray(values) || typeof values[0] !== 'string') return column;
  const places = new Map<AttributeValue, number>();
  const of: number[] = [];
  for (const value of values) {
    const place = places.get(value) ?? places.size;
    if (place === places.size) places.set(value, place);
    of.push(place);
    if (of.length === SAMPLE && isMostlyDifferent(places, of)) return column;
  }
  return isMostlyDifferent(places, of) ? column : { ...column, of, values: [...places.keys()] };
}

function isMostlyDifferent(places: ReadonlyMap<AttributeValue, number>, of: readonly number[]): boolean {
  return places.size * 2 > of.length;
}

/** The column with a value for each record that has one. */
export function withoutSharing<Value, More extends StoredColumn<Value>>({ of, ...column }: More): Omit<More, 'of'> {
  const { values } = column;
  if (of === undefined || !Array.isArray(values)) return column;
  return { ...column, values: of.map((place) => values[place] as Value) };
}
