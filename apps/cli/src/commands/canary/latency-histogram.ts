/** Upper ends of the bins, ms; one more bin has no end. */
const BINS_MS = [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000];

/** Counts latencies in bins. */
export class LatencyHistogram {
  readonly #counts: number[] = new Array(BINS_MS.length + 1).fill(0);
  #total = 0;
  #maxMs = 0;

  /** Counts a latency, ms. */
  add(ms: number): void {
    const bin = BINS_MS.findIndex((end) => ms <= end);
    const index = bin < 0 ? BINS_MS.length : bin;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total += 1;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  /** The largest latency; 0 before the first one. */
  get maxMs(): number {
    return this.#maxMs;
  }

  /** Bins with their upper ends; null for the bin without an end. */
  get bins(): { upToMs: number | null; count: number }[] {
    return this.#counts.map((count, index) => ({ upToMs: BINS_MS[index] ?? null, count }));
  }

  /**
   * Finds the upper end of the bin below which a share of all latencies lies, or the largest latency if that is less.
   *
   * @param share 0 to 1
   * @returns 0 before the first one
   */
  percentileMs(share: number): number {
    let seen = 0;
    for (const [index, count] of this.#counts.entries()) {
      seen += count;
      if (count > 0 && seen >= share * this.#total) return Math.min(BINS_MS[index] ?? this.#maxMs, this.#maxMs);
    }
    return 0;
  }
}
