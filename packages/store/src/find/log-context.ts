import type { LogRecord } from '@logwarren/contract';
import { type Filter, resolveRange } from '@logwarren/query';
import type { Store } from '../connection/index.ts';
import type { RangeQuery } from '../read/index.ts';
import { positionOf } from './cursor.ts';
import { findLogs } from './find-logs.ts';
import { getLog } from './get-log.ts';

/**
 * Asks for the neighbours of a record. `budgetMs` applies to each side; without `asOf`, the sides are read as of
 * different moments.
 */
interface ContextQuery extends Pick<RangeQuery, 'budgetMs' | 'asOf' | 'signal'> {
  /** Canonical UUIDv7. */
  id: string;
  /** The property that the neighbours share with the record. */
  of: 'service' | 'trace';
  /** 0 to 1,000 records on either side. */
  before: number;
  after: number;
  /** End of the range, ms, unless the record itself has a later timestamp. */
  nowMs: number;
}

/** A record and its neighbours in time; all three together are in order, oldest first. */
interface LogContext {
  before: LogRecord[];
  record: LogRecord;
  after: LogRecord[];
  /** False if the time was up, or the records were too long for one answer. */
  complete: boolean;
}

/**
 * Finds the records around one, of the same service or of the same trace.
 *
 * @returns undefined if there is no such record; `no-trace` if its trace is requested but it has none
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function logContext(store: Store, query: ContextQuery): Promise<LogContext | 'no-trace' | undefined> {
  const record = await getLog(store, query.id, query);
  if (record === undefined) return undefined;
  if (query.of === 'trace' && record.traceId === undefined) return 'no-trace';
  const filter: Filter =
    query.of === 'trace'
      ? { kind: 'trace', traceId: record.traceId ?? '' }
      : { kind: 'service', service: record.service };
  const { toMs } = resolveRange({ from: { kind: 'at', ms: record.timestamp } }, query.nowMs);
  const side = async (order: 'asc' | 'desc', limit: number) => {
    if (limit === 0) return { records: [], complete: true };
    const { asOf, budgetMs, signal } = query;
    const cursor = { ...positionOf(record), order };
    const page = await findLogs(store, { filter, toMs, order, limit, cursor, asOf, budgetMs, signal });
    // A page of long records ends before it is full.
    const isCut = page.next !== null && page.records.length < limit;
    return { records: page.records, complete: page.complete && !isCut };
  };
  const older = await side('desc', query.before);
  const newer = await side('asc', query.after);
  const complete = older.complete && newer.complete;
  return { before: older.records.toReversed(), record, after: newer.records, complete };
}
