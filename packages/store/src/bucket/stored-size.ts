import type { Column, RecordColumns } from '@logwarren/contract';
import { Binary, BSON } from 'mongodb';
import { MAX_STORED_BYTES } from './bucket-limits.ts';
import { PlaceList } from './record-places.ts';
import { type RecordsDocument, recordsDocument } from './records-document.ts';
import { shareTexts } from './shared-texts.ts';

/**
 * Size of a records document as it is stored. Its JSON does not show this size: a map keyed by ids makes a column for
 * each record, and such a column takes ten times the seven bytes that it takes in the message.
 */

/** A document without columns. */
const DOCUMENT_BYTES = 1024;
/** A record's place with its own origin, when its neighbours in the bucket are not its neighbours in the batch. */
const RECORD_BYTES = 160;
/** A column: its element in the array, and `name`, `at`, `of` and `values` with their types, lengths and ends. */
const COLUMN_BYTES = 80;
/** A value without its text, and its entries in `at` and `of`, each with a type and a name of up to four digits. */
const VALUE_BYTES = 40;
/** Most bytes of UTF-8 for one UTF-16 code unit. */
const BYTES_PER_CHAR = 3;

/**
 * Upper bound of the size of records in a bucket. Bounds add up, so it also holds beside other records.
 *
 * It counts columns and values without looking at them, so it costs next to nothing compared with storing them.
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

/**
 * A single value for all records becomes one value for each record once they share a bucket with records that differ.
 */
function valuesIn({ at, values }: Column, count: number): number {
  return Array.isArray(values) ? values.length : (at?.length ?? count);
}

/** True if a document is within MAX_STORED_BYTES. The document is measured only if the bound does not decide. */
export function isStorable(document: RecordsDocument, bound: number, limit: number = MAX_STORED_BYTES): boolean {
  return bound <= limit || BSON.calculateObjectSize(document) <= limit;
}

/**
 * True if records of one batch fit one bucket as BSON.
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
