import { stringifyJson } from '../../json/index.ts';
import type { WireRecord } from '../../record/index.ts';

/**
 * The one meaning of `sizeBytes`, from the message to the header of a bucket: the size of records as JSON in UTF-8, never
 * less. A message that is a single list of records derives it from its body or its columns; records that are read one by
 * one are measured here.
 */

/** JSON of the times of a record, at most. */
const TIMES_BYTES = 80;

/**
 * Size of a record as JSON, bytes.
 *
 * @param times `as-written`, or or `at-most` for times that a message lends to its records: they have other digits on the
 *   next delivery, and the size decides how a message is divided
 */
export function jsonBytes(record: WireRecord, times: 'as-written' | 'at-most' = 'as-written'): number {
  if (times === 'as-written') return Buffer.byteLength(stringifyJson(record));
  const timeless = { ...record, timestamp: undefined, observedAt: undefined, nanos: undefined };
  return Buffer.byteLength(stringifyJson(timeless)) + TIMES_BYTES;
}
