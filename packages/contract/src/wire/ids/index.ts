/**
 * Identity and order: ids of batches and records, the positions of records in their origin, and the numbers that a
 * source gives the records of a service. The maker of a batch makes its id once; all other ids derive from it. Nothing
 * here needs a message or a record.
 */
export {
  type BatchOrigin,
  batchOriginOf,
  type LostBytes,
  lostHeader,
  newRun,
  type OriginHeaders,
  runStartedMs,
} from './batch-origin.ts';
export { batchIdOf, hasTime, isBatchId, isRecordId, recordId, timeOfId } from './read-record-id.ts';
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
