import type { NormalisedRecord } from '@logwarren/contract';
import type { Filter } from '@logwarren/query';
import { LONGEST_READ_MS, type Store } from '../connection/index.ts';
import type { AsOf } from './as-of.ts';
import { bindServices } from './bind-services.ts';
import { type CompiledFilter, compileFilter } from './compile-filter.ts';
import { rangeOf, type TimeRange } from './range.ts';
import { readSnapshot, type Snapshot } from './read-snapshot.ts';

/** Asks for something about the records of a range of time. */
export interface RangeQuery {
  filter: Filter;
  /** Smallest timestamp, ms, included. */
  fromMs?: number | undefined;
  /** Largest timestamp, ms, excluded. */
  toMs?: number | undefined;
  /** Time after which the query returns what it has found so far, ms. */
  budgetMs: number;
  /** Reads as of this moment instead of the newest one. */
  asOf?: AsOf | undefined;
  /** Aborted when nobody waits for the query any more; ends it. */
  signal?: AbortSignal | undefined;
  /** Monotonic time, ms; an argument so that tests decide how time passes. */
  clock?: (() => number) | undefined;
}

/** Asks for numbers of records. */
export interface CountQuery extends RangeQuery {
  /** Called for every record that is read and matches; never called if headers decide. */
  onMatch?: ((record: NormalisedRecord) => void) | undefined;
}

/**
 * A count may take this many times the budget of a query. All counts of one selection get the same time. So counts
 * shown side by side are either all complete or all lower bounds, and a busy machine gives the same numbers as an idle
 * one.
 */
export const COUNT_PATIENCE = 4;

/** A query as it is run: on one moment of the store, with service names looked up. */
export interface RunningQuery {
  snapshot: Snapshot;
  filter: CompiledFilter;
  range: TimeRange;
  clock: () => number;
  /** Moment of `clock` at which the query returns what it has. */
  deadline: number;
  signal?: AbortSignal | undefined;
  onMatch?: CountQuery['onMatch'];
}

/**
 * Runs a query on one snapshot.
 *
 * @throws AsOfExpiredError when `asOf` is given and can no longer be read
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function readQuery<T>(
  store: Store,
  query: CountQuery,
  read: (running: RunningQuery) => Promise<T>,
): Promise<T> {
  const range = rangeOf(query);
  const { clock = () => performance.now() } = query;
  const deadline = clock() + query.budgetMs;
  const run = async (snapshot: Snapshot) => {
    const maxTimeMS = () => Math.max(1, Math.ceil(deadline - clock()));
    const filter = compileFilter(await bindServices(store, snapshot, query.filter, maxTimeMS));
    return await read({ snapshot, filter, range, clock, deadline, signal: query.signal, onMatch: query.onMatch });
  };
  return await readSnapshot(store, range, run, query);
}

/**
 * Runs a query that counts, on one snapshot. For a count of everything (`exact`), the caller has already set the time.
 *
 * @throws as `readQuery`
 */
export async function readCounts<T>(
  store: Store,
  query: CountQuery & { exact?: boolean },
  read: (running: RunningQuery) => Promise<T>,
): Promise<T> {
  const budgetMs = query.exact === true ? query.budgetMs : query.budgetMs * COUNT_PATIENCE;
  return await readQuery(store, { ...query, budgetMs }, read);
}

/** MongoDB may take this much longer than the query, ms, so that the query usually ends first and keeps its results. */
const GRACE_MS = 1_000;

/**
 * Time that MongoDB may take for a read of a query that counts, ms. A read that takes longer ends with
 * `MAX_TIME_EXPIRED`, which is no failure.
 */
export function readTimeOf({ clock, deadline }: Pick<RunningQuery, 'clock' | 'deadline'>): number {
  return leftMs(deadline, clock, GRACE_MS);
}

/** Time that one read may take in MongoDB, ms: the remaining time of the query plus `graceMs`, within bounds. */
export function leftMs(deadline: number, clock: () => number, graceMs: number): number {
  return Math.min(LONGEST_READ_MS, Math.max(0, Math.ceil(deadline - clock())) + graceMs);
}
