import type { SeverityCountsJson } from '@logwarren/api';
import { SEVERITIES } from '../api/severity-counts.ts';

/** One row of heights for each severity, the worst first; each is the sum of its own count and of all worse ones. */
export type Stack = number[][];

/**
 * Heights for bars that stand one behind the other: drawn from the last row to the first, they look stacked, with the
 * worst severity at the bottom, where it is easiest to compare. Heights are true, but for the least one that can be seen:
 * a bar is never lower, nor is the worst severity in it, at the cost of the bands above. No other band is raised: stripes
 * of one pixel each would make bars of very different sizes look the same.
 *
 * @param least smallest height that can be seen, in records
 */
export function stackCounts(bins: readonly SeverityCountsJson[], least: number): Stack {
  const sums = bins.map(() => 0);
  return SEVERITIES.map((severity) =>
    bins.map((counts, bin) => {
      const sum = (sums[bin] ?? 0) + (counts[severity] ?? 0);
      sums[bin] = sum;
      return sum === 0 ? 0 : Math.max(sum, least);
    }),
  );
}
