import { createHash } from 'node:crypto';
import { batchIdFrom, type LogBatch, type NormalisedRecord, stemOf } from '@logwarren/contract';
import { groupRecords, type RecordGroup, toBatch } from './group-records.ts';

/** Where the records of a chunk come from: a range of a file, and when it was read. */
interface ChunkOrigin {
  fileId: string;
  start: number;
  end: number;
  readAtMs: number;
}

/**
 * Makes the batches of a chunk. Their ids depend on the chunk alone: a chunk that is read again after a crash gives the
 * same ids, and collectors that have stored a batch recognise it.
 */
export function chunkBatches(chunk: ChunkOrigin, records: readonly NormalisedRecord[]): LogBatch[] {
  const origin = originOf(chunk);
  return groupRecords(records).map((group, ordinal) => toBatch(group, batchId(chunk, group, ordinal), origin));
}

/**
 * An origin begins with the moment of reading. That moment rises from chunk to chunk of a file, so chunks keep their
 * order, too.
 */
function originOf({ fileId, start, end, readAtMs }: ChunkOrigin): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([fileId, start, end]))
    .digest();
  return stemOf(batchIdFrom(readAtMs, 0, digest));
}

/** The id rises with the ordinal, so that builds without origins keep the order of one service and severity. */
function batchId({ fileId, start, end, readAtMs }: ChunkOrigin, group: RecordGroup, ordinal: number): string {
  const { service, severity, hour, firstOrdinal, records } = group;
  const identity = JSON.stringify([fileId, start, end, service, severity, hour, firstOrdinal, records.count]);
  const digest = createHash('sha256').update(identity).digest();
  return batchIdFrom(readAtMs + (ordinal >>> 12), ordinal & 0xfff, digest);
}
