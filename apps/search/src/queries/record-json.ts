import type { RecordJson } from '@logwarren/api';
import { type LogRecord, type RecordPosition, recordFields } from '@logwarren/contract';

/** The JSON form of a record: its keys are always in the same order, and absent values have none. */
export function toRecordJson(record: LogRecord): RecordJson {
  return {
    id: record.id,
    ...recordFields(record),
    ...(record.order === undefined ? {} : { order: orderText(record.order) }),
  };
}

/** Digits of the largest ordinal in base 36. */
const ORDINAL_DIGITS = 11;

/** Sorts like the places themselves; it also sorts among ids, which begin with an origin. */
function orderText({ ordinal, origin }: RecordPosition): string {
  return `${origin}/${ordinal.toString(36).padStart(ORDINAL_DIGITS, '0')}`;
}
