import type { Column, RecordColumns } from '@logwarren/contract';
import { Binary, BSON } from 'mongodb';
import { MAX_STORED_BYTES } from './bucket-limits.ts';
import { PlaceList } from './record-places.ts';
import { type RecordsDocument, recordsDocument } from './records-document.ts';
import { shareTexts } from './shared-texts.ts';

/**
 * Size of a records document as it is stored. Its JSON does not show it: a map keyed by ids makes a column for each
 * record, ten times as long in BSON as its seven bytes in the message.
 */

/** A document without its columns. */
const DOCUMENT_BYTES = 1024;
/** A record's place with its own origin, if none of its neighbours in the bucket is its neighbour in the batch. */
const RECORD_BYTES = 160;
/** A column: its element of the array, `name`, `at`, `of` and `values` with their types, lengths and ends. */
const COLUMN_BYTES = 80;
/** A value: itself without its text, and its places in `at` and `of`, each with a type and a name of up to four digits. */
const VALUE_BYTES = 40;
/** A character of UTF-16 can be so many bytes of UTF-8. */
const BYTES_PER_CHAR = 3;

/**
 * Upper bound of the size of records in a bucket, alone or beside others: bounds add up.
 *
 * It counts columns and values without looking into them, so its cost is negligible beside storing them.
 *
 * @param jsonBytes size of the records as JSON
 */
export function storedBound({ count, columns, attributes }: RecordColumns, jsonBytes: number): number {
  let bytes = DOCUMENT_BYTES + count * RECORD_BYTES + jsonBytes;
  for (const column of Object.values(columns)) bytes += COLUMN_BYTES + valuesIn(column, count) * VALUE_BYTES;
  for (const column of attributes) {
    bytes += COLUMN_BYTES + column.name.length * BYTES_PER_CHAR + valuesIn(column, count) * VALUE_BYTES;
  }
  return bytes;
}

/** One value for all records becomes one for each beside records that have another one. */
function valuesIn({ at, values }: Column, count: number): number {
  return Array.isArray(values) ? values.length : (at?.length ?? count);
}

/** True when a document is within MAX_STORED_BYTES; measured only if the bound does not decide. */
export function isStorable(document: RecordsDocument, bound: number, limit: number = MAX_STORED_BYTES): boolean {
  return bound <= limit || BSON.calculateObjectSize(document) <= limit;
}

/**
 * True when records of one batch fit one bucket as BSON.
 *
 * @param jsonBytes size of the records as JSON
 * @param limit largest document, bytes
 */
export function fitsBucket(records: RecordColumns, jsonBytes: number, limit: number = MAX_STORED_BYTES): boolean {
  const bound = storedBound(records, jsonBytes);
  if (bound <= limit) return true;
  const places = new PlaceList();
  places.addAll(
    '',
    Array.from({ length: records.count }, (_, index) => index),
  );
  const stream = { _id: new Binary(new Uint8Array(16)), service: '', severity: 'INFO' as const };
  return isStorable(recordsDocument(stream, shareTexts(records), places.build()), bound, limit);
}
