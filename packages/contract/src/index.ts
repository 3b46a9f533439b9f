/**
 * What travels between the processes: the record and its columns, batches and their ids, the order of an origin, severities
 * and times, and how one text, line or object becomes a record. It knows no broker, no database and no process; zod is its
 * only library. Log formats, which make records of whole streams, are at `./formats`.
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
export {
  COLUMNS_TYPE,
  type Column,
  type ColumnField,
  type ColumnsBody,
  ColumnsBuilder,
  columnReader,
  fillAttributes,
  fromColumns,
  type RecordColumns,
  timeSpan,
  toColumns,
  valuesOf,
} from './batch-columns.ts';
export {
  type BatchOrigin,
  batchOriginOf,
  type LostBytes,
  lostHeader,
  newRun,
  type OriginHeaders,
  runStartedMs,
} from './batch-origin.ts';
export { type CheckedColumns, checkColumns } from './check-columns.ts';
export { cutMiddle, cutText } from './cut-text.ts';
export { endOfString, exactInteger, parseForeignJson, parseJson, stringifyJson } from './exact-json.ts';
export { addAttribute, addAttributes, OVERFLOW_ATTRIBUTE, wellFormed } from './flatten-attributes.ts';
export { arrayElements, countElements, countMembers } from './json-array.ts';
export { jsonText } from './json-text.ts';
export type { KeptLetter, LetterMessage, RecordPlace } from './kept-letter.ts';
export {
  type Attributes,
  type AttributeValue,
  type LogRecord,
  MAX_ATTRIBUTE_BYTES,
  MAX_ATTRIBUTE_NAME_LENGTH,
  MAX_ATTRIBUTES,
  MAX_MESSAGE_BYTES,
  MAX_SERVICE_LENGTH,
  type NormalisedRecord,
  type RecordPosition,
  UNKNOWN_SERVICE,
  type WireRecord,
} from './log-record.ts';
export {
  createRecord,
  DEFAULT_JSON_KEYS,
  type JsonKeys,
  type RecordContext,
  type RecordOrProblem,
  type RecordParts,
  recordFromJson,
  serviceName,
  setMessage,
} from './normalise-record.ts';
export { hasOwnTime, keepOwnTime } from './own-time.ts';
export { formatTimestamp, type Instant, parseTimestamp } from './parse-timestamp.ts';
export { parsePlainLine } from './plain-line.ts';
export { batchIdOf, hasTime, isBatchId, isRecordId, recordId, timeOfId } from './read-record-id.ts';
export { recordFields } from './record-fields.ts';
export { batchIdFrom, createBatchIds, firstIdAt, MAX_BATCH_RECORDS } from './record-ids.ts';
export {
  decodeSteps,
  encodeSteps,
  isStem,
  orderHeaders,
  type RecordOrder,
  recordOrderOf,
  STEM_CHARS,
  stemOf,
} from './record-order.ts';
export {
  isSeverity,
  isWholeSeverity,
  SEVERITIES,
  SEVERITY_BASE,
  type Severity,
  severityFields,
  severityNumberOf,
  severityOfNumber,
  severityRange,
  severityTextOf,
} from './severity.ts';
export { parseLogTime } from './times/log-time.ts';
export { createTimeReader, type TimeReader } from './times/time-layout.ts';
export { createTimeZone, machineTimeZone } from './times/time-zone.ts';
export { decodeWindows1252 } from './windows-1252.ts';
