import { hourOf, timeSpan } from '@logwarren/contract';
import {
  type BatchPart,
  MAX_BUCKET_BYTES,
  MAX_BUCKET_RECORDS,
  MAX_STORED_BYTES,
  storedBound,
} from '../bucket/index.ts';

/**
 * Packs parts of one stream and hour into as few buckets as the limits allow, in the order of the parts.
 *
 * @param alone parts that get a bucket each
 */
export function groupParts(parts: readonly BatchPart[], alone: ReadonlySet<BatchPart>): BatchPart[][] {
  const groups: BatchPart[][] = [];
  const open = new Map<string, { parts: BatchPart[]; count: number; jsonBytes: number; storedBytes: number }>();
  for (const part of parts) {
    if (alone.has(part)) {
      groups.push([part]);
      continue;
    }
    const key = `${part.severity} ${hourOf(timeSpan(part.records).fromMs)} ${part.service}`;
    const before = open.get(key) ?? { parts: [], count: 0, jsonBytes: 0, storedBytes: 0 };
    const count = before.count + part.records.count;
    const jsonBytes = before.jsonBytes + part.jsonBytes;
    const own = storedBound(part.records, part.jsonBytes);
    const storedBytes = before.storedBytes + own;
    const isFull = count > MAX_BUCKET_RECORDS || jsonBytes > MAX_BUCKET_BYTES || storedBytes > MAX_STORED_BYTES;
    if (isFull && before.parts.length > 0) {
      groups.push(before.parts);
      open.set(key, { parts: [part], count: part.records.count, jsonBytes: part.jsonBytes, storedBytes: own });
    } else {
      before.parts.push(part);
      open.set(key, { parts: before.parts, count, jsonBytes, storedBytes });
    }
  }
  return [...groups, ...[...open.values()].map((group) => group.parts)];
}
