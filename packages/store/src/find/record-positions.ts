import { columnReader, recordId } from '@logwarren/contract';
import { BSON } from 'mongodb';
import { eachPlace, type RecordsDocument, withoutSharing } from '../bucket/index.ts';
import type { Position } from './cursor.ts';

/** Projects a records document, in addition to `TIMES`, to the fields that this file reads. */
export const PLACES = { places: 1, origins: 1, 'columns.nanos': 1 };

/** The positions of the records of a bucket, in its order. @param bytes a records document, or its projection */
export function* eachPosition(bytes: Buffer): Generator<Position> {
  const document = BSON.deserialize(bytes) as Pick<RecordsDocument, 'columns' | 'places' | 'origins'>;
  const { nanos, timestamp } = document.columns;
  const timeOf = columnReader<Date>(timestamp && withoutSharing(timestamp));
  const nanosOf = columnReader<number>(nanos && withoutSharing(nanos));
  let i = 0;
  for (const { batch, index, ordinal, origin } of eachPlace(document)) {
    const time = (timeOf(i) as Date).getTime();
    yield { timestamp: time, nanos: nanosOf(i) ?? 0, origin, ordinal, id: recordId(batch, index) };
    i += 1;
  }
}
