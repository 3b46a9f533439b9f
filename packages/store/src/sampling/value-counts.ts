import { weightOf } from './estimate.ts';
import type { Sample } from './sample.ts';
import { type Count, type CountedValues, type TopValues, topValues, totalCount } from './top-values.ts';
import { type Entry, emptyEntry, joined, mostOf } from './value-entry.ts';

/**
 * Counts how often values occur, in all buckets or in a sample of them.
 *
 * If there are more values than fit into memory, the rarest are forgotten, as in Manku and Motwani's lossy counting.
 * The count that a value may have had before it was remembered is added to its error, so a number is never wrong
 * without saying so.
 */

/** How many values are remembered, and how many letters they may have together. */
export interface Room {
  values: number;
  /** Room for further values that several counts share. */
  shared?: SharedRoom;
  letters: number;
  /** Most letters of all listed values; the first is listed at any length. */
  listed: number;
}

/** Room for values that several counts share, in addition to the room that each has of its own. */
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
  /** Values in the shared room. */
  #shared = 0;
  /** Most records that a forgotten value had. */
  #forgotten = 0;
  /** Sum over all values. */
  #all: Entry = emptyEntry(0);
  /** True if a record has had more than one value. */
  #hasSeveral = false;

  /** @param onForgotten called for every forgotten value: the value may come again, and is then new */
  constructor(sample: Sample | undefined, room: Room, onForgotten: (value: string) => void = () => {}) {
    this.#sample = sample;
    this.#onForgotten = onForgotten;
    const weights = sample?.strata.map(weightOf) ?? [];
    this.#weights = sample?.buckets.map(({ stratum }) => weights[stratum] ?? 1) ?? [];
    this.#room = room;
  }

  /** Number of records that one record of a bucket stands for. */
  weightOf(bucket: number): number {
    return this.#weights[bucket] ?? 1;
  }

  /**
   * Adds the values of a record, each of them once.
   *
   * @param bucket index in the plan; any number if there is no sample
   */
  addAll(values: readonly string[], bucket: number): void {
    this.#hasSeveral ||= values.length > 1;
    for (const value of values) this.add(value, bucket);
  }

  /**
   * Adds records with one value and no other.
   *
   * @param bucket index in the plan; any number if there is no sample
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
    // The records of one bucket come together.
    if (buckets.at(-2) === bucket) buckets[buckets.length - 1] = (buckets.at(-1) as number) + count;
    else buckets.push(bucket, count);
  }

  /**
   * Gives values other names; values with the same new name become one.
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

  /** Tells the other counts how much of the shared room is taken. */
  #share(): void {
    const { shared, values } = this.#room;
    if (shared === undefined) return;
    const used = Math.max(0, this.#entries.size - values);
    shared.used += used - this.#shared;
    this.#shared = used;
  }

  /** Forgets the rarer half; among equally rare values, those that came first. */
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
   * @param complete false if not all planned buckets were opened: counts are then what was seen
   * @param named values to list after those, even if they are rare
   * @param unites true to list values that conditions do not distinguish, such as `a` and `A`, as one, under the most
   * frequent spelling
   */
  top(limit: number, complete: boolean, named: readonly string[] = [], unites = false): TopValues {
    return topValues(this.#counted(complete), { limit, named, unites, letters: this.#room.listed });
  }

  /** Records with any value; a record with several values counts once for each. */
  total(complete: boolean): Count {
    return totalCount(this.#counted(complete));
  }

  #counted(complete: boolean): CountedValues {
    return {
      sample: this.#sample,
      entries: this.#entries,
      all: this.#all,
      forgotten: this.#forgotten,
      hasSeveral: this.#hasSeveral,
      complete,
    };
  }
}
