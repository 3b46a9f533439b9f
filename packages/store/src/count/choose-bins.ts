import { headersOf } from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';
import { type RunningQuery, readTimeOf, type TimeRange } from '../read/index.ts';
import { type TimeBins, timeBins, zonedBinsIn } from './time-bins.ts';
import { offsetsOf } from './zone-offsets.ts';

/** Most bins of one histogram; a step that would make more is widened. */
export const MAX_BINS = 2_000;

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** Steps that people can read off an axis, ms. Longer steps are whole multiples of 7 days. */
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * SECOND),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7].map((days) => days * DAY),
];

/**
 * Chooses the bins of a histogram. Without `fromMs`, the range begins at the oldest record; without `toMs`, it ends
 * with the newest.
 */
export interface BinsQuery {
  fromMs?: number | undefined;
  toMs?: number | undefined;
  /** Where a range without limits lies if there are no records. */
  nowMs: number;
  /** Width of a bin, ms; wider when there would be more than `MAX_BINS`. */
  stepMs?: number | undefined;
  /** Without `stepMs`, the step is the smallest readable one that makes at most this many bins. */
  bins: number;
  /** Zone whose hours and days the bins follow, as `isTimeZone` takes it; UTC if left out. */
  timeZone?: string | undefined;
}

/** The range of a query with both ends set, and its bins. */
export async function chooseBins(
  store: Store,
  running: RunningQuery,
  query: BinsQuery,
): Promise<{ range: TimeRange; stepMs: number; times: TimeBins }> {
  const range = await closedRange(store, running, query);
  const offsetAt = query.timeZone === undefined ? undefined : offsetsOf(query.timeZone);
  const stepMs = chooseStep(range, query, offsetAt);
  return { range, stepMs, times: timeBins(range, stepMs, offsetAt) };
}

/** The range of a query with both ends set, as `BinsQuery` says. */
async function closedRange(store: Store, running: RunningQuery, query: BinsQuery): Promise<TimeRange> {
  const { fromMs, toMs, nowMs } = query;
  if (fromMs !== undefined && toMs !== undefined) return { fromMs, toMs };
  const bounds = (await timeBounds(store, running)) ?? { fromMs: nowMs, toMs: nowMs - 1 };
  const end = toMs ?? Math.max(bounds.toMs + 1, fromMs ?? bounds.fromMs);
  return { fromMs: fromMs ?? Math.min(bounds.fromMs, end), toMs: end };
}

/** The requested step, or the smallest readable one that gives the range at most the requested number of bins. */
export function chooseStep(
  { fromMs, toMs }: TimeRange,
  { stepMs, bins }: Pick<BinsQuery, 'stepMs' | 'bins'>,
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

/**
 * Timestamps of the oldest and the newest record in the partitions of a snapshot, ms, both included.
 *
 * @returns undefined if there are no records
 */
async function timeBounds(store: Store, running: RunningQuery): Promise<{ fromMs: number; toMs: number } | undefined> {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const { _id } of running.snapshot.partitions) {
    const headers = headersOf(store, _id);
    const { session, signal } = running.snapshot;
    const options = { session, signal, maxTimeMS: readTimeOf(running), projection: { _id: 0, from: 1, to: 1 } };
    const oldest = await headers.findOne({ count: { $gt: 0 } }, { ...options, sort: { from: 1 } });
    const newest = await headers.findOne({ count: { $gt: 0 } }, { ...options, sort: { to: -1 } });
    if (oldest !== null) fromMs = Math.min(fromMs, oldest.from.getTime());
    if (newest !== null) toMs = Math.max(toMs, newest.to.getTime());
  }
  return fromMs <= toMs ? { fromMs, toMs } : undefined;
}
