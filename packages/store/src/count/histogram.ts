import type { Severity } from '@logwarren/contract';
import type { Store } from '../connection/index.ts';
import { type CountQuery, type RunningQuery, readCounts, type TimeRange } from '../read/index.ts';
import { type BinSink, countBins } from './count-bins.ts';
import { type TimeBins, timeBins, zonedBinsIn } from './time-bins.ts';
import { timeBounds } from './time-bounds.ts';
import { offsetsOf } from './zone-offsets.ts';

/** Most bins of one histogram; a step that would make more is widened. */
export const MAX_BINS = 2_000;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** Steps that people can read off an axis, ms. Longer ones are whole multiples of 7 days. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * SECOND),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7].map((days) => days * DAY),
];

/**
 * Options of a histogram. Without `fromMs` it begins at the oldest record there is; without `toMs` it ends with the
 * newest one.
 */
export interface HistogramQuery extends CountQuery {
  /** Where a range without limits is when there is no record. */
  nowMs: number;
  /** Width of a bin, ms; wider when there would be more than `MAX_BINS`. */
  stepMs?: number | undefined;
  /** Without `stepMs`: the step is the smallest readable one that makes at most so many bins. */
  bins: number;
  /** Zone whose hours and days the bins follow, as `isTimeZone` takes it; UTC if left out. */
  timeZone?: string | undefined;
}

/** Matches of one bin; a severity without any is left out. */
interface HistogramBin {
  /** Start of the bin, ms. */
  fromMs: number;
  counts: Partial<Record<Severity, number>>;
}

export interface Histogram {
  /** The range that was counted, ms; the first and the last bin may reach beyond it. */
  fromMs: number;
  toMs: number;
  /** Width of a bin; bins of more than an hour are longer or shorter where clocks of the zone change. */
  stepMs: number;
  /** End of the last bin, ms. */
  endMs: number;
  /** Oldest first, without gaps; empty when there is nothing in the store and no range was given. */
  bins: HistogramBin[];
  /** False when the time was up; the counts are then lower bounds. */
  complete: boolean;
}

/**
 * Counts records by time and severity.
 *
 * Buckets that lie in one bin are counted by their headers, from the index alone; those that straddle two are opened,
 * and all are when the filter asks for more than service and severity.
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

/** The range of a query with both ends, and its bins. */
export async function chooseBins(
  store: Store,
  running: RunningQuery,
  query: Pick<HistogramQuery, 'fromMs' | 'toMs' | 'nowMs' | 'stepMs' | 'bins' | 'timeZone'>,
): Promise<{ range: TimeRange; stepMs: number; times: TimeBins }> {
  const range = await closedRange(store, running, query);
  const offsetAt = query.timeZone === undefined ? undefined : offsetsOf(query.timeZone);
  const stepMs = chooseStep(range, query, offsetAt);
  return { range, stepMs, times: timeBins(range, stepMs, offsetAt) };
}

/** The range of a query with both ends, as `HistogramQuery` says. */
async function closedRange(
  store: Store,
  running: RunningQuery,
  query: Pick<HistogramQuery, 'fromMs' | 'toMs' | 'nowMs'>,
): Promise<TimeRange> {
  const { fromMs, toMs, nowMs } = query;
  if (fromMs !== undefined && toMs !== undefined) return { fromMs, toMs };
  const bounds = (await timeBounds(store, running)) ?? { fromMs: nowMs, toMs: nowMs - 1 };
  const end = toMs ?? Math.max(bounds.toMs + 1, fromMs ?? bounds.fromMs);
  return { fromMs: fromMs ?? Math.min(bounds.fromMs, end), toMs: end };
}

/** The step asked for, or the smallest readable one with which the range has at most so many bins. */
function chooseStep(
  { fromMs, toMs }: TimeRange,
  { stepMs, bins }: Pick<HistogramQuery, 'stepMs' | 'bins'>,
  offsetAt: (ms: number) => number = () => 0,
): number {
  const most = stepMs === undefined ? bins : MAX_BINS;
  const fits = (step: number) => zonedBinsIn({ fromMs, toMs }, step, offsetAt) <= most;
  if (stepMs !== undefined && fits(stepMs)) return stepMs;
  const readable = STEPS.find((step) => fits(step) && step >= (stepMs ?? 0));
  if (readable !== undefined) return readable;
  const weeks = Math.ceil((toMs - fromMs) / (7 * DAY * most));
  return 7 * DAY * (fits(7 * DAY * weeks) ? weeks : weeks * 2);
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
