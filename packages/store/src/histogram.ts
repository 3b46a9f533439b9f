import { type Severity, severityOfNumber } from '@logwarren/contract';
import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from './bucket.ts';
import { hasCode, MAX_TIME_EXPIRED } from './errors.ts';
import { ANY_SERVICE, headerCondition, isDecidedByHeader } from './header-condition.ts';
import { bucketsAtEnds, innerPart } from './inner-part.ts';
import { type RangeQuery, type RunningQuery, readCounts, readTimeOf } from './read-query.ts';
import type { TimeRange } from './read-snapshot.ts';
import { scanBuckets, scanTimes } from './scan-buckets.ts';
import { headersOf, type Store } from './store.ts';
import { type TimeBins, timeBins, zonedBinsIn } from './time-bins.ts';
import { timeBounds } from './time-bounds.ts';
import { inside, overlapping } from './time-range.ts';
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
export interface HistogramQuery extends RangeQuery {
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
export interface HistogramBin {
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
    const range = await closedRange(store, asked, query);
    const offsetAt = query.timeZone === undefined ? undefined : offsetsOf(query.timeZone);
    const stepMs = chooseStep(range, query, offsetAt);
    const counts = new BinCounts(timeBins(range, stepMs, offsetAt));
    const complete = range.fromMs >= range.toMs || (await countInto(store, { ...asked, range }, counts));
    return { ...range, stepMs, endMs: counts.times.endMs, bins: counts.bins, complete };
  });
}

/** False when the time was up. */
async function countInto(store: Store, running: RunningQuery, counts: BinCounts): Promise<boolean> {
  const inner = innerPart(running);
  const isDecided = isDecidedByHeader(inner.filter);
  const scan = isDecidedByHeader(running.filter) ? scanTimes : scanBuckets;
  const byHeaders = isDecided ? await countByHeaders(store, inner, counts) : { split: [], complete: true };
  const conditions = isDecided ? [...byHeaders.split, ...bucketsAtEnds(running, inner)] : [overlapping(running.range)];
  let { complete } = byHeaders;
  for (const condition of conditions) {
    const scanned = await scan(store, { ...running, condition }, ({ timestamp, severity }) =>
      counts.add(timestamp, severity, 1),
    );
    complete &&= scanned;
  }
  return complete;
}

/** The range of a query with both ends, as `HistogramQuery` says. */
export async function closedRange(
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
export function chooseStep(
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

class BinCounts {
  readonly times: TimeBins;
  readonly bins: HistogramBin[];

  constructor(times: TimeBins) {
    this.times = times;
    this.bins = times.starts.map((fromMs) => ({ fromMs, counts: {} }));
  }

  /** @param timestamp ms, in the range */
  add(timestamp: number, severity: Severity, count: number): void {
    this.addTo(this.times.numberOf(timestamp), severity, count);
  }

  /** @param number of the bin, as `TimeBins` has them */
  addTo(number: number, severity: Severity, count: number): void {
    const bin = this.bins[this.times.indexOf(number) ?? -1];
    // A tombstone counts nothing (sweep-orphans.ts).
    if (bin !== undefined && count > 0) bin.counts[severity] = (bin.counts[severity] ?? 0) + count;
  }
}

/** The number of the bin of a moment in MongoDB, as `TimeBins.numberOf` says it. */
function numberIn(field: '$from' | '$to', { segments, stepMs }: TimeBins) {
  const numberWith = ({ least, offsetMs }: TimeBins['segments'][number]) => {
    const shown = { $floor: { $divide: [{ $add: [{ $toLong: field }, offsetMs] }, stepMs] } };
    return Number.isFinite(least) ? { $max: [least, shown] } : shown;
  };
  const [first, ...later] = segments;
  if (later.length === 0) return numberWith(first);
  // The newest first: most of what is stored is of lately.
  const branches = later.toReversed().map((segment) => ({
    case: { $gte: [field, new Date(segment.fromMs)] },
    // biome-ignore lint/suspicious/noThenProperty: MongoDB calls it so
    then: numberWith(segment),
  }));
  return { $switch: { branches, default: numberWith(first) } };
}

/** More buckets over an end of their bin than this are found by looking at every header. */
const MAX_SPLIT = 2_000;

interface BinGroup {
  /** `splitAt`: `to` of a bucket that lies in more than one bin. */
  _id: { bin: number; splitAt: Date | null; severityNumber: number };
  count: number;
}

/** Buckets that lie in more than one bin. */
interface SplitBuckets {
  /** The condition on them, if there are any. */
  split: MongoFilter<HeaderDocument>[];
  /** False when the time was up. */
  complete: boolean;
}

/** Counts the buckets that lie in one bin each. */
async function countByHeaders(store: Store, running: RunningQuery, counts: BinCounts): Promise<SplitBuckets> {
  const { snapshot, filter, range } = running;
  const bin = numberIn('$from', counts.times);
  const isSplit = { $ne: [bin, numberIn('$to', counts.times)] };
  const splitAt: Date[] = [];
  try {
    for (const { _id, termSizes } of snapshot.partitions) {
      const groups = headersOf(store, _id).aggregate<BinGroup>(
        [
          { $match: { $and: [ANY_SERVICE, inside(range), headerCondition(filter, termSizes)] } },
          {
            $group: {
              _id: { bin, splitAt: { $cond: [isSplit, '$to', null] }, severityNumber: '$severityNumber' },
              count: { $sum: '$count' },
            },
          },
        ],
        // The index holds all that is needed, headers with their terms are many times larger.
        { session: snapshot.session, signal: snapshot.signal, hint: 'stream', maxTimeMS: readTimeOf(running) },
      );
      for await (const { _id: group, count } of groups) {
        if (group.splitAt !== null) splitAt.push(group.splitAt);
        else counts.addTo(Number(group.bin), severityOfNumber(group.severityNumber), count);
      }
    }
  } catch (error) {
    if (!hasCode(error, MAX_TIME_EXPIRED)) throw error;
    return { split: [], complete: false };
  }
  if (splitAt.length === 0) return { split: [], complete: true };
  const place = splitAt.length <= MAX_SPLIT ? [{ to: { $in: splitAt } }] : [];
  return { split: [{ $and: [inside(range), ...place, { $expr: isSplit }] }], complete: true };
}
