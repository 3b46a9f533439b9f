import { type LogRecord, messagePattern, type Severity } from '@logwarren/contract';
import { chooseStep, closedRange } from './histogram.ts';
import { readCounts } from './read-query.ts';
import type { TimeRange } from './read-snapshot.ts';
import { type StoredRecord, withId } from './records-document.ts';
import { type Count, type ValueCount, ValueCounts } from './sampling/value-counts.ts';
import type { Store } from './store.ts';
import { type RecordTally, type SampledQuery, tallyRecords } from './tally-records.ts';
import { binsIn } from './time-bins.ts';
import { overlapping } from './time-range.ts';

/** Points of a trend at most. */
const TREND_BINS = 24;
/** Templates that are remembered; see `ValueCounts`. */
const ROOM = { values: 10_000, letters: 4_000_000 };

export interface PatternQuery extends SampledQuery {
  nowMs: number;
  /** Templates that are listed at most. */
  limit: number;
}

/** Messages with one template. */
export interface Pattern extends Count {
  pattern: string;
  /** By severity, estimates where `count` is one; those without any are left out. */
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
  others: Count;
  fromMs: number;
  toMs: number;
  /** Width of a bin of the trends, ms; the first bin holds `fromMs`. */
  stepMs: number;
  /** False when a count has an error, because of a sample, because the time was up, or for want of memory. */
  exact: boolean;
  /** False when the time was up. */
  complete: boolean;
}

/**
 * Groups matches by the templates of their messages.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 * @see docs/decisions/0018-true-counts.md
 */
export async function patterns(store: Store, query: PatternQuery): Promise<Patterns> {
  return await readCounts(store, query, async (running) => {
    const range = await closedRange(store, running.snapshot, query);
    const stepMs = chooseStep(range, { bins: TREND_BINS });
    const scan = { ...running, range, condition: overlapping(range) };
    return await tallyRecords(store, scan, query, (sample): RecordTally<Patterns> => {
      const details = new PatternDetails(range, stepMs);
      const patternCounts = new ValueCounts(sample, ROOM, (pattern) => details.drop(pattern));
      return {
        add(record, bucket) {
          const pattern = messagePattern(record.message);
          patternCounts.add(pattern, bucket);
          details.add(pattern, record, patternCounts.weightOf(bucket));
        },
        finish(complete) {
          const { values, others, exact } = patternCounts.top(query.limit, complete);
          const described = values.map((value) => details.describe(value));
          return { patterns: described, others, ...range, stepMs, exact, complete };
        },
      };
    });
  });
}

interface Detail {
  weighted: number;
  counts: Map<Severity, number>;
  trend: number[];
  /** Gets its id when it is known to be the one. */
  example: StoredRecord;
}

/** The details of a pattern besides its count. */
class PatternDetails {
  readonly #details = new Map<string, Detail>();
  readonly #stepMs: number;
  readonly #firstBin: number;
  readonly #bins: number;

  constructor({ fromMs, toMs }: TimeRange, stepMs: number) {
    this.#stepMs = stepMs;
    this.#bins = binsIn(fromMs, toMs, stepMs);
    this.#firstBin = Math.floor(fromMs / stepMs);
  }

  add(pattern: string, record: StoredRecord, weight: number): void {
    let detail = this.#details.get(pattern);
    if (detail === undefined) {
      detail = { weighted: 0, counts: new Map(), trend: new Array<number>(this.#bins).fill(0), example: record };
      this.#details.set(pattern, detail);
    }
    const { counts, trend } = detail;
    const bin = Math.floor(record.timestamp / this.#stepMs) - this.#firstBin;
    detail.weighted += weight;
    counts.set(record.severity, (counts.get(record.severity) ?? 0) + weight);
    trend[bin] = (trend[bin] ?? 0) + weight;
    if (record.timestamp > detail.example.timestamp) detail.example = record;
  }

  drop(pattern: string): void {
    this.#details.delete(pattern);
  }

  describe({ value, count, error }: ValueCount): Pattern {
    const { weighted, counts, trend, example } = this.#details.get(value) as Detail;
    // Of a sample that the time cut short, what was seen is all that is said.
    const scaled = (number: number) => Math.round((number * count) / weighted);
    return {
      pattern: value,
      ...{ count, error, trend: trend.map(scaled), example: withId(example) },
      counts: Object.fromEntries([...counts].map(([severity, number]) => [severity, scaled(number)])),
    };
  }
}
