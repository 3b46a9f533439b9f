import type { Severity } from '../../record/index.ts';
import type { RecordOrder } from '../ids/index.ts';
import type { RecordColumns } from './columns.ts';

/** AMQP `type` of a message that holds a batch record by record; sources send `COLUMNS_TYPE`. */
export const BATCH_TYPE = 'logwarren.batch.v1';
/** Milliseconds of the UTC hour that all records of a batch, and of a bucket, lie in. */
export const HOUR_MS = 3_600_000;

/** Records of one service, severity and UTC hour of event time, in the order in which the source read them. */
export interface LogBatch {
  /** See `record-ids.ts`; travels as the AMQP `message-id`. */
  id: string;
  service: string;
  severity: Severity;
  records: RecordColumns;
  /** Their positions in their origin; absent if the batch itself is the origin, as for a single record. */
  order?: RecordOrder;
}

/** UTC hour of a moment, as a whole number of hours since the epoch. */
export function hourOf(timestampMs: number): number {
  return Math.floor(timestampMs / HOUR_MS);
}
