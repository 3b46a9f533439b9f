import { SEVERITIES, type SeverityCounts } from '../api/log-record.ts';

/** One row of heights for each severity, the worst first; each is the sum of its own count and of all worse ones. */
export type Stack = number[][];

/**
 * Heights for bars that stand one behind the other: drawn from the last row to the first, they look stacked, with the
 * worst severity at the bottom, where it is easiest to compare. Heights are true: a band that would be lower than can be seen is
 * raised to that and no further, at the cost of the bands above it, which mostly keep the bar as high as its records.
 *
 * @param least smallest height that can be seen, in records
 */
export function stackCounts(bins: readonly SeverityCounts[], least: number): Stack {
  const counted = bins.map(() => 0);
  const drawn = bins.map(() => 0);
  return SEVERITIES.map((severity) =>
    bins.map((counts, bin) => {
      const count = counts[severity] ?? 0;
      const sum = (counted[bin] ?? 0) + count;
      const height = Math.max(sum, (drawn[bin] ?? 0) + (count > 0 ? least : 0));
      counted[bin] = sum;
      drawn[bin] = height;
      return height;
    }),
  );
}
