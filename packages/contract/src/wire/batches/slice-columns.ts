import { COLUMN_FIELDS, type Column, type RecordColumns } from './columns.ts';

/**
 * The records in a range of positions, by column, without reading any record. A value that all of them share appears
 * once, and a column without values is dropped; attributes keep their order.
 *
 * @param from position of the first record
 * @param to position after the last one
 */
export function sliceColumns({ columns, attributes }: RecordColumns, from: number, to: number): RecordColumns {
  const sliced: RecordColumns = { count: to - from, columns: {}, attributes: [] };
  for (const field of COLUMN_FIELDS) {
    const column = columns[field] && sliceColumn(columns[field], from, to);
    if (column !== undefined) sliced.columns[field] = column;
  }
  for (const { name, ...whole } of attributes) {
    const column = sliceColumn(whole, from, to);
    if (column !== undefined) sliced.attributes.push({ name, ...column });
  }
  return sliced;
}

function sliceColumn({ at, values }: Column, from: number, to: number): Column | undefined {
  const first = at === undefined ? from : countBelow(at, from);
  const last = at === undefined ? to : countBelow(at, to);
  if (first === last) return undefined;
  const some = Array.isArray(values) ? sharedOrAll(values.slice(first, last)) : values;
  if (at === undefined || last - first === to - from) return { values: some };
  return { at: at.slice(first, last).map((position) => position - from), values: some };
}

/** Positions below a limit, in an ascending list. */
function countBelow(at: readonly number[], limit: number): number {
  const index = at.findIndex((position) => position >= limit);
  return index === -1 ? at.length : index;
}

function sharedOrAll<Value>(values: Value[]): Value | Value[] {
  const [first] = values as [Value];
  return values.every((value) => value === first) ? first : values;
}
