/** An estimate, and the ends of its interval. */
interface EstimatedCount {
  count: number;
  low?: number | undefined;
  high?: number | undefined;
}

/** Halves of an interval count as equal if the shorter one is at least this share of the longer one. */
const EVEN = 0.8;

/**
 * The interval of an estimate as page and command line show it: `±56`, or `(17–4,400)` if one half is far longer.
 *
 * @param error the longer half
 * @param format writes a number for display
 */
export function intervalText(
  { count, low, high }: EstimatedCount,
  error: number,
  format: (number: number) => string,
): string {
  const isEven = low === undefined || high === undefined || Math.min(count - low, high - count) >= EVEN * error;
  return isEven ? `±${format(error)}` : `(${format(low)}–${format(high)})`;
}
