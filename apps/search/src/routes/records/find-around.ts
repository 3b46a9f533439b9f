import type { LogRecord } from '@logwarren/contract';
import { AFTER_ALL, type Cursor, type LogPage, type LogQuery, positionOf } from '@logwarren/store';
import type { LogReader } from '../../queries/store-functions.ts';

/** A page around the place of a record, newest first; its two cursors continue at both ends. */
interface PageAround extends LogPage {
  /** The cursor to newer records, oldest first; null if there are no newer ones. */
  previous: Cursor | null;
}

/**
 * Finds the matches around the place of a record, including the record if it matches. Half of the page is newer, or
 * less if there are not so many. Each half has half of the time.
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
  // An id that is one letter longer sorts right after the record's own place.
  const before: Cursor = { ...place, id: place.id + AFTER_ALL, order: 'desc' };
  const older = await reader.find({ ...half, order: 'desc', limit: limit - newer.records.length, cursor: before });
  return {
    ...older,
    records: [...newer.records.toReversed(), ...older.records],
    previous: newer.next,
    complete: newer.complete && older.complete,
  };
}
