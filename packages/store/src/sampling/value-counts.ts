import { foldValue } from '@logwarren/query';
import { apportion } from './apportion.ts';
import { estimate, weightOf } from './estimate.ts';
import { mostMissed, type Sample } from './sample.ts';
import type { Count, TopValues } from './top-values.ts';
import { type Entry, emptyEntry, joined, mostOf, united } from './value-entry.ts';

/**
 * Counts how often values occur, in all buckets or in a sample of them.
 *
 * If there are more values than fit into memory, the rarest are forgotten, as in Manku and Motwani's lossy counting:
 * what a value may have had before it was remembered is added to its error, so a number is never wrong without saying
 * so.
 */

/** How many values are remembered, and how many letters they may have together. */
export interface Room {
  values: number;
  /** Further values, of all who have this room in common. */
  shared?: SharedRoom;
  letters: number;
  /** Most letters of all listed values; the first is listed at any length. */
  listed: number;
}

/** Values that several remember together, beside those for which each has room of its own. */
interface SharedRoom {
  values: number;
  used: number;
}

/** Counts of the values of one field. */
export class ValueCounts {
  readonly #sample: Sample | undefined;
  readonly #weights: readonly number[];
  readonly #room: Room;
  readonly #onForgotten: (value: string) => void;
  readonly #entries = new Map<string, Entry>();
  #letters = 0;
  /** Values in the common room. */
  #shared = 0;
  /** No value that was forgotten had more records. */
  #forgotten = 0;
  /** Sum over all values. */
  #all: Entry = emptyEntry(0);
  /** A record has had more than one value. */
  #hasSeveral = false;

  /** @param onForgotten called for every forgotten value: it may come again, and is then new */
  constructor(sample: Sample | undefined, room: Room, onForgotten: (value: string) => void = () => {}) {
    this.#sample = sample;
    this.#onForgotten = onForgotten;
    const weights = sample?.strata.map(weightOf) ?? [];
    this.#weights = sample?.buckets.map(({ stratum }) => weights[stratum] ?? 1) ?? [];
    this.#room = room;
  }

  /** Records that one of a bucket stands for. */
  weightOf(bucket: number): number {
    return this.#weights[bucket] ?? 1;
  }

  /**
   * Adds the values of a record, each of them once.
   *
   * @param bucket index in the plan; any, when there is no sample
   */
  addAll(values: readonly string[], bucket: number): void {
    this.#hasSeveral ||= values.length > 1;
    for (const value of values) this.add(value, bucket);
  }

  /**
   * Adds records of one value, which have no other.
   *
   * @param bucket index in the plan; any, when there is no sample
   */
  add(value: string, bucket: number, count = 1): void {
    this.#addTo(this.#all, bucket, count);
    let entry = this.#entries.get(value);
    if (entry === undefined) {
      if (this.#isFull()) this.#forget();
      entry = emptyEntry(this.#forgotten);
      this.#entries.set(value, entry);
      this.#letters += value.length;
      this.#share();
    }
    this.#addTo(entry, bucket, count);
  }

  #addTo(entry: Entry, bucket: number, count: number): void {
    entry.seen += count;
    if (this.#sample === undefined) return;
    entry.weighted += count * this.weightOf(bucket);
    const { buckets } = entry;
    // Records of one bucket come together.
    if (buckets.at(-2) === bucket) buckets[buckets.length - 1] = (buckets.at(-1) as number) + count;
    else buckets.push(bucket, count);
  }

  /**
   * Gives values other names; those with one name become one value.
   *
   * @returns how many values there are then
   */
  rename(nameOf: (value: string) => string): number {
    const before = Map.groupBy(this.#entries, ([value]) => nameOf(value));
    this.#entries.clear();
    this.#letters = 0;
    const most = mostOf(this.#all);
    for (const [name, named] of before) {
      this.#entries.set(name, joined(named, most));
      this.#letters += name.length;
    }
    this.#share();
    return this.#entries.size;
  }

  #isFull(): boolean {
    const { letters, shared, values } = this.#room;
    if (this.#letters >= letters) return true;
    return this.#entries.size >= values && (shared === undefined || shared.used >= shared.values);
  }

  /** Tells the others how much of the common room is taken. */
  #share(): void {
    const { shared, values } = this.#room;
    if (shared === undefined) return;
    const used = Math.max(0, this.#entries.size - values);
    shared.used += used - this.#shared;
    this.#shared = used;
  }

  /** Forgets the rarer half; of equally rare ones, those that came first. */
  #forget(): void {
    const most = [...this.#entries.values()].map(mostOf).sort((a, b) => a - b);
    const half = Math.ceil(most.length / 2);
    this.#forgotten = most[half - 1] ?? 0;
    let gone = 0;
    for (const [value, entry] of this.#entries) {
      if (gone === half) break;
      if (mostOf(entry) > this.#forgotten) continue;
      gone += 1;
      this.#entries.delete(value);
      this.#letters -= value.length;
      this.#onForgotten(value);
    }
    this.#share();
  }

  /**
   * The most frequent values.
   *
   * @param complete false when not all buckets were opened that were to be: counts are then what was seen
   * @param named values to list after those, even if they are rare
   * @param unites lists values that conditions do not tell apart, such as `a` and `A`, as one: under the spelling that has most
   */
  top(limit: number, complete: boolean, named: readonly string[] = [], unites = false): TopValues {
    const sizeAt = (entry: Entry) => (complete && this.#sample !== undefined ? entry.weighted : entry.seen);
    const bySize = ([a, n]: [string, Entry], [b, m]: [string, Entry]) => sizeAt(m) - sizeAt(n) || (a < b ? -1 : 1);
    const exact = [...this.#entries].sort(bySize);
    const sorted = unites ? united(exact).sort(bySize) : exact;
    const most = sorted.slice(0, this.#fitting(sorted, limit));
    const listed = [...most, ...this.#named(named, most, sorted)];
    const rest = this.#othersThan(listed.map(([, entry]) => entry));
    const numbers = [...listed.map(([, entry]) => entry), rest].map(sizeAt);
    // Rounded together, so that they add up to the number of all.
    const counts = apportion(numbers, Math.round(sizeAt(this.#all)));
    const values = listed.map(([value, entry], i) => ({
      value,
      ...this.#countOf(entry, counts[i] as number, complete),
    }));
    const least = Math.min(...most.map(([, entry]) => entry.seen), Number.POSITIVE_INFINITY);
    return {
      values,
      others: this.#countOf(rest, counts.at(-1) as number, complete, !this.#hasSeveral),
      exact:
        complete &&
        this.#sample === undefined &&
        values.every(({ error }) => error === 0) &&
        (this.#forgotten === 0 || (most.length === limit && this.#forgotten <= least)),
      mayMiss: complete ? Math.max(this.#forgotten, this.#sample === undefined ? 0 : mostMissed(this.#sample)) : null,
    };
  }

  /** Entries of the named values that are not listed already. */
  #named(
    named: readonly string[],
    listed: readonly [string, Entry][],
    sorted: readonly [string, Entry][],
  ): [string, Entry][] {
    if (named.length === 0) return [];
    const wanted = new Map(named.map((name) => [foldValue(name), name]));
    for (const [value] of listed) wanted.delete(foldValue(value));
    const found =
      wanted.size === 0 ? [] : sorted.slice(listed.length).filter(([value]) => wanted.has(foldValue(value)));
    for (const [value] of found) wanted.delete(foldValue(value));
    return [...found, ...[...wanted.values()].map((name): [string, Entry] => [name, emptyEntry(this.#forgotten)])];
  }

  /** How many of the first values have room in an answer. */
  #fitting(sorted: readonly [string, Entry][], limit: number): number {
    let letters = 0;
    const tooMany = sorted.findIndex(([value], index) => {
      letters += value.length;
      return index > 0 && (index >= limit || letters > this.#room.listed);
    });
    return Math.min(limit, tooMany === -1 ? sorted.length : tooMany);
  }

  /** Records with any value; of those with several, each counts. */
  total(complete: boolean): Count {
    const { seen, weighted } = this.#all;
    const count = complete && this.#sample !== undefined ? Math.round(weighted) : seen;
    return this.#countOf(this.#all, count, complete, !this.#hasSeveral);
  }

  #othersThan(listed: readonly Entry[]): Rest {
    const rest = new Map<number, number>();
    const addAll = ({ buckets }: Entry, sign: 1 | -1) => {
      for (let i = 0; i < buckets.length; i += 2) {
        const bucket = buckets[i] as number;
        rest.set(bucket, (rest.get(bucket) ?? 0) + sign * (buckets[i + 1] as number));
      }
    };
    addAll(this.#all, 1);
    for (const entry of listed) addAll(entry, -1);
    const left = (of: (entry: Entry) => number) => listed.reduce((all, entry) => all - of(entry), of(this.#all));
    const seen = left((entry) => entry.seen);
    return {
      seen,
      weighted:
        seen === 0
          ? 0
          : Math.max(
              0,
              left(({ weighted }) => weighted),
            ),
      missed: 0,
      // Records of listed values from before they were remembered count among the others.
      taken: listed.reduce((most, { missed }) => most + missed, 0),
      buckets: [...rest].filter(([, count]) => count > 0).flat(),
    };
  }

  #countOf(
    { seen, missed, taken = 0, buckets }: Rest,
    count: number,
    complete: boolean,
    isOncePerRecord = true,
  ): Count {
    if (!complete) return { count, error: null };
    const counted = { low: seen, high: seen };
    const { low, high } = this.#sample === undefined ? counted : estimate(this.#sample, buckets, isOncePerRecord);
    const least = Math.max(0, Math.min(count, Math.floor(low)) - taken);
    const most = Math.max(count, Math.ceil(high)) + missed;
    const error = Math.max(most - count, count - least);
    return error === 0 ? { count, error } : { count, error, low: least, high: most };
  }
}

/** Others than those that are listed. */
interface Rest extends Entry {
  /** Records that may belong to those. */
  taken?: number;
}
