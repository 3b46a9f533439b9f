import { type Filter, type LogRecord, type Severity, severityOfNumber } from '@logwarren/contract';
import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from './bucket.ts';
import { headerCondition, isDecidedByHeader } from './header-condition.ts';
import { readSnapshot, type Snapshot, type TimeRange } from './read-snapshot.ts';
import { scanBuckets } from './scan-buckets.ts';
import { headersOf, type Store } from './store.ts';
import { inside, overlapping, rangeOf, straddling } from './time-range.ts';

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

/**
 * Counts records by service and severity.
 *
 * Buckets that lie wholly in the range are counted by their headers, from the index alone; only those that straddle an
 * end of it are opened, or all when the filter asks for text.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function countLogs(store: Store, query: CountQuery): Promise<CountResult> {
  const range = rangeOf(query);
  const deadline = performance.now() + query.budgetMs;
  const part = { filter: query.filter, range, deadline, signal: query.signal };
  return await readSnapshot(store, range, async (snapshot) => {
    if (isDecidedByHeader(query.filter)) return await countDecided(store, snapshot, part);
    const tally = new Tally();
    const complete = await countByOpening(store, snapshot, part, overlapping(range), tally);
    return { counts: tally.counts, complete };
  });
}

/** What is counted in a snapshot. */
interface CountPart {
  filter: Filter;
  range: TimeRange;
  /** `performance.now()` at which the counting ends. */
  deadline: number;
  signal?: AbortSignal | undefined;
}

/** Counts what the headers decide, as `isDecidedByHeader` says; buckets over an end of the range are opened. */
export async function countDecided(store: Store, snapshot: Snapshot, part: CountPart): Promise<CountResult> {
  const tally = new Tally();
  await countByHeaders(store, snapshot, part.filter, part.range, tally);
  let complete = true;
  for (const condition of straddling(part.range)) {
    complete = (await countByOpening(store, snapshot, part, condition, tally)) && complete;
  }
  return { counts: tally.counts, complete };
}

async function countByOpening(
  store: Store,
  snapshot: Snapshot,
  part: CountPart,
  condition: MongoFilter<HeaderDocument>,
  tally: Tally,
): Promise<boolean> {
  const onMatch = ({ service, severity }: LogRecord) => tally.add(service, severity, 1);
  return (await scanBuckets(store, snapshot, { ...part, condition }, onMatch)).complete;
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
