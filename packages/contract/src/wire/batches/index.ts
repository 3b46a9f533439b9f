/**
 * A batch: records of one service, severity and hour, by column, and the check of a body that claims to be one. A
 * source puts its records straight into columns; collector and store keep them in columns. One bad record never
 * condemns the others.
 */
export { BATCH_TYPE, HOUR_MS, hourOf, type LogBatch } from './batch.ts';
export { type CheckedBatch, checkBatch } from './check-batch.ts';
export { type CheckedColumns, checkColumns } from './check-columns.ts';
export {
  COLUMNS_TYPE,
  type Column,
  type ColumnField,
  type ColumnsBody,
  columnReader,
  fillAttributes,
  fromColumns,
  type RecordColumns,
  timeSpan,
  valuesOf,
} from './columns.ts';
export { ColumnsBuilder, toColumns } from './columns-builder.ts';
export { jsonBytesOf } from './json-size.ts';
export { sliceColumns } from './slice-columns.ts';
