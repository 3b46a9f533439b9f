import { type LogRecord, messagePattern, type Severity } from '@logwarren/contract';
import { idText, type StoredRecord } from './bucket.ts';
import { binsIn, chooseStep, closedRange } from './histogram.ts';
import { type RangeQuery, readQuery } from './read-query.ts';
import { SAMPLE_BUCKETS, scanBuckets } from './scan-buckets.ts';
import type { Store } from './store.ts';
import { overlapping } from './time-range.ts';

/** Points of a trend at most. */
const TREND_BINS = 24;
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
    const found = new Map<string, Pattern>();
    let others = 0;
    const sample = query.exact ? undefined : SAMPLE_BUCKETS;
    const scan = { ...running, range, condition: overlapping(range), sample };
    const result = await scanBuckets(store, scan, (record, stored) => {
      const pattern = messagePattern(record.message);
      const entry = found.get(pattern) ?? (found.size < MAX_PATTERNS ? newPattern(found, pattern, bins) : undefined);
      if (entry === undefined) others += 1;
      else count(entry, record, stored, Math.floor(record.timestamp / stepMs) - firstBin);
    });
    const sorted = [...found.values()].sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1));
    const rest = sorted.slice(query.limit).reduce((sum, each) => sum + each.count, others);
    return {
      patterns: sorted.slice(0, query.limit).map((each) => scaled(each, result.scale)),
      others: Math.round(rest * result.scale),
      ...{ ...range, stepMs, exact: result.exact && others === 0, complete: result.complete },
    };
  });
}

function newPattern(found: Map<string, Pattern>, pattern: string, bins: number): Pattern {
  const entry = { pattern, count: 0, counts: {}, trend: new Array<number>(bins).fill(0), example: NOTHING };
  found.set(pattern, entry);
  return entry;
}

/** Stands in until the first record is counted, which is at once. */
const NOTHING = { timestamp: Number.NEGATIVE_INFINITY } as LogRecord;

function count(entry: Pattern, record: LogRecord, stored: StoredRecord, bin: number): void {
  entry.count += 1;
  entry.counts[record.severity] = (entry.counts[record.severity] ?? 0) + 1;
  entry.trend[bin] = (entry.trend[bin] ?? 0) + 1;
  if (record.timestamp > entry.example.timestamp) entry.example = { ...record, id: idText(stored.id) };
}

function scaled(entry: Pattern, scale: number): Pattern {
  if (scale === 1) return entry;
  const counts = Object.entries(entry.counts).map(([severity, each]) => [severity, Math.round(each * scale)]);
  const trend = entry.trend.map((each) => Math.round(each * scale));
  return { ...entry, count: Math.round(entry.count * scale), counts: Object.fromEntries(counts), trend };
}
