import { secondsOf, unwrapLine } from '../../frames/unwrap-line.ts';
import type { UnwrappedLine } from '../../frames/unwrapped-line.ts';
import type { PendingRecord } from '../record/pending-record.ts';
import { MAX_LINE_BYTES } from '../record/record-limits.ts';
import type { TimedRuns } from '../record/timed-runs.ts';
import { CompleteRecords, type Place } from './complete-records.ts';
import type { LineJoiner } from './line-joiner.ts';
import { objectsOfLine } from './objects-of-line.ts';
import { OpenStreams } from './open-streams.ts';
import { emptyCutLine, extend, extendCutLine, isPause, knownPart, lastSeconds, type Stream, timeOf } from './stream.ts';

/*
 * Joins lines by stream (`unwrap-line.ts`), so that a trace on stderr stays whole although stdout writes between its
 * lines. Lines without an envelope are a stream, too; after a line of syslog they belong to it, as its writer meant.
 *
 * A record is pending until its stream begins another, or until the joiner gives it up: after MAX_BETWEEN lines of
 * others, or MAX_PAUSE_S by the times of runtime and syslog. No line before its first one can end a record.
 *
 * Records come out in groups. A boundary is a place before a line that no record crosses. The joiner returns all
 * records before the last known boundary, in the order of their first lines. A chunk is cut there. Read again from any
 * boundary, the lines give the same records: the first line after it in each stream began a record the first time, too.
 */

/** Lines of others after which a record is complete. */
const MAX_BETWEEN = 100;
/** The same limit in seconds, when the lines have times. Longer than a second, because syslog has whole ones. */
const MAX_PAUSE_S = 1;
/** The same limit between lines of one record: collectors that join lines wait 2 to 5 seconds for the next one. */
const MAX_OWN_PAUSE_S = 3;
const NONE: readonly string[] = Object.freeze([]);

/** See the top of this file; make one with `createLineJoiner`. */
export class StreamJoiner implements LineJoiner {
  readonly #streams: OpenStreams;
  /** The stream of lines without an envelope. */
  readonly #plain: Stream;
  /** Complete records, not returned yet. */
  readonly #complete: CompleteRecords;
  /** Lines so far. */
  #lines = 0;
  /** Number of the first line that is in no returned record. */
  #start = 1;
  /** The stream of the previous line, if only traces continue in it. */
  #before: Stream | undefined;
  /** Numbers of the first lines of the records that the last call returned. */
  #firstReturned = 0;
  #firstsReturned: number[] | undefined;
  readonly #version: number;

  /** @param runs facts from the records before the first line; see timed-runs.ts */
  constructor(version: number, createRecord: () => PendingRecord, runs: TimedRuns) {
    this.#version = version;
    this.#streams = new OpenStreams(version, createRecord, runs);
    this.#plain = this.#streams.plain;
    this.#complete = new CompleteRecords(runs);
  }

  get pendingLines(): number {
    return this.#lines + 1 - this.#start;
  }

  get firstLines(): readonly number[] {
    return this.#firstsReturned ?? [this.#firstReturned];
  }

  get isInterleaved(): boolean {
    return this.#complete.count > 0 || this.#streams.count > 1;
  }

  get timedRuns(): TimedRuns | undefined {
    return this.#complete.runs;
  }

  push(line: string): readonly string[] {
    this.#lines += 1;
    const unwrapped = unwrapLine(line, this.#version);
    if (unwrapped === undefined && this.#streams.arePlain && this.#complete.count === 0) return this.#pushPlain(line);
    if (!this.#streams.isAlone(unwrapped?.stream)) this.#giveUpOthers(line, unwrapped);
    this.#put(line, unwrapped);
    return this.#returned();
  }

  flush(): readonly string[] {
    if (this.#plain.record.lines > 0) this.#end(this.#plain);
    for (const stream of this.#streams.others) this.#giveUp(stream);
    this.#before = undefined;
    return this.#returned();
  }

  /** The hot path: one stream, whose record is complete as soon as another begins. */
  #pushPlain(line: string): readonly string[] {
    const plain = this.#plain;
    const { record } = plain;
    plain.last = this.#lines;
    plain.lastLine = line;
    plain.seconds = null;
    if (record.takes(line, undefined)) {
      plain.added.push(this.#here);
      if (record.isMistaken) this.#divide(plain, undefined);
      return NONE;
    }
    if (plain.added.length > 0) plain.added = [];
    const text = record.flush();
    if (record.run !== plain.notedRun) this.#complete.note(this.#streams.taughtBy(plain));
    const objects = record.isByOwnRules ? undefined : objectsOfLine(text, this.#version);
    record.beginPlain(line);
    this.#firstReturned = plain.first;
    this.#firstsReturned = undefined;
    plain.first = this.#lines;
    this.#start = this.#lines;
    if (objects !== undefined) this.#firstsReturned = objects.map(() => this.#firstReturned);
    return objects ?? (text === undefined ? NONE : [text]);
  }

  #put(line: string, unwrapped: UnwrappedLine | undefined): void {
    const before = this.#before;
    if (unwrapped === undefined) {
      if (before?.record.takesBare(line)) {
        extend(before, line, this.#lines);
        return;
      }
      this.#before = undefined;
      this.#add(this.#plain, line, undefined);
      return;
    }
    this.#before = undefined;
    if (unwrapped.isWhole === true) {
      this.#keepWhole(line, unwrapped.stream);
      return;
    }
    if (unwrapped.isGuess === true && this.#extends(this.#plain, line, undefined)) return;
    const stream = this.#streams.get(unwrapped.stream) ?? this.#open(unwrapped.stream);
    if (unwrapped.isStrict === true && unwrapped.isEntry !== true) this.#before = stream;
    if (this.#version > 4 && (unwrapped.isPartial || stream.parts !== undefined))
      this.#addPart(stream, line, unwrapped);
    else this.#add(stream, line, unwrapped);
  }

  /** Place of the last pushed line, and of every line below that has no place of its own. */
  get #here(): Place {
    return { first: this.#lines, last: this.#lines };
  }

  #keepWhole(line: string, name: string): void {
    const stream = this.#streams.get(name);
    if (stream !== undefined) this.#giveUp(stream);
    this.#complete.add({ text: line, ...this.#here });
  }

  /** A line that was cut is judged once its end arrives: `P panic: `, `F boom`. */
  #addPart(stream: Stream, line: string, unwrapped: UnwrappedLine): void {
    stream.parts ??= emptyCutLine(line, unwrapped, this.#lines);
    extendCutLine(stream.parts, line, unwrapped.text, this.#lines);
    if (stream.record.lines === 0) extend(stream, line, this.#lines);
    if (!unwrapped.isPartial || stream.parts.bytes > MAX_LINE_BYTES) this.#endParts(stream);
  }

  #endParts(stream: Stream): void {
    const { parts } = stream;
    if (parts === undefined) return;
    stream.parts = undefined;
    const { first, last, lines, text, unwrapped } = parts;
    this.#add(stream, lines.join('\n'), { ...unwrapped, text }, { first, last });
    stream.lastLine = lines.at(-1) ?? '';
  }

  #add(stream: Stream, line: string, unwrapped: UnwrappedLine | undefined, place?: Place): void {
    if (this.#extends(stream, line, unwrapped, place)) return;
    if (stream.record.lines > 0) this.#end(stream);
    stream.record.begin(line, unwrapped);
    stream.first = place?.first ?? this.#lines;
    if (stream.added.length > 0) stream.added = [];
    extend(stream, line, place?.last ?? this.#lines);
  }

  #extends(stream: Stream, line: string, unwrapped: UnwrappedLine | undefined, place?: Place): boolean {
    if (!stream.record.accepts(line, unwrapped) || this.#isLate(stream, line, unwrapped)) return false;
    stream.record.add(line, unwrapped?.text ?? line);
    stream.added.push(place ?? this.#here);
    extend(stream, line, place?.last ?? this.#lines);
    if (stream.record.isMistaken) this.#divide(stream, unwrapped);
    return true;
  }

  /** True for a line much later than the one above it in its stream, by their envelopes: no text is that slow. */
  #isLate(stream: Stream, line: string, unwrapped: UnwrappedLine | undefined): boolean {
    if (this.#version < 5 || (unwrapped?.isContainer !== true && unwrapped?.isStrict !== true)) return false;
    return isPause(lastSeconds(stream, this.#version), secondsOf(line, this.#version), MAX_OWN_PAUSE_S);
  }

  #open(name: string): Stream {
    const { surplus } = this.#streams;
    if (surplus !== undefined) this.#giveUp(surplus);
    return this.#streams.open(name, this.#lines);
  }

  /** Ends the records of other streams that are too far from this line. */
  #giveUpOthers(line: string, unwrapped: UnwrappedLine | undefined): void {
    let seconds: number | undefined | null = null;
    const isFar = (whole: Stream) => {
      const stream = knownPart(whole, this.#version);
      if (this.#lines - stream.last > MAX_BETWEEN) return true;
      if (seconds === null) seconds = timeOf(line, unwrapped, this.#version);
      if (seconds === undefined) return false;
      return isPause(lastSeconds(stream, this.#version), seconds, MAX_PAUSE_S);
    };
    const own = unwrapped === undefined ? '' : unwrapped.stream;
    for (const stream of this.#streams.others) if (stream.name !== own && isFar(stream)) this.#giveUp(stream);
    if (own !== '' && this.#plain.record.lines > 0 && isFar(this.#plain)) this.#end(this.#plain);
  }

  #giveUp(stream: Stream): void {
    this.#endParts(stream);
    this.#end(stream);
    this.#streams.close(stream);
    if (this.#before === stream) this.#before = undefined;
  }

  /** Makes a record of each line of the record; its last line is pending, and no boundary is before that. */
  #divide(stream: Stream, unwrapped: UnwrappedLine | undefined): void {
    const lines = stream.record.divide();
    const places = [{ first: stream.first, last: stream.last }, ...stream.added];
    const last = lines.pop() as string;
    const taught = this.#streams.taughtBy(stream);
    // The first record reaches to the end, so that a reader that stops before sees too few lines to divide.
    for (const [index, text] of lines.entries()) this.#complete.add({ text, ...(places[index] as Place), taught });
    stream.first = places.at(-1)?.first ?? stream.last;
    stream.added = [];
    stream.record.begin(last, unwrapped);
  }

  #end(stream: Stream): void {
    const { first, last } = stream;
    const text = stream.record.flush();
    if (text === undefined) return;
    const taught = this.#streams.taughtBy(stream);
    const objects = stream.record.isByOwnRules ? undefined : objectsOfLine(text, this.#version);
    if (objects === undefined) this.#complete.add({ text, first, last, taught });
    else for (const each of objects) this.#complete.add({ text: each, first, last, taught });
  }

  /** Returns the records before the last boundary. */
  #returned(): readonly string[] {
    const taken = this.#complete.take(this.#streams.firstPending(this.#lines + 1));
    if (taken === undefined) return NONE;
    this.#start = taken.boundary;
    this.#firstsReturned = taken.records.map(({ first }) => first);
    return taken.records.map(({ text }) => text);
  }
}
