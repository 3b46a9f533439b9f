import { type FieldRef, type Filter, fieldValue, type LogRecord, resolveField } from '@logwarren/contract';
import { countDecided } from './count-logs.ts';
import { isDecidedByHeader } from './header-condition.ts';
import { readSnapshot } from './read-snapshot.ts';
import { scanBuckets } from './scan-buckets.ts';
import type { Store } from './store.ts';
import { overlapping, rangeOf } from './time-range.ts';

/** Buckets that are opened for an estimate, about 100,000 records of full ones. */
const SAMPLE_BUCKETS = 100;
/** Distinct values of one field that are counted at most; what comes later counts as `others`. */
const MAX_DISTINCT = 50_000;

export interface FacetQuery {
  filter: Filter;
  /** Smallest timestamp, ms, included. */
  fromMs?: number | undefined;
  /** Largest timestamp, ms, excluded. */
  toMs?: number | undefined;
  /** Names as `resolveField` takes them. */
  fields: readonly string[];
  /** Values of a field that are listed at most. */
  limit: number;
  /** Opens every bucket instead of a sample, as far as the time allows. */
  exact: boolean;
  /** Time after which what has been counted is returned, ms. */
  budgetMs: number;
  signal?: AbortSignal | undefined;
}

/** The values of one field. */
export interface Facet {
  field: string;
  /** Most frequent first, then by value. */
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
  const range = rangeOf(query);
  const deadline = performance.now() + query.budgetMs;
  return await readSnapshot(store, range, async (snapshot) => {
    const decided = isDecidedByHeader(query.filter);
    const tallies = query.fields.map((field) => new FacetTally(field));
    const byHeaders = tallies.filter(({ ref }) => decided && isOfStream(ref));
    const byRecords = tallies.filter((tally) => !byHeaders.includes(tally));
    let complete = true;
    if (byHeaders.length > 0) {
      const counted = await countDecided(store, snapshot, { ...query, range, deadline });
      for (const { service, severity, count } of counted.counts) {
        for (const tally of byHeaders) tally.add(isService(tally.ref) ? service : severity, count);
      }
      for (const tally of byHeaders) tally.exact = counted.complete;
      complete = counted.complete;
    }
    if (byRecords.length > 0) {
      const { filter, signal } = query;
      const sample = query.exact ? undefined : SAMPLE_BUCKETS;
      const scan = { filter, range, condition: overlapping(range), deadline, signal, sample };
      const result = await scanBuckets(store, snapshot, scan, (record) => {
        for (const tally of byRecords) tally.addOf(record);
      });
      for (const tally of byRecords) tally.rescale(result);
      complete &&= result.complete;
    }
    return { facets: tallies.map((tally) => tally.facet(query.limit)), complete };
  });
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
    const value = fieldValue(record, this.ref);
    if (value !== undefined && value !== null) this.add(String(value), 1);
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
