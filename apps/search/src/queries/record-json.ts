import type { RecordJson } from '@logwarren/api';
import { type LogRecord, type RecordPosition, recordFields } from '@logwarren/contract';

/**
 * The JSON form of a record: keys always in the same order, and without those that the record does not have.
 */
export function toRecordJson(record: LogRecord): RecordJson {
  return {
    id: record.id,
    ...recordFields(record),
    ...(record.order === undefined ? {} : { order: orderText(record.order) }),
  };
}

/** Digits to the base 36 of the largest ordinal. */
const ORDINAL_DIGITS = 11;

/** Sorts as the places themselves, and among ids, whose first characters are an origin, too. */
function orderText({ ordinal, origin }: RecordPosition): string {
  return `${origin}/${ordinal.toString(36).padStart(ORDINAL_DIGITS, '0')}`;
}
