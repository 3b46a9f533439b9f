import type { Severity } from '@logwarren/contract';
import type { Store } from '../connection/index.ts';
import { type CountQuery, readCounts } from '../read/index.ts';
import { type BinsQuery, chooseBins } from './choose-bins.ts';
import { type BinSink, countBins } from './count-bins.ts';
import type { TimeBins } from './time-bins.ts';

/** A question for numbers of records by time. */
export interface HistogramQuery extends CountQuery, BinsQuery {}

/** Matches of one bin; a severity without any is left out. */
interface HistogramBin {
  /** Start of the bin, ms. */
  fromMs: number;
  counts: Partial<Record<Severity, number>>;
}

/** Records by time and severity. */
export interface Histogram {
  /** The range that was counted, ms; the first and the last bin may reach beyond it. */
  fromMs: number;
  toMs: number;
  /** Width of a bin. Bins of more than an hour are longer or shorter where the clocks of the zone change. */
  stepMs: number;
  /** End of the last bin, ms. */
  endMs: number;
  /** Oldest first, without gaps; empty if the store is empty and no range was given. */
  bins: HistogramBin[];
  /** False when the time was up; the counts are then lower bounds. */
  complete: boolean;
}

/**
 * Counts records by time and severity.
 *
 * Buckets inside one bin are counted by their headers, from the index alone. Buckets that straddle two bins are opened;
 * if the filter asks for more than service and severity, all buckets are.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function histogram(store: Store, query: HistogramQuery): Promise<Histogram> {
  return await readCounts(store, query, async (asked) => {
    const { range, stepMs, times } = await chooseBins(store, asked, query);
    const counts = new BinCounts(times);
    const complete = range.fromMs >= range.toMs || (await countBins(store, { ...asked, range }, counts.times, counts));
    return { ...range, stepMs, endMs: counts.times.endMs, bins: counts.bins, complete };
  });
}

class BinCounts implements BinSink {
  readonly times: TimeBins;
  readonly bins: HistogramBin[];

  constructor(times: TimeBins) {
    this.times = times;
    this.bins = times.starts.map((fromMs) => ({ fromMs, counts: {} }));
  }

  add(index: number, { severity }: { severity: Severity }, count: number): void {
    const { counts } = this.bins[index] as HistogramBin;
    counts[severity] = (counts[severity] ?? 0) + count;
  }
}
