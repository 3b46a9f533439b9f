import { SEVERITIES, type SeverityCounts, totalOf } from '../api/log-record.ts';

/** One row of heights for each severity, the worst first; each is the sum of its own count and of all worse ones. */
export type Stack = number[][];

/** Errors among many more records would have no height; this share of the highest bin is what they get at least. */
const LEAST_SHARE = 0.03;
const NEVER_FLAT = new Set(['FATAL', 'ERROR', 'WARN']);

/**
 * Heights for bars that stand one behind the other: drawn from the last row to the first, they look stacked, with the
 * worst severity at the bottom, where it is easiest to compare.
 */
export function stackCounts(bins: readonly SeverityCounts[]): Stack {
  const highest = bins.reduce((most, counts) => Math.max(most, totalOf(counts)), 0);
  const below = bins.map(() => 0);
  return SEVERITIES.map((severity) =>
    bins.map((counts, bin) => {
      const count = counts[severity] ?? 0;
      const least = count > 0 && NEVER_FLAT.has(severity) ? highest * LEAST_SHARE : 0;
      below[bin] = (below[bin] ?? 0) + Math.max(count, least);
      return below[bin] ?? 0;
    }),
  );
}
