import type { ReadDelivery } from '@logwarren/broker';
import { type BatchOrigin, hourOf, recordId } from '@logwarren/contract';
import { type BatchPart, MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS } from '@logwarren/store';

/**
 * Splits the records of a message into parts that fit one bucket each: one UTC hour, limits on records and bytes.
 *
 * The split depends on the message alone, so every delivery gives the same parts with the same ids. A batch of our own
 * sources is one part.
 *
 * @param mayBeElsewhere see `BatchPart`
 * @param origin who sent the message
 */
export function toParts(read: ReadDelivery, mayBeElsewhere: boolean, origin?: BatchOrigin): BatchPart[] {
  const parts: BatchPart[] = [];
  const open = new Map<number, BatchPart>();
  // Only a body that might not fit one bucket is worth measuring record by record.
  const measure = read.sizeBytes > MAX_BUCKET_BYTES / 4;
  const meanBytes = Math.ceil(read.sizeBytes / Math.max(1, read.records.length));
  read.records.forEach((record, i) => {
    const hour = hourOf(record.timestamp);
    const index = read.indexes[i] as number;
    const sizeBytes = measure ? Buffer.byteLength(JSON.stringify(record)) : meanBytes;
    let part = open.get(hour);
    const isFull =
      part !== undefined &&
      (part.records.length >= MAX_BUCKET_RECORDS || part.sizeBytes + sizeBytes > MAX_BUCKET_BYTES);
    if (part === undefined || isFull) {
      part = {
        batchId: read.batchId,
        partId: recordId(read.batchId, index),
        service: read.service,
        severity: read.severity,
        records: [],
        indexes: [],
        sizeBytes: 0,
        mayBeElsewhere,
        origin,
      };
      parts.push(part);
      open.set(hour, part);
    }
    part.records.push(record);
    part.indexes.push(index);
    part.sizeBytes += sizeBytes;
  });
  return parts;
}
