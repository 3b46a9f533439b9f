import { secondsOf } from '../../frames/unwrap-line.ts';
import type { UnwrappedLine } from '../../frames/unwrapped-line.ts';
import { isTimed } from '../lines/record-start.ts';
import type { PendingRecord } from '../record/pending-record.ts';
import type { Place } from './complete-records.ts';

/** One stream of lines and the record that is pending in it. */

const DAY_S = 86_400;

/** The last line, and its time. */
interface LastLine {
  /** Number of the last line. */
  last: number;
  lastLine: string;
  /** Time of the last line; null until it is asked for. */
  seconds: number | undefined | null;
}

/** See the top of this file. */
export interface Stream extends Place, LastLine {
  name: string;
  record: PendingRecord;
  /** The run of its records as noted last. */
  notedRun: number | undefined;
  /** Places of the lines that were added to the first one. */
  added: Place[];
  /** Parts of a line that the runtime has cut, until its end arrives; judged as one. */
  parts: CutLine | undefined;
}

/** The parts of a line that the runtime has cut. */
interface CutLine extends Place, LastLine {
  unwrapped: UnwrappedLine;
  lines: string[];
  text: string;
  bytes: number;
}

/** A stream without a line. */
export function emptyStream(name: string, record: PendingRecord, first: number): Stream {
  const notedRun = record.run;
  return { name, record, notedRun, first, last: 0, added: [], lastLine: '', seconds: null, parts: undefined };
}

/** A cut line, without its parts. */
export function emptyCutLine(line: string, unwrapped: UnwrappedLine, at: number): CutLine {
  const whole = { ...unwrapped, isPartial: false };
  return { unwrapped: whole, lines: [], text: '', bytes: 0, first: at, last: at, lastLine: line, seconds: null };
}

/** Notes the last line. */
export function extend(stream: LastLine, line: string, last: number): void {
  stream.last = last;
  stream.lastLine = line;
  stream.seconds = null;
}

/** Adds a part of the line. */
export function extendCutLine(parts: CutLine, line: string, text: string, at: number): void {
  parts.lines.push(line);
  parts.text += text;
  parts.bytes += Buffer.byteLength(line) + 1;
  extend(parts, line, at);
}

/**
 * The part of a stream that a reader knows if it begins at the stream's last boundary. After parts of a line, the
 * record before them is missing. Versions up to 5 did not consider this.
 */
export function knownPart(stream: Stream, version: number): Stream | CutLine {
  return version > 5 ? (stream.parts ?? stream) : stream;
}

/** The stream whose known part began first. */
export function oldestOf(streams: Iterable<Stream>, version: number): Stream | undefined {
  let oldest: Stream | undefined;
  for (const stream of streams) {
    if (oldest === undefined || knownPart(stream, version).first < knownPart(oldest, version).first) oldest = stream;
  }
  return oldest;
}

/** Seconds of the day of the last line; undefined when it has no time. */
export function lastSeconds(stream: LastLine, version: number): number | undefined {
  if (stream.seconds === null) stream.seconds = secondsOf(stream.lastLine, version);
  return stream.seconds;
}

/** True when more than `most` seconds are between two clocks. More than half a day means a late line. */
export function isPause(from: number | undefined, to: number | undefined, most: number): boolean {
  if (from === undefined || to === undefined) return false;
  const pause = (to - from + DAY_S) % DAY_S;
  return pause > most && pause < DAY_S / 2;
}

/** Seconds of the day of a line; undefined when it has no time. */
export function timeOf(line: string, unwrapped: UnwrappedLine | undefined, version: number): number | undefined {
  return unwrapped !== undefined || isTimed(line, version) ? secondsOf(line, version) : undefined;
}
