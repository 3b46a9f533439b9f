import { type LogRecord, messagePattern, type Severity } from '@logwarren/contract';
import { chooseStep, closedRange } from './histogram.ts';
import { type RangeQuery, readQuery } from './read-query.ts';
import { type StoredRecord, withId } from './records-document.ts';
import { scanBuckets } from './scan-buckets.ts';
import type { Store } from './store.ts';
import { binsIn } from './time-bins.ts';
import { overlapping } from './time-range.ts';

/** Points of a trend at most. */
const TREND_BINS = 24;
/** Buckets that are opened for an estimate: fewer than for facets, because making templates is dear. */
const SAMPLE_BUCKETS = 30;
/** Templates that are told apart at most; further ones count as `others`. */
const MAX_PATTERNS = 10_000;

export interface PatternQuery extends RangeQuery {
  nowMs: number;
  /** Templates that are listed at most. */
  limit: number;
  /** Opens every bucket instead of a sample, as far as the time allows. */
  exact: boolean;
}

/** Messages with one template. */
export interface Pattern {
  pattern: string;
  count: number;
  /** By severity; those without any are left out. */
  counts: Partial<Record<Severity, number>>;
  /** By bins of the range, oldest first. */
  trend: number[];
  /** One of the newest of them. */
  example: LogRecord;
}

export interface Patterns {
  /** Most frequent first. */
  patterns: Pattern[];
  /** Records whose template is not listed. */
  others: number;
  fromMs: number;
  toMs: number;
  /** Width of a bin of the trends, ms; the first bin holds `fromMs`. */
  stepMs: number;
  /** False when the counts are estimates from a sample, or of a part because the time was up. */
  exact: boolean;
  /** False when the time was up. */
  complete: boolean;
}

/**
 * Groups matches by the templates of their messages.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function patterns(store: Store, query: PatternQuery): Promise<Patterns> {
  return await readQuery(store, query, async (running) => {
    const range = await closedRange(store, running.snapshot, query);
    const stepMs = chooseStep(range, { bins: TREND_BINS });
    const bins = binsIn(range.fromMs, range.toMs, stepMs);
    const firstBin = Math.floor(range.fromMs / stepMs);
    const found = new Map<string, Counting>();
    let others = 0;
    const sample = query.exact ? undefined : SAMPLE_BUCKETS;
    const scan = { ...running, range, condition: overlapping(range), sample };
    const result = await scanBuckets(store, scan, (record) => {
      const pattern = messagePattern(record.message);
      const entry =
        found.get(pattern) ?? (found.size < MAX_PATTERNS ? newPattern(found, record, pattern, bins) : undefined);
      if (entry === undefined) others += 1;
      else count(entry, record, Math.floor(record.timestamp / stepMs) - firstBin);
    });
    const sorted = [...found.values()].sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1));
    const rest = sorted.slice(query.limit).reduce((sum, each) => sum + each.count, others);
    return {
      patterns: sorted.slice(0, query.limit).map((each) => finished(each, result.scale)),
      others: Math.round(rest * result.scale),
      ...{ ...range, stepMs, exact: result.exact && others === 0, complete: result.complete },
    };
  });
}

/** A pattern while it is counted: the example gets its id when it is known to be the one. */
interface Counting extends Omit<Pattern, 'example'> {
  example: StoredRecord;
}

function newPattern(found: Map<string, Counting>, record: StoredRecord, pattern: string, bins: number): Counting {
  const entry = { pattern, count: 0, counts: {}, trend: new Array<number>(bins).fill(0), example: record };
  found.set(pattern, entry);
  return entry;
}

function count(entry: Counting, record: StoredRecord, bin: number): void {
  entry.count += 1;
  entry.counts[record.severity] = (entry.counts[record.severity] ?? 0) + 1;
  entry.trend[bin] = (entry.trend[bin] ?? 0) + 1;
  if (record.timestamp > entry.example.timestamp) entry.example = record;
}

function finished({ pattern, count: seen, counts, trend, example }: Counting, scale: number): Pattern {
  const scaled = (number: number) => Math.round(number * scale);
  return {
    pattern,
    count: scaled(seen),
    counts: Object.fromEntries(Object.entries(counts).map(([severity, number]) => [severity, scaled(number)])),
    trend: trend.map(scaled),
    example: withId(example),
  };
}
