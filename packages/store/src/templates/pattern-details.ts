import type { AttributeValue, LogRecord, Severity } from '@logwarren/contract';
import { type StoredRecord, withId } from '../bucket/index.ts';
import type { TimeBins } from '../count/index.ts';
import { answerCharsOf } from '../read/index.ts';
import { apportion, type Count } from '../sampling/index.ts';

/**
 * A record with at most this many characters is kept as it is; a larger one is cut to `MAX_CUT_CHARS` of its message
 * and as many of its attributes.
 */
const MAX_EXAMPLE_CHARS = 2_000;
const MAX_CUT_CHARS = 1_000;

/** Messages with one template. */
export interface Pattern extends Count {
  pattern: string;
  /**
   * Counts by severity, which add up to `count`; estimates if `count` is one. Severities without records are left out.
   */
  counts: Partial<Record<Severity, number>>;
  /** Counts by bins of the range, oldest first; they add up to `count`. */
  trend: number[];
  /** Stays the same when the pattern becomes more general; absent if it could not be noted. */
  id?: string;
  /** When a pattern of this id was first listed. */
  firstSeen?: Date;
  /** One of its newest records. */
  example: LogRecord;
  /** Set if the example is too large: it has the beginning of its message and some of its attributes. */
  exampleIsCut?: true;
}

interface Detail {
  pattern: string;
  weighted: number;
  counts: Map<Severity, number>;
  trend: number[];
  /** It gets its id once it is known to be the example. */
  example: StoredRecord;
  exampleIsCut: boolean;
}

/**
 * The details of patterns besides their counts. The examples of 10,000 patterns have 20 million characters at most;
 * those of 500 patterns in an answer have a million. Whole, each might be 256 KiB.
 */
export class PatternDetails {
  readonly #details = new Map<string, Detail>();
  readonly #times: TimeBins;

  /** @param times bins of the trends */
  constructor(times: TimeBins) {
    this.#times = times;
  }

  /**
   * Adds a record.
   *
   * @param weight number of records that it stands for
   * @returns the pattern, as a text that keeps no larger text in memory
   */
  add(pattern: string, record: StoredRecord, weight: number): string {
    let detail = this.#details.get(pattern);
    if (detail === undefined) {
      const trend = new Array<number>(this.#times.starts.length).fill(0);
      detail = { pattern: ownText(pattern), weighted: 0, counts: new Map(), trend, ...exampleOf(record) };
      this.#details.set(detail.pattern, detail);
    } else if (record.timestamp > detail.example.timestamp) Object.assign(detail, exampleOf(record));
    const { counts, trend } = detail;
    const bin = this.#times.indexOf(this.#times.numberOf(record.timestamp)) ?? 0;
    detail.weighted += weight;
    counts.set(record.severity, (counts.get(record.severity) ?? 0) + weight);
    trend[bin] = (trend[bin] ?? 0) + weight;
    return detail.pattern;
  }

  /** How many patterns there are. */
  get size(): number {
    return this.#details.size;
  }

  /** True for a pattern of records that were added. */
  has(pattern: string): boolean {
    return this.#details.has(pattern);
  }

  /** Number of records of a pattern. */
  weightOf(pattern: string): number {
    return Math.ceil(this.#details.get(pattern)?.weighted ?? 0);
  }

  /** All patterns. */
  names(): Iterable<string> {
    return this.#details.keys();
  }

  /** Gives patterns other names; patterns with the same new name become one. */
  rename(nameOf: (pattern: string) => string): void {
    const before = [...this.#details.values()];
    this.#details.clear();
    for (const detail of before) {
      const pattern = nameOf(detail.pattern);
      const into = this.#details.get(pattern);
      if (into === undefined) this.#details.set(pattern, { ...detail, pattern: ownText(pattern) });
      else join(into, detail);
    }
  }

  /** Forgets a pattern. */
  drop(pattern: string): void {
    this.#details.delete(pattern);
  }

  /** Describes a pattern; its numbers by severity and by time add up to `count`. */
  describe(pattern: string, count: number): Omit<Pattern, 'count' | 'error'> {
    const { counts, trend, example, exampleIsCut } = this.#details.get(pattern) as Detail;
    const bySeverity = apportion([...counts.values()], count);
    const entries = [...counts.keys()].map((severity, i) => [severity, bySeverity[i] as number] as const);
    return {
      pattern,
      counts: Object.fromEntries(entries.filter(([, number]) => number > 0)),
      trend: apportion(trend, count),
      example: withId(example),
      ...(exampleIsCut ? { exampleIsCut } : {}),
    };
  }
}

function join(into: Detail, other: Detail): void {
  into.weighted += other.weighted;
  for (const [severity, count] of other.counts) into.counts.set(severity, (into.counts.get(severity) ?? 0) + count);
  other.trend.forEach((count, i) => {
    into.trend[i] = (into.trend[i] ?? 0) + count;
  });
  if (isNewer(other.example, into.example)) {
    into.example = other.example;
    into.exampleIsCut = other.exampleIsCut;
  }
}

/**
 * True if one record is newer. Between equally new records the text decides, so that it does not matter which came
 * first.
 */
function isNewer(one: StoredRecord, other: StoredRecord): boolean {
  return one.timestamp > other.timestamp || (one.timestamp === other.timestamp && one.message < other.message);
}

function exampleOf(record: StoredRecord): Pick<Detail, 'example' | 'exampleIsCut'> {
  if (answerCharsOf(record) <= MAX_EXAMPLE_CHARS) return { example: record, exampleIsCut: false };
  const message = ownText(record.message.slice(0, MAX_CUT_CHARS)).toWellFormed();
  return { example: { ...record, message, attributes: cutAttributes(record.attributes) }, exampleIsCut: true };
}

/** As many of the first attributes as are not too large. */
function cutAttributes(attributes: StoredRecord['attributes']): StoredRecord['attributes'] {
  if (attributes === undefined) return undefined;
  const kept: Record<string, AttributeValue> = {};
  let chars = 0;
  for (const [name, value] of Object.entries(attributes)) {
    const more = answerCharsOf({ message: '', attributes: { [name]: value } }) - answerCharsOf({ message: '' });
    if (chars + more > MAX_CUT_CHARS) continue;
    chars += more;
    kept[name] = value;
  }
  return kept;
}

/** A copy that also keeps half of a surrogate pair. V8 lets a slice keep the whole text that it is a part of. */
function ownText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
