import type { LineJoiner } from '../line-joiner.ts';
import { MAX_LINE_BYTES, type PendingRecord } from './pending-record.ts';
import { isTimed } from './record-start.ts';
import { secondsOf, type UnwrappedLine, unwrapLine } from './unwrap-line.ts';

/*
 * Joins lines by stream (`unwrap-line.ts`), so that a trace on stderr stays whole although stdout writes between its lines. Lines
 * that stand for themselves are a stream, too; behind a line of syslog they belong to that line, as its writer meant.
 *
 * A record is pending until its stream goes on with another, or is given up: MAX_BETWEEN lines of others, or MAX_PAUSE_S by
 * the times that runtime and syslog write, are between. Only lines behind its first one end a record, never those before.
 *
 * Records come out in groups. A boundary is a place before a line over which no record reaches; all records before the
 * last known boundary are returned, in the order of their first lines. A chunk is cut there. Read again from any boundary, the
 * lines give the same records: of each stream, the first line behind it began a record the first time, too.
 */

/** Lines of others after which a record is complete. */
const MAX_BETWEEN = 100;
/** The same in seconds, when the lines have times. Longer than a second, because syslog has whole ones. */
const MAX_PAUSE_S = 1;
/** The same between the lines of one record: collectors that join lines wait two to five seconds for the next one. */
const MAX_OWN_PAUSE_S = 3;
const DAY_S = 86_400;
/** Most streams with a pending record; the one that began first is complete when another begins. */
const MAX_STREAMS = 32;
const NONE: readonly string[] = Object.freeze([]);

interface Stream {
  record: PendingRecord;
  /** Numbers of the first and the last line of the record. */
  first: number;
  last: number;
  /** Places of the lines that were added to the first one. */
  added: Place[];
  lastLine: string;
  /** Time of the last line; null until it is asked for. */
  seconds: number | undefined | null;
  /** Parts of a line that the runtime has cut, until its end comes; judged as one. */
  parts: CutLine | undefined;
}

/** Numbers of the first and the last line: a line that was cut has several. */
interface Place {
  first: number;
  last: number;
}

interface CutLine extends Place {
  unwrapped: UnwrappedLine;
  lines: string[];
  text: string;
  bytes: number;
  /** As in Stream. */
  lastLine: string;
  seconds: number | undefined | null;
}

interface CompleteRecord extends Place {
  text: string;
}

/** See the top of this file; make one with `createLineJoiner`. */
export class StreamJoiner implements LineJoiner {
  readonly #createRecord: () => PendingRecord;
  /** The pending record of lines that stand for themselves; alone in nearly every file. */
  readonly #plain: Stream;
  /** Pending records of the others. */
  readonly #streams = new Map<string, Stream>();
  /** Not returned yet, in the order of their first lines. */
  readonly #complete: CompleteRecord[] = [];
  /** Lines so far. */
  #lines = 0;
  /** Number of the first line that is in no record returned. */
  #start = 1;
  /** Number of the first line of the first pending record at the last look for a boundary. */
  #blockedBy = 0;
  /** The stream of the line before, when only traces go on in it. */
  #before: Stream | undefined;
  /** Numbers of the first lines of the records that the last call returned. */
  #firstReturned = 0;
  #firstsReturned: number[] | undefined;

  readonly #version: number;

  constructor(version: number, plain: PendingRecord, createRecord: () => PendingRecord) {
    this.#version = version;
    this.#createRecord = createRecord;
    this.#plain = { record: plain, first: 0, last: 0, added: [], lastLine: '', seconds: undefined, parts: undefined };
  }

  get pendingLines(): number {
    return this.#lines + 1 - this.#start;
  }

  get firstLines(): readonly number[] {
    return this.#firstsReturned ?? [this.#firstReturned];
  }

  get isInterleaved(): boolean {
    return this.#complete.length > 0 || this.#streams.size + (this.#plain.record.lines > 0 ? 1 : 0) > 1;
  }

  push(line: string): readonly string[] {
    this.#lines += 1;
    const unwrapped = unwrapLine(line, this.#version);
    if (unwrapped === undefined && this.#streams.size === 0 && this.#complete.length === 0)
      return this.#pushPlain(line);
    this.#giveUpOthers(line, unwrapped);
    this.#put(line, unwrapped);
    return this.#returned();
  }

  flush(): readonly string[] {
    if (this.#plain.record.lines > 0) this.#end(this.#plain);
    for (const stream of this.#streams.values()) {
      this.#endParts(stream);
      this.#end(stream);
    }
    this.#streams.clear();
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
    record.begin(line, undefined);
    this.#firstReturned = plain.first;
    this.#firstsReturned = undefined;
    plain.first = this.#lines;
    this.#start = this.#lines;
    return text === undefined ? NONE : [text];
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

  /** Place of the line that was pushed last. */
  get #here(): Place {
    return { first: this.#lines, last: this.#lines };
  }

  #keepWhole(line: string, name: string): void {
    const stream = this.#streams.get(name);
    if (stream !== undefined) this.#giveUp(name, stream);
    this.#keep({ text: line, ...this.#here });
  }

  /** A line that was cut is judged when its end is there: `P panic: `, `F boom`. */
  #addPart(stream: Stream, line: string, unwrapped: UnwrappedLine): void {
    const at = this.#lines;
    stream.parts ??= {
      unwrapped: { ...unwrapped, isPartial: false },
      lines: [],
      text: '',
      bytes: 0,
      first: at,
      last: at,
      lastLine: line,
      seconds: null,
    };
    const { parts } = stream;
    parts.lines.push(line);
    parts.text += unwrapped.text;
    parts.bytes += Buffer.byteLength(line) + 1;
    extend(parts, line, at);
    if (stream.record.lines === 0) extend(stream, line, at);
    if (!unwrapped.isPartial || parts.bytes > MAX_LINE_BYTES) this.#endParts(stream);
  }

  #endParts(stream: Stream): void {
    const { parts } = stream;
    if (parts === undefined) return;
    stream.parts = undefined;
    const { first, last, lines, text, unwrapped } = parts;
    this.#add(stream, lines.join('\n'), { ...unwrapped, text }, { first, last });
    stream.lastLine = lines.at(-1) ?? '';
  }

  #add(stream: Stream, line: string, unwrapped: UnwrappedLine | undefined, place = this.#here): void {
    if (this.#extends(stream, line, unwrapped, place)) return;
    if (stream.record.lines > 0) this.#end(stream);
    stream.record.begin(line, unwrapped);
    stream.first = place.first;
    stream.added = [];
    extend(stream, line, place.last);
  }

  #extends(stream: Stream, line: string, unwrapped: UnwrappedLine | undefined, place = this.#here): boolean {
    if (!stream.record.accepts(line, unwrapped) || this.#isLate(stream, line, unwrapped)) return false;
    stream.record.add(line, unwrapped?.text ?? line);
    stream.added.push(place);
    extend(stream, line, place.last);
    if (stream.record.isMistaken) this.#divide(stream, unwrapped);
    return true;
  }

  /** True for a line that its envelope says to be far behind the one above it in its stream: nothing prints a text so slowly. */
  #isLate(stream: Stream, line: string, unwrapped: UnwrappedLine | undefined): boolean {
    if (this.#version < 5 || (unwrapped?.isContainer !== true && unwrapped?.isStrict !== true)) return false;
    if (stream.seconds === null) stream.seconds = secondsOf(stream.lastLine, this.#version);
    return isPause(stream.seconds, secondsOf(line, this.#version), MAX_OWN_PAUSE_S);
  }

  #open(name: string): Stream {
    if (this.#streams.size >= MAX_STREAMS) {
      let oldest: [string, Stream] | undefined;
      // As in `#giveUpOthers`: a reader that begins at the parts does not know the record in front of them.
      const firstOf = (stream: Stream) => (this.#version > 5 ? (stream.parts ?? stream) : stream).first;
      for (const entry of this.#streams)
        if (oldest === undefined || firstOf(entry[1]) < firstOf(oldest[1])) oldest = entry;
      if (oldest !== undefined) this.#giveUp(...oldest);
    }
    const record = this.#createRecord();
    const stream: Stream = {
      record,
      first: this.#lines,
      last: 0,
      added: [],
      lastLine: '',
      seconds: null,
      parts: undefined,
    };
    this.#streams.set(name, stream);
    return stream;
  }

  /** Ends the records of other streams that this line is too far from. */
  #giveUpOthers(line: string, unwrapped: UnwrappedLine | undefined): void {
    let seconds: number | undefined | null = null;
    const isFar = (whole: Stream) => {
      // Read again from the first part on, the record before is not there.
      const stream = this.#version > 5 ? (whole.parts ?? whole) : whole;
      if (this.#lines - stream.last > MAX_BETWEEN) return true;
      if (seconds === null) seconds = timeOf(line, unwrapped, this.#version);
      if (seconds === undefined) return false;
      if (stream.seconds === null) stream.seconds = secondsOf(stream.lastLine, this.#version);
      return isPause(stream.seconds, seconds, MAX_PAUSE_S);
    };
    const own = unwrapped === undefined ? '' : unwrapped.stream;
    for (const [name, stream] of this.#streams) if (name !== own && isFar(stream)) this.#giveUp(name, stream);
    if (own !== '' && this.#plain.record.lines > 0 && isFar(this.#plain)) this.#end(this.#plain);
  }

  #giveUp(name: string, stream: Stream): void {
    this.#endParts(stream);
    this.#end(stream);
    this.#streams.delete(name);
    if (this.#before === stream) this.#before = undefined;
  }

  /** Makes each line of the record a record; its last line is pending, and no boundary is before that. */
  #divide(stream: Stream, unwrapped: UnwrappedLine | undefined): void {
    const lines = stream.record.divide();
    const places = [{ first: stream.first, last: stream.last }, ...stream.added];
    const last = lines.pop() as string;
    // The first is said to reach to the end: a reader that stops before that sees too few lines to divide.
    for (const [index, text] of lines.entries()) this.#keep({ text, ...(places[index] as Place) });
    stream.first = places.at(-1)?.first ?? stream.last;
    stream.added = [];
    stream.record.begin(last, unwrapped);
  }

  #end({ first, last, record }: Stream): void {
    const text = record.flush();
    if (text !== undefined) this.#keep({ text, first, last });
  }

  /** Nearly always behind all that are complete. */
  #keep(record: CompleteRecord): void {
    let at = this.#complete.length;
    while (at > 0 && (this.#complete[at - 1] as CompleteRecord).first > record.first) at -= 1;
    this.#complete.splice(at, 0, record);
  }

  /** Returns the records before the last boundary. */
  #returned(): readonly string[] {
    const pending = this.#firstPending();
    // As long as the first pending record goes on, there is no new boundary.
    if (pending === this.#blockedBy || this.#complete.length === 0) return NONE;
    this.#blockedBy = pending;
    let boundary = pending;
    for (let at = this.#complete.length - 1; at >= 0; at--) {
      const { first, last } = this.#complete[at] as CompleteRecord;
      if (first < boundary && last >= boundary) boundary = first;
    }
    let count = 0;
    while (count < this.#complete.length && (this.#complete[count] as CompleteRecord).first < boundary) count += 1;
    if (count === 0) return NONE;
    this.#start = boundary;
    const records = this.#complete.splice(0, count);
    this.#firstsReturned = records.map(({ first }) => first);
    return records.map(({ text }) => text);
  }

  /** Number of the first line of a pending record; behind the last line when there is none. */
  #firstPending(): number {
    let first = this.#plain.record.lines > 0 ? this.#plain.first : this.#lines + 1;
    for (const stream of this.#streams.values()) if (stream.first < first) first = stream.first;
    return first;
  }
}

function extend(stream: Pick<Stream, 'last' | 'lastLine' | 'seconds'>, line: string, last: number): void {
  stream.last = last;
  stream.lastLine = line;
  stream.seconds = null;
}

/** True when more time is between two clocks; more than half a day is a line that is late. */
function isPause(from: number | undefined, to: number | undefined, most: number): boolean {
  if (from === undefined || to === undefined) return false;
  const pause = (to - from + DAY_S) % DAY_S;
  return pause > most && pause < DAY_S / 2;
}

function timeOf(line: string, unwrapped: UnwrappedLine | undefined, version: number): number | undefined {
  return unwrapped !== undefined || isTimed(line, version) ? secondsOf(line, version) : undefined;
}
