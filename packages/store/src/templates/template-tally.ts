import { inTurns, type Pace } from '@logwarren/common';
import { messagePattern } from '@logwarren/query';
import type { StoredRecord } from '../bucket/index.ts';
import type { TimeBins } from '../count/index.ts';
import { type Count, type Sample, ValueCounts } from '../sampling/index.ts';
import { type Pattern, PatternDetails } from './pattern-details.ts';
import type { Listed } from './revise-templates.ts';
import { TemplateNames } from './template-names.ts';

/** Most patterns that are remembered; see `ValueCounts`. */
const ROOM = { values: 10_000, letters: 4_000_000, listed: 4_000_000 };
/**
 * With this many patterns, the search for templates begins before the end. The patterns of one more bucket still fit.
 */
const MANY = 8_000;
/** If more patterns than this are left, another search would cost much and bring little. */
const STILL_MANY = 4_000;

/** The most frequent templates of the records that were counted. */
export interface TopTemplates {
  /** Most frequent first. */
  patterns: Pattern[];
  /** Records whose template is not listed. */
  others: Count;
  /** False when a count has an error: it comes from a sample, the time was up, or memory ran out. */
  exact: boolean;
  /** See `TopValues`. */
  mayMiss: number | null;
  /** False when the time was up. */
  areFound: boolean;
}

/** Counts records by their templates. Templates are found by the parts that vary among all messages. */
export class TemplateTally {
  readonly #details: PatternDetails;
  readonly #counts: ValueCounts;
  readonly #names: TemplateNames;
  readonly #pace: Pace;
  #looksEarly = true;
  #found: ReadonlyMap<string, string> = new Map();

  /**
   * @param known templates that exist already
   * @param pace when the search for templates ends before it has found them
   */
  constructor(sample: Sample | undefined, times: TimeBins, known: readonly string[], pace: Pace = {}) {
    this.#pace = pace;
    this.#details = new PatternDetails(times);
    this.#counts = new ValueCounts(sample, ROOM, (pattern) => this.#details.drop(pattern));
    this.#names = new TemplateNames(known);
  }

  /** @param bucket index of the record's bucket in the sample */
  add(record: StoredRecord, bucket: number): void {
    const pattern = this.#names.nameOf(messagePattern(record.message));
    const name = this.#details.add(pattern, record, this.#counts.weightOf(bucket));
    this.#counts.add(name, bucket);
  }

  /**
   * Makes room; call it between buckets.
   *
   * @throws the signal's reason when it is aborted
   */
  async settle(): Promise<void> {
    if (!this.#looksEarly || this.#details.size < MANY) return;
    this.#looksEarly = ((await this.#findTemplates(false)) ?? STILL_MANY) < STILL_MANY;
  }

  /**
   * The most frequent templates. If the time is up before they are found, the most frequent patterns.
   *
   * @throws the signal's reason when it is aborted
   */
  async top(limit: number, complete: boolean): Promise<TopTemplates> {
    const areFound = (await this.#findTemplates(true)) !== undefined;
    const { values, exact, ...rest } = this.#counts.top(limit, complete && areFound);
    const patterns = values.map(({ value, ...count }) => ({
      ...withMore(count, this.#countOfRivals(value)),
      ...this.#details.describe(value, count.count),
    }));
    return { areFound, patterns, ...rest, exact: exact && patterns.every(({ error }) => error === 0) };
  }

  /** Messages that were given to another template before this one was found, and may also fit this one. */
  #countOfRivals(template: string): number {
    return this.#names.rivalsOf(template).reduce((sum, rival) => sum + this.#details.weightOf(rival), 0);
  }

  /** The last list, as the catalogue of templates sees it. */
  listed(texts: readonly string[]): Listed {
    return {
      texts,
      nowOf: (known) => this.#found.get(known) ?? known,
      has: (text) => this.#details.has(text),
    };
  }

  /** Adds templates to the known ones. */
  know(templates: readonly string[]): void {
    this.#names.know(templates);
  }

  /** @returns how many there are then; undefined when the time was up */
  async #findTemplates(isLast: boolean): Promise<number | undefined> {
    const found = await inTurns(this.#names.find(this.#details.names(), isLast), this.#pace);
    if (found === undefined) return undefined;
    this.#found = found;
    const nameOf = (pattern: string) => found.get(pattern) ?? pattern;
    this.#details.rename(nameOf);
    return this.#counts.rename(nameOf);
  }
}

/** A count that may be too low by `more`. */
function withMore(counted: Count, more: number): Count {
  const { count, error, low = count, high = count } = counted;
  if (more === 0 || error === null) return counted;
  return { count, error: Math.max(error, high + more - count), low, high: high + more };
}
