import { compilePredicate, type Filter, type Severity, severityOfNumber } from '@logwarren/contract';
import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from './bucket.ts';
import { headerCondition, isDecidedByHeader } from './header-condition.ts';
import { openBuckets, quickTest, selectRecords } from './open-buckets.ts';
import { readSnapshot, type Snapshot, type TimeRange } from './read-snapshot.ts';
import { headersOf, type Store } from './store.ts';

export interface CountQuery {
  filter: Filter;
  /** Smallest timestamp, ms, included. */
  fromMs?: number | undefined;
  /** Largest timestamp, ms, excluded. */
  toMs?: number | undefined;
  /** Time after which what has been counted is returned, ms. */
  budgetMs: number;
  signal?: AbortSignal | undefined;
}

/** Matches of one service and severity. */
export interface StreamCount {
  service: string;
  severity: Severity;
  count: number;
}

export interface CountResult {
  /** One entry per service and severity that has matches, in no order. */
  counts: StreamCount[];
  /** False when the time was up; the counts are then lower bounds. */
  complete: boolean;
}

/** Buckets opened between two looks at the clock. */
const GROUP = 8;

/**
 * Counts records by service and severity.
 *
 * Buckets that lie wholly in the range are counted by their headers, from the index alone; only those that straddle an
 * end of it are opened, or all when the filter asks for text.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function countLogs(store: Store, query: CountQuery): Promise<CountResult> {
  const range = { fromMs: query.fromMs ?? Number.NEGATIVE_INFINITY, toMs: query.toMs ?? Number.POSITIVE_INFINITY };
  const deadline = performance.now() + query.budgetMs;
  return await readSnapshot(store, range, async (snapshot) => {
    const tally = new Tally();
    const decided = isDecidedByHeader(query.filter);
    if (decided) await countByHeaders(store, snapshot, query.filter, range, tally);
    const toOpen = decided ? straddling(range) : [overlapping(range)];
    let complete = true;
    for (const condition of toOpen) {
      complete = complete && (await countByOpening(store, snapshot, query, { range, condition, deadline }, tally));
    }
    return { counts: tally.counts, complete };
  });
}

class Tally {
  readonly #counts = new Map<string, StreamCount>();

  add(service: string, severity: Severity, count: number): void {
    // A tombstone counts nothing (sweep-orphans.ts).
    if (count === 0) return;
    const key = `${severity} ${service}`;
    const entry = this.#counts.get(key);
    if (entry === undefined) this.#counts.set(key, { service, severity, count });
    else entry.count += count;
  }

  get counts(): StreamCount[] {
    return [...this.#counts.values()];
  }
}

async function countByHeaders(
  store: Store,
  { session, partitions }: Snapshot,
  filter: Filter,
  range: TimeRange,
  tally: Tally,
): Promise<void> {
  for (const { _id } of partitions) {
    const groups = headersOf(store, _id).aggregate<{ _id: { service: string; severityNumber: number }; count: number }>(
      [
        { $match: { $and: [inside(range), headerCondition(filter)] } },
        { $group: { _id: { service: '$service', severityNumber: '$severityNumber' }, count: { $sum: '$count' } } },
      ],
      // The index holds all that is needed, headers with their terms are many times larger.
      { session, hint: 'stream' },
    );
    for await (const { _id: stream, count } of groups) {
      tally.add(stream.service, severityOfNumber(stream.severityNumber), count);
    }
  }
}

/** Opens the buckets of a condition and counts their matches; false when the time was up. */
async function countByOpening(
  store: Store,
  { session, partitions }: Snapshot,
  { filter, signal }: CountQuery,
  { range, condition, deadline }: { range: TimeRange; condition: MongoFilter<HeaderDocument>; deadline: number },
  tally: Tally,
): Promise<boolean> {
  const selection = { ...range, matches: compilePredicate(filter) };
  const mayMatch = quickTest(filter);
  const conditions = { $and: [condition, headerCondition(filter)] };
  for (const { _id: partition } of partitions) {
    const headers = await headersOf(store, partition)
      .find(conditions, { session, projection: { _id: 1 } })
      .toArray();
    for (let i = 0; i < headers.length; i += GROUP) {
      signal?.throwIfAborted();
      if (performance.now() > deadline) return false;
      const ids = headers.slice(i, i + GROUP).map(({ _id }) => _id);
      const maxTimeMS = Math.ceil(deadline - performance.now()) + 1_000;
      await openBuckets(store, partition, ids, { session, maxTimeMS, mayMatch }, (bucket) => {
        const matches = selectRecords(bucket, selection).length;
        if (matches > 0) tally.add(bucket.service, bucket.severity, matches);
      });
    }
  }
  return true;
}

/** Conditions cannot hold an infinite Date, so an open end is left out. */
function after(field: 'from' | 'to', operator: '$gte' | '$lt', ms: number): MongoFilter<HeaderDocument> {
  return Number.isFinite(ms) ? { [field]: { [operator]: new Date(ms) } } : {};
}

function inside({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument> {
  return { $and: [after('from', '$gte', fromMs), after('to', '$lt', toMs)] };
}

function overlapping({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument> {
  return { $and: [after('to', '$gte', fromMs), after('from', '$lt', toMs)] };
}

/** Buckets that are partly in the range: those over its start, and those over its end that are not over its start. */
function straddling({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument>[] {
  const overStart = { $and: [after('from', '$lt', fromMs), after('to', '$gte', fromMs), after('from', '$lt', toMs)] };
  const overEnd = { $and: [after('from', '$lt', toMs), after('to', '$gte', toMs), after('from', '$gte', fromMs)] };
  return [...(Number.isFinite(fromMs) ? [overStart] : []), ...(Number.isFinite(toMs) ? [overEnd] : [])];
}
