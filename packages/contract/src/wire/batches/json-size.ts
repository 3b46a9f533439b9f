import { stringifyJson } from '../../json/index.ts';
import type { WireRecord } from '../../record/index.ts';

/**
 * `jsonBytes`: the size of records as JSON in UTF-8, or a little more. It decides how a message is divided and which
 * buckets are merged, so it depends on the message alone. If the body is a list of records, it is the length of the
 * body. For columns, it comes from their characters (`check-columns.ts`). Otherwise it is measured here, record by
 * record. The header of a bucket keeps the sum as `sizeBytes`.
 *
 * Other sizes have other names:
 *
 *     bodyBytes      a message or a dead letter as it is sent, packed or not
 *     storedBytes    records as BSON, at most (packages/store, `stored-size.ts`)
 *     diskBytes      a partition on disk with its indexes, as MongoDB counts it (packages/store, `refresh-partitions.ts`)
 *     answerChars    a record in an answer, characters (packages/store, `answer-size.ts`)
 */

/** JSON of the times of a record, at most. */
const TIMES_BYTES = 80;

/**
 * Size of a record as JSON, bytes.
 *
 * @param times `as-written`, or `at-most` for times that a message lends to its records: they have other digits on the
 *   next delivery, and the size decides how a message is divided
 */
export function jsonBytesOf(record: WireRecord, times: 'as-written' | 'at-most' = 'as-written'): number {
  if (times === 'as-written') return Buffer.byteLength(stringifyJson(record));
  const timeless = { ...record, timestamp: undefined, observedAt: undefined, nanos: undefined };
  return Buffer.byteLength(stringifyJson(timeless)) + TIMES_BYTES;
}
