import type { PendingRecord } from '../record/pending-record.ts';
import { isTaught, PLAIN, type TimedRuns } from '../record/timed-runs.ts';
import type { CompleteRecord } from './complete-records.ts';
import { emptyStream, oldestOf, type Stream } from './stream.ts';

/** Most streams with a pending record; the one that began first is complete when another begins. */
const MAX_STREAMS = 32;

/** The streams with a pending record, and what the records of each have taught so far. */
export class OpenStreams {
  /** Lines that stand for themselves; alone in nearly every file. */
  readonly plain: Stream;
  readonly #version: number;
  readonly #createRecord: () => PendingRecord;
  /** The others. */
  readonly #others = new Map<string, Stream>();
  /**
   * Facts that the records of a stream have taught, including records that were not returned yet; see timed-runs.ts.
   */
  readonly #runs: Record<string, number>;

  /** @param runs what the records before the first line have taught */
  constructor(version: number, createRecord: () => PendingRecord, runs: TimedRuns) {
    this.#version = version;
    this.#createRecord = createRecord;
    this.#runs = { ...runs };
    this.plain = emptyStream(PLAIN, this.#recordOf(PLAIN), 0);
    this.plain.seconds = undefined;
  }

  /** True while lines that stand for themselves are all there are. */
  get arePlain(): boolean {
    return this.#others.size === 0;
  }

  /** Streams with a pending record. */
  get count(): number {
    return this.#others.size + (this.plain.record.lines > 0 ? 1 : 0);
  }

  /** All but the plain one. */
  get others(): Iterable<Stream> {
    return this.#others.values();
  }

  /** True while no other stream has a pending record. */
  isAlone(name: string | undefined): boolean {
    return name !== undefined && this.#others.size === 1 && this.#others.has(name) && this.plain.record.lines === 0;
  }

  get(name: string): Stream | undefined {
    return this.#others.get(name);
  }

  /** The stream that has to end before another begins; undefined while there is room. */
  get surplus(): Stream | undefined {
    return this.#others.size < MAX_STREAMS ? undefined : oldestOf(this.others, this.#version);
  }

  /** @param first number of its first line */
  open(name: string, first: number): Stream {
    const stream = emptyStream(name, this.#recordOf(name), first);
    this.#others.set(name, stream);
    return stream;
  }

  close({ name }: Stream): void {
    this.#others.delete(name);
  }

  /** Notes what the records of a stream have taught up to the one that has just ended; undefined where that one taught nothing new. */
  taughtBy(stream: Stream): CompleteRecord['taught'] {
    const { name, record } = stream;
    const { run } = record;
    if (run === undefined || run === stream.notedRun) return undefined;
    stream.notedRun = run;
    this.#runs[name] = run;
    return { stream: name, run };
  }

  /** Number of the first line of a pending record; the given number without one. */
  firstPending(none: number): number {
    let first = this.plain.record.lines > 0 ? this.plain.first : none;
    for (const stream of this.#others.values()) if (stream.first < first) first = stream.first;
    return first;
  }

  #recordOf(name: string): PendingRecord {
    const record = this.#createRecord();
    if (this.#version > 6 && isTaught(name)) record.run = this.#runs[name] ?? 0;
    return record;
  }
}
