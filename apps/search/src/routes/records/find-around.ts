import type { LogRecord } from '@logwarren/contract';
import { AFTER_ALL, type Cursor, type LogPage, type LogQuery, positionOf } from '@logwarren/store';
import type { LogReader } from '../../queries/store-functions.ts';

/** A page around the place of a record, newest first; both cursors go on from its ends. */
interface PageAround extends LogPage {
  /** The cursor to newer records, oldest first; null when there is nothing newer. */
  previous: Cursor | null;
}

/**
 * Finds what matches around the place of a record, which is among it when it matches itself: half of the page is newer,
 * or less where there is not so much. Each half has half of the time.
 */
export async function findAround(
  reader: Pick<LogReader, 'find'>,
  { limit, budgetMs, ...query }: LogQuery,
  record: LogRecord,
): Promise<PageAround> {
  const place = positionOf(record);
  const half = { ...query, budgetMs: budgetMs / 2 };
  const most = Math.floor(limit / 2);
  const newer =
    most === 0
      ? { records: [], next: { ...place, order: 'asc' } as const, complete: true }
      : await reader.find({ ...half, order: 'asc', limit: most, cursor: { ...place, order: 'asc' } });
  // An id that is a letter longer sorts right after its own place.
  const before: Cursor = { ...place, id: place.id + AFTER_ALL, order: 'desc' };
  const older = await reader.find({ ...half, order: 'desc', limit: limit - newer.records.length, cursor: before });
  return {
    ...older,
    records: [...newer.records.toReversed(), ...older.records],
    previous: newer.next,
    complete: newer.complete && older.complete,
  };
}
