import { foldValue } from '@logwarren/query';
import { apportion } from './apportion.ts';
import { estimate } from './estimate.ts';
import { mostMissed, type Sample } from './sample.ts';
import { type Entry, emptyEntry, united } from './value-entry.ts';

/** Lists the most frequent of the counted values, and shows how far each count may be from the truth. */

/** A number of records. */
export interface Count {
  count: number;
  /**
   * Length of the longer half of the interval; 0 if all were counted. Null if the time was up: `count` is then the
   * number seen, and there may be any number more.
   */
  error: number | null;
  /**
   * The truth lies between `low` and `high` in 95 of 100 queries; absent if `error` is 0 or null. The interval never
   * goes below what was seen, nor above the most that there can be.
   */
  low?: number;
  high?: number;
}

/** A value and how many records have it. */
export interface ValueCount extends Count {
  value: string;
}

/** The most frequent of many values. */
export interface TopValues {
  /** Most frequent first, then by value. */
  values: ValueCount[];
  /** Records with any other value. */
  others: Count;
  /** True if every count is exact and no equally frequent value is missing. */
  exact: boolean;
  /**
   * Values with fewer records may be missing, in 5 of 100 cases; 0 when all were counted, null when the time was up.
   */
  mayMiss: number | null;
}

/** Counts of the values of one field, and the sample that they come from. */
export interface CountedValues {
  /** Absent when all buckets are counted. */
  sample: Sample | undefined;
  entries: ReadonlyMap<string, Entry>;
  /** Sum over all values, forgotten ones included. */
  all: Entry;
  /** Most records that a forgotten value had; 0 if nothing was forgotten. */
  forgotten: number;
  /** True if a record has had more than one value. */
  hasSeveral: boolean;
  /** False if not all planned buckets were opened: counts are then what was seen. */
  complete: boolean;
}

/** Which values to list. */
interface Listing {
  /** Most values, without the named ones. */
  limit: number;
  /** Values to list after those, even if they are rare. */
  named: readonly string[];
  /** True to list values that conditions do not distinguish as one, under the most frequent spelling. */
  unites: boolean;
  /** Most letters of all listed values together; the first value is listed at any length. */
  letters: number;
}

type Listed = readonly [value: string, entry: Entry];

/** The most frequent values, then the named ones, and all others together. */
export function topValues(counted: CountedValues, { limit, named, unites, letters }: Listing): TopValues {
  const { all, complete, forgotten, hasSeveral, sample } = counted;
  const sizeAt = (entry: Entry) => sizeOf(entry, counted);
  const bySize = ([a, n]: Listed, [b, m]: Listed) => sizeAt(m) - sizeAt(n) || (a < b ? -1 : 1);
  const exact = [...counted.entries].sort(bySize);
  const sorted = unites ? united(exact).sort(bySize) : exact;
  const most = sorted.slice(0, fitting(sorted, limit, letters));
  const listed = [...most, ...namedOf(named, most, sorted, forgotten)];
  const rest = othersThan(
    listed.map(([, entry]) => entry),
    all,
  );
  const numbers = [...listed.map(([, entry]) => entry), rest].map(sizeAt);
  // Rounded together, so that they add up to the number of all records.
  const counts = apportion(numbers, Math.round(sizeAt(all)));
  const values = listed.map(([value, entry], i) => ({ value, ...countOf(entry, counts[i] as number, counted) }));
  const least = Math.min(...most.map(([, entry]) => entry.seen), Number.POSITIVE_INFINITY);
  return {
    values,
    others: countOf(rest, counts.at(-1) as number, counted, !hasSeveral),
    exact:
      complete &&
      sample === undefined &&
      values.every(({ error }) => error === 0) &&
      (forgotten === 0 || (most.length === limit && forgotten <= least)),
    mayMiss: complete ? Math.max(forgotten, sample === undefined ? 0 : mostMissed(sample)) : null,
  };
}

/** Records with any value; a record with several values counts once for each. */
export function totalCount(counted: CountedValues): Count {
  return countOf(counted.all, Math.round(sizeOf(counted.all, counted)), counted, !counted.hasSeveral);
}

/** Records of an entry: the number seen, or all that they stand for. */
function sizeOf({ seen, weighted }: Entry, { complete, sample }: CountedValues): number {
  return complete && sample !== undefined ? weighted : seen;
}

/** How many of the first values fit an answer. */
function fitting(sorted: readonly Listed[], limit: number, mostLetters: number): number {
  let letters = 0;
  const tooMany = sorted.findIndex(([value], index) => {
    letters += value.length;
    return index > 0 && (index >= limit || letters > mostLetters);
  });
  return Math.min(limit, tooMany === -1 ? sorted.length : tooMany);
}

/** Entries of the named values that are not listed already. */
function namedOf(
  named: readonly string[],
  listed: readonly Listed[],
  sorted: readonly Listed[],
  forgotten: number,
): Listed[] {
  if (named.length === 0) return [];
  const wanted = new Map(named.map((name) => [foldValue(name), name]));
  for (const [value] of listed) wanted.delete(foldValue(value));
  const found = wanted.size === 0 ? [] : sorted.slice(listed.length).filter(([value]) => wanted.has(foldValue(value)));
  for (const [value] of found) wanted.delete(foldValue(value));
  return [...found, ...[...wanted.values()].map((name): Listed => [name, emptyEntry(forgotten)])];
}

/** All values that are not listed. */
interface Rest extends Entry {
  /** Records that may belong to listed values. */
  taken?: number;
}

function othersThan(listed: readonly Entry[], all: Entry): Rest {
  const rest = new Map<number, number>();
  const addAll = ({ buckets }: Entry, sign: 1 | -1) => {
    for (let i = 0; i < buckets.length; i += 2) {
      const bucket = buckets[i] as number;
      rest.set(bucket, (rest.get(bucket) ?? 0) + sign * (buckets[i + 1] as number));
    }
  };
  addAll(all, 1);
  for (const entry of listed) addAll(entry, -1);
  const left = (of: (entry: Entry) => number) => listed.reduce((sum, entry) => sum - of(entry), of(all));
  const seen = left((entry) => entry.seen);
  const weighted = left((entry) => entry.weighted);
  return {
    seen,
    weighted: seen === 0 ? 0 : Math.max(0, weighted),
    missed: 0,
    // If a listed value had records before it was remembered, they count among the others.
    taken: listed.reduce((most, { missed }) => most + missed, 0),
    buckets: [...rest].filter(([, count]) => count > 0).flat(),
  };
}

function countOf(
  { seen, missed, taken = 0, buckets }: Rest,
  count: number,
  { complete, sample }: CountedValues,
  isOncePerRecord = true,
): Count {
  if (!complete) return { count, error: null };
  const counted = { low: seen, high: seen };
  const { low, high } = sample === undefined ? counted : estimate(sample, buckets, isOncePerRecord);
  const least = Math.max(0, Math.min(count, Math.floor(low)) - taken);
  const most = Math.max(count, Math.ceil(high)) + missed;
  const error = Math.max(most - count, count - least);
  return error === 0 ? { count, error } : { count, error, low: least, high: most };
}
