import { messagePattern } from '@logwarren/contract';
import { PatternDetails } from './pattern-details.ts';
import type { Patterns } from './patterns.ts';
import type { StoredRecord } from './records-document.ts';
import type { Sample } from './sampling/sample.ts';
import { ValueCounts } from './sampling/value-counts.ts';
import { TemplateNames } from './template-names.ts';
import type { TimeBins } from './time-bins.ts';

/** Patterns that are remembered; see `ValueCounts`. */
const ROOM = { values: 10_000, letters: 4_000_000, listed: 4_000_000 };
/** With so many patterns, templates are looked for before the end. */
const MANY = 8_000;
/** Where more than this are left, looking again would cost much and bring little. */
const STILL_MANY = 4_000;

/** Counts records by their templates, which are found by what varies in all of them. */
export class TemplateTally {
  readonly #details: PatternDetails;
  readonly #counts: ValueCounts;
  readonly #names: TemplateNames;
  #looksEarly = true;
  #found: ReadonlyMap<string, string> = new Map();

  /** @param known templates that there are already */
  constructor(sample: Sample | undefined, times: TimeBins, known: readonly string[]) {
    this.#details = new PatternDetails(times);
    this.#counts = new ValueCounts(sample, ROOM, (pattern) => this.#details.drop(pattern));
    this.#names = new TemplateNames(known);
  }

  /** @param bucket index of the record's bucket in the sample */
  add(record: StoredRecord, bucket: number): void {
    const pattern = this.#names.nameOf(messagePattern(record.message));
    const name = this.#details.add(pattern, record, this.#counts.weightOf(bucket));
    this.#counts.add(name, bucket);
    if (this.#looksEarly && this.#details.size >= MANY) this.#looksEarly = this.#findTemplates() < STILL_MANY;
  }

  /** The most frequent templates. */
  top(limit: number, complete: boolean): Pick<Patterns, 'patterns' | 'others' | 'exact' | 'mayMiss'> {
    this.#findTemplates();
    const { values, ...rest } = this.#counts.top(limit, complete);
    const patterns = values.map(({ value, ...count }) => ({
      ...count,
      ...this.#details.describe(value, count.count),
    }));
    return { patterns, ...rest };
  }

  /** The template that a known one has become. */
  nowOf(known: string): string {
    return this.#found.get(known) ?? known;
  }

  #findTemplates(): number {
    const found = this.#names.find(this.#details.names());
    this.#found = found;
    const nameOf = (pattern: string) => found.get(pattern) ?? pattern;
    this.#details.rename(nameOf);
    return this.#counts.rename(nameOf);
  }
}
