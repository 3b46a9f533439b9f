/** A quantile of a sorted list: the smallest value that a share of them does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Rounds for people, to three significant digits. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
