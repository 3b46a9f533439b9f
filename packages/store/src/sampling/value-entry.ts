import { foldValue } from '@logwarren/query';

/** Records that have one value, as far as they were seen. */
export interface Entry {
  /** Records seen, and those that they stand for. */
  seen: number;
  weighted: number;
  /** Records that may have had the value before it was remembered. */
  missed: number;
  /** Only for a sample: index of a bucket, then the matches in it, and so on. */
  buckets: number[];
}

/** Makes one entry of all values that are equal to a condition. */
export function united(entries: readonly [string, Entry][]): [string, Entry][] {
  const groups = Map.groupBy(entries, ([value]) => foldValue(value));
  return [...groups.values()].map((group) => [(group[0] as [string, Entry])[0], joined(group)]);
}

/** An empty entry. @param missed records that may have had the value before */
export function emptyEntry(missed: number): Entry {
  return { seen: 0, weighted: 0, missed, buckets: [] };
}

/**
 * Joins the entries of several values that become one.
 *
 * @param most most records of any value that may have been missed
 */
export function joined(entries: readonly [string, Entry][], most = Number.POSITIVE_INFINITY): Entry {
  if (entries.length === 1) return (entries[0] as [string, Entry])[1];
  const sum = emptyEntry(0);
  const buckets = new Map<number, number>();
  for (const [, entry] of entries) {
    sum.seen += entry.seen;
    sum.weighted += entry.weighted;
    sum.missed = Math.min(most, sum.missed + entry.missed);
    for (let i = 0; i < entry.buckets.length; i += 2) {
      const bucket = entry.buckets[i] as number;
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + (entry.buckets[i + 1] as number));
    }
  }
  // In the order of the buckets, so that the bucket whose records are coming now is the last.
  return { ...sum, buckets: [...buckets].sort(([a], [b]) => a - b).flat() };
}

/** Most records that may have the value. */
export function mostOf({ seen, weighted, missed }: Entry): number {
  return Math.max(seen, Math.ceil(weighted)) + missed;
}
