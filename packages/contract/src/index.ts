/**
 * What travels between the processes: the record and its columns, batches, identities, the order of an origin, severities
 * and times, and how one text, line or object becomes a record. The log formats are at `./formats`.
 */
export {
  BATCH_TYPE,
  type CheckedBatch,
  type CheckedRecord,
  checkBatch,
  HOUR_MS,
  hourOf,
  type LogBatch,
} from './batch.ts';
export * from './batch-columns.ts';
export * from './batch-origin.ts';
export * from './check-columns.ts';
export * from './cut-text.ts';
export * from './exact-json.ts';
export * from './flatten-attributes.ts';
export * from './json-array.ts';
export * from './json-text.ts';
export * from './kept-letter.ts';
export * from './log-record.ts';
export * from './normalise-record.ts';
export * from './own-time.ts';
export * from './parse-timestamp.ts';
export * from './plain-line.ts';
export * from './read-record-id.ts';
export * from './record-fields.ts';
export * from './record-ids.ts';
export * from './record-order.ts';
export * from './severity.ts';
export * from './times/log-time.ts';
export * from './times/time-layout.ts';
export * from './times/time-zone.ts';
export { TRUNCATED_ATTRIBUTE } from './truncated.ts';
export { decodeWindows1252 } from './windows-1252.ts';
