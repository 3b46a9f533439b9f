import type { PendingRecord } from '../record/pending-record.ts';
import { isTaught, PLAIN, type TimedRuns } from '../record/timed-runs.ts';
import type { CompleteRecord } from './complete-records.ts';
import { emptyStream, oldestOf, type Stream } from './stream.ts';

/** Most streams with a pending record. When another begins, the oldest one is complete. */
const MAX_STREAMS = 32;

/** The streams with a pending record, and the facts learnt so far from the records of each. */
export class OpenStreams {
  /** The stream of lines without an envelope; the only one in nearly every file. */
  readonly plain: Stream;
  readonly #version: number;
  readonly #createRecord: () => PendingRecord;
  /** The others. */
  readonly #others = new Map<string, Stream>();
  /** Facts from the records of a stream, including records not yet returned; see timed-runs.ts. */
  readonly #runs: Record<string, number>;

  /** @param runs facts from the records before the first line */
  constructor(version: number, createRecord: () => PendingRecord, runs: TimedRuns) {
    this.#version = version;
    this.#createRecord = createRecord;
    this.#runs = { ...runs };
    this.plain = emptyStream(PLAIN, this.#recordOf(PLAIN), 0);
    this.plain.seconds = undefined;
  }

  /** True while all lines are without an envelope. */
  get arePlain(): boolean {
    return this.#others.size === 0;
  }

  /** Streams with a pending record. */
  get count(): number {
    return this.#others.size + (this.plain.record.lines > 0 ? 1 : 0);
  }

  /** All streams except the plain one. */
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

  /**
   * Notes the facts from the records of a stream up to the one that has just ended; undefined if that one taught
   * nothing new.
   */
  taughtBy(stream: Stream): CompleteRecord['taught'] {
    const { name, record } = stream;
    const { run } = record;
    if (run === undefined || run === stream.notedRun) return undefined;
    stream.notedRun = run;
    this.#runs[name] = run;
    return { stream: name, run };
  }

  /** Number of the first line of a pending record; the given number if no record is pending. */
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
