import { countedValues, type FieldRef, type LogRecord, resolveField } from '@logwarren/contract';
import { countDecided } from './count-logs.ts';
import { isDecidedByHeader } from './header-condition.ts';
import { type RangeQuery, type RunningQuery, readQuery } from './read-query.ts';
import { SAMPLE_BUCKETS, scanBuckets } from './scan-buckets.ts';
import type { Store } from './store.ts';
import { overlapping } from './time-range.ts';

/** Distinct values of one field that are counted at most; what comes later counts as `others`. */
const MAX_DISTINCT = 50_000;

/** What is counted. */
export interface FacetQuery extends RangeQuery {
  /** Names as `resolveField` takes them. */
  fields: readonly string[];
  /** Values of a field that are listed at most. */
  limit: number;
  /** Opens every bucket instead of a sample, as far as the time allows. */
  exact: boolean;
}

/** The values of one field. */
export interface Facet {
  field: string;
  /** Most frequent first, then by value. A record with an array counts once for each of its elements. */
  values: { value: string; count: number }[];
  /** Records that have the field with a value that is not listed. */
  others: number;
  /** False when the counts are estimates from a sample, or of a part because the time was up. */
  exact: boolean;
}

export interface Facets {
  /** In the order of the fields asked for. */
  facets: Facet[];
  /** False when the time was up; without `exact`, a sample is complete. */
  complete: boolean;
}

/**
 * Counts the values of fields over all matches.
 *
 * Service and severity are counted by headers where the filter asks for nothing else; everything else needs buckets to
 * be opened, of which a sample spread over the range is enough to see what is frequent.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function facets(store: Store, query: FacetQuery): Promise<Facets> {
  return await readQuery(store, query, async (running) => {
    const decided = isDecidedByHeader(running.filter);
    const tallies = query.fields.map((field) => new FacetTally(field));
    const byHeaders = tallies.filter(({ ref }) => decided && isOfStream(ref));
    const byRecords = tallies.filter((tally) => !byHeaders.includes(tally));
    const parts = [
      byHeaders.length === 0 || (await countStreams(store, running, byHeaders)),
      byRecords.length === 0 || (await countValues(store, running, byRecords, query.exact)),
    ];
    return { facets: tallies.map((tally) => tally.facet(query.limit)), complete: parts.every(Boolean) };
  });
}

/** False when the time was up. */
async function countStreams(store: Store, running: RunningQuery, tallies: FacetTally[]): Promise<boolean> {
  const { counts, complete } = await countDecided(store, running);
  for (const tally of tallies) {
    for (const { service, severity, count } of counts) tally.add(isService(tally.ref) ? service : severity, count);
    tally.exact &&= complete;
  }
  return complete;
}

/** False when the time was up. */
async function countValues(
  store: Store,
  running: RunningQuery,
  tallies: FacetTally[],
  exact: boolean,
): Promise<boolean> {
  const scan = { ...running, condition: overlapping(running.range), sample: exact ? undefined : SAMPLE_BUCKETS };
  const result = await scanBuckets(store, scan, (record) => {
    for (const tally of tallies) tally.addOf(record);
  });
  for (const tally of tallies) tally.rescale(result);
  return result.complete;
}

/** Fields that all records of a bucket have in common. */
function isOfStream(ref: FieldRef): boolean {
  return ref.kind === 'record' && (ref.field === 'service' || ref.field === 'severity');
}

function isService(ref: FieldRef): boolean {
  return ref.kind === 'record' && ref.field === 'service';
}

class FacetTally {
  readonly ref: FieldRef;
  exact = true;
  readonly #field: string;
  readonly #counts = new Map<string, number>();
  #uncounted = 0;
  #scale = 1;

  constructor(field: string) {
    this.#field = field;
    this.ref = resolveField(field);
  }

  addOf(record: LogRecord): void {
    for (const value of countedValues(record, this.ref)) this.add(value, 1);
  }

  add(value: string, count: number): void {
    const before = this.#counts.get(value);
    if (before === undefined && this.#counts.size >= MAX_DISTINCT) {
      this.#uncounted += count;
      this.exact = false;
    } else this.#counts.set(value, (before ?? 0) + count);
  }

  /** Makes estimates of what was counted in a sample. */
  rescale({ exact, scale }: { exact: boolean; scale: number }): void {
    this.exact &&= exact;
    this.#scale = scale;
  }

  facet(limit: number): Facet {
    const scaled = (count: number) => Math.round(count * this.#scale);
    const sorted = [...this.#counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    const rest = sorted.slice(limit).reduce((sum, [, count]) => sum + count, this.#uncounted);
    const values = sorted.slice(0, limit).map(([value, count]) => ({ value, count: scaled(count) }));
    return { field: this.#field, values, others: scaled(rest), exact: this.exact };
  }
}
