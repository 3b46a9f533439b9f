import { type Severity, severityOfNumber } from '@logwarren/contract';
import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from './bucket.ts';
import { ANY_SERVICE, headerCondition, isDecidedByHeader } from './header-condition.ts';
import { type RangeQuery, type RunningQuery, readQuery } from './read-query.ts';
import type { Snapshot, TimeRange } from './read-snapshot.ts';
import { scanBuckets, scanTimes } from './scan-buckets.ts';
import { headersOf, type Store } from './store.ts';
import { timeBounds } from './time-bounds.ts';
import { inside, overlapping, straddling } from './time-range.ts';

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

/** What is counted. Without `fromMs` it begins at the oldest record there is; without `toMs` it ends with the newest one. */
export interface HistogramQuery extends RangeQuery {
  /** Where a range without limits is when there is no record. */
  nowMs: number;
  /** Width of a bin, ms; wider when there would be more than `MAX_BINS`. */
  stepMs?: number | undefined;
  /** Without `stepMs`: the step is the smallest readable one that makes at most so many bins. */
  bins: number;
}

/** Matches of one bin; a severity without any is left out. */
export interface HistogramBin {
  /** Start of the bin, ms, a multiple of the step. */
  fromMs: number;
  counts: Partial<Record<Severity, number>>;
}

export interface Histogram {
  /** The range that was counted, ms; the first and the last bin may reach beyond it. */
  fromMs: number;
  toMs: number;
  stepMs: number;
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
  return await readQuery(store, query, async (asked) => {
    const range = await closedRange(store, asked.snapshot, query);
    const stepMs = chooseStep(range, query);
    const counts = new BinCounts(range, stepMs);
    const complete = range.fromMs >= range.toMs || (await countInto(store, { ...asked, range }, counts));
    return { ...range, stepMs, bins: counts.bins, complete };
  });
}

/** False when the time was up. */
async function countInto(store: Store, running: RunningQuery, counts: BinCounts): Promise<boolean> {
  const { range, filter } = running;
  const isDecided = isDecidedByHeader(filter);
  const scan = isDecided ? scanTimes : scanBuckets;
  const conditions = isDecided
    ? [...(await countByHeaders(store, running, counts)), ...straddling(range)]
    : [overlapping(range)];
  let complete = true;
  for (const condition of conditions) {
    const scanned = await scan(store, { ...running, condition }, ({ timestamp, severity }) =>
      counts.add(timestamp, severity, 1),
    );
    complete &&= scanned.complete;
  }
  return complete;
}

/** The range of a query with both ends, as `HistogramQuery` says. */
export async function closedRange(
  store: Store,
  snapshot: Snapshot,
  query: Pick<HistogramQuery, 'fromMs' | 'toMs' | 'nowMs'>,
): Promise<TimeRange> {
  const { fromMs, toMs, nowMs } = query;
  if (fromMs !== undefined && toMs !== undefined) return { fromMs, toMs };
  const bounds = (await timeBounds(store, snapshot)) ?? { fromMs: nowMs, toMs: nowMs - 1 };
  const end = toMs ?? Math.max(bounds.toMs + 1, fromMs ?? bounds.fromMs);
  return { fromMs: fromMs ?? Math.min(bounds.fromMs, end), toMs: end };
}

/** The step asked for, or the smallest readable one with which the range has at most so many bins. */
export function chooseStep(
  { fromMs, toMs }: TimeRange,
  { stepMs, bins }: Pick<HistogramQuery, 'stepMs' | 'bins'>,
): number {
  const most = stepMs === undefined ? bins : MAX_BINS;
  const fits = (step: number) => binsIn(fromMs, toMs, step) <= most;
  if (stepMs !== undefined && fits(stepMs)) return stepMs;
  const readable = STEPS.find((step) => fits(step) && step >= (stepMs ?? 0));
  if (readable !== undefined) return readable;
  const weeks = Math.ceil((toMs - fromMs) / (7 * DAY * most));
  return 7 * DAY * (fits(7 * DAY * weeks) ? weeks : weeks * 2);
}

/** Bins of a step that a range touches. */
export function binsIn(fromMs: number, toMs: number, stepMs: number): number {
  return toMs <= fromMs ? 0 : Math.floor((toMs - 1) / stepMs) - Math.floor(fromMs / stepMs) + 1;
}

class BinCounts {
  readonly bins: HistogramBin[];
  readonly stepMs: number;
  readonly #first: number;

  constructor({ fromMs, toMs }: TimeRange, stepMs: number) {
    this.stepMs = stepMs;
    this.#first = Math.floor(fromMs / stepMs);
    this.bins = Array.from({ length: binsIn(fromMs, toMs, stepMs) }, (_, i) => {
      return { fromMs: (this.#first + i) * stepMs, counts: {} };
    });
  }

  /** @param timestamp ms, in the range */
  add(timestamp: number, severity: Severity, count: number): void {
    const bin = this.bins[Math.floor(timestamp / this.stepMs) - this.#first];
    // A tombstone counts nothing (sweep-orphans.ts).
    if (bin !== undefined && count > 0) bin.counts[severity] = (bin.counts[severity] ?? 0) + count;
  }
}

const binOf = (field: '$from' | '$to', stepMs: number) => ({ $floor: { $divide: [{ $toLong: field }, stepMs] } });

/** More buckets over an end of their bin than this are found by looking at every header. */
const MAX_SPLIT = 2_000;

interface BinGroup {
  /** `splitAt`: `to` of a bucket that lies in more than one bin. */
  _id: { bin: number; splitAt: Date | null; severityNumber: number };
  count: number;
}

/** Counts the buckets that lie in one bin each; returns the condition on the others, if there are any. */
async function countByHeaders(
  store: Store,
  { snapshot, filter, range }: RunningQuery,
  counts: BinCounts,
): Promise<MongoFilter<HeaderDocument>[]> {
  const { stepMs } = counts;
  const bin = binOf('$from', stepMs);
  const isSplit = { $ne: [bin, binOf('$to', stepMs)] };
  const splitAt: Date[] = [];
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
      { session: snapshot.session, signal: snapshot.signal, hint: 'stream' },
    );
    for await (const { _id: group, count } of groups) {
      if (group.splitAt !== null) splitAt.push(group.splitAt);
      else counts.add(group.bin * stepMs, severityOfNumber(group.severityNumber), count);
    }
  }
  if (splitAt.length === 0) return [];
  const place = splitAt.length <= MAX_SPLIT ? [{ to: { $in: splitAt } }] : [];
  return [{ $and: [inside(range), ...place, { $expr: isSplit }] }];
}
