import { createRecord } from '../../record/index.ts';
import { instantOf, type TakenTime, takeTime } from '../../times/index.ts';
import type { LineFormat } from '../format/line-format.ts';
import { type HeadAttributes, isNumber, putCodePlace, putNew } from '../names/head-attributes.ts';
import { isCapitalLevel, isMarkedLevel } from '../severity/level-words.ts';
import { gapAt } from './pieces.ts';
import { readHead } from './read-head.ts';

/*
 * Heads that are one bracket, with time and severity among other parts in any order:
 *
 *     [1234:5678:0514/100000.123456:ERROR:file.cc(12)] text                        Chromium
 *     [2024-05-14 10:00:00,123 E 813 814] text                                     Ray
 *     [ E 2024-05-14 10:00:00.1234 813/T1 age/Cor/Con.cpp:12 ]: text               Passenger
 *     [ns_server:error,2024-05-14T10:00:00.123Z,ns_1@h:<0.216.0>:f:60]text         Couchbase
 *     [W514 10:00:00.123456789 socket.cpp:663] text                                PyTorch; [W socket.cpp:663] before
 *     [ 05-14 10:00:00.123  1234: 5678 E/Tag ]                                     logcat -v long, its text on the next line
 *     [#|2024-05-14T10:00:00.123+0000|SEVERE|glassfish|org.example|…|text|#]       GlassFish before 5
 */

/** Reads a line whose head is one bracket, unless an ordinary head finds as much of it. */
export const bracketFormat: LineFormat = (line, context) => {
  const head = readBracketHead(line, context.observedAt);
  if (head === undefined) return undefined;
  const ordinary = readHead(line, context);
  if (ordinary?.level !== undefined && (ordinary.opening.time !== undefined || head.time === undefined))
    return undefined;
  const { attributes, end, severity, time } = head;
  const message = line.slice(end).replace(/\|#\]$/, '');
  const timestamp = time && instantOf(time);
  const record = createRecord(
    { timestamp, severity, attributes, message: message || (context.hasMoreLines === true ? '' : line) },
    context,
  );
  if (time?.isYearless === true) context.onBorrowedTime?.(record, 'year');
  return record;
};

/** A head in one bracket. */
interface BracketHead {
  time?: TakenTime;
  severity: string;
  attributes: HeadAttributes;
  /** Start of the message. */
  end: number;
}

const MAX_BRACKET = 256;
/** More parts are parts of the message. */
const MOST_PARTS = 10;
const PART = /[^\s,|:#\]]+(?:::[^\s,|:#\]]+)*/y;
const SIGNS = new Set([' ', ',', '|', ':', '#', '\t']);
const LETTERS: Readonly<Record<string, string>> = Object.freeze({
  V: 'TRACE',
  T: 'TRACE',
  D: 'DEBUG',
  I: 'INFO',
  N: 'NOTICE',
  W: 'WARN',
  E: 'ERROR',
  C: 'CRITICAL',
  F: 'FATAL',
});
/** A letter glued to month and day, as in glog. */
const GLUED = /([DIWEF])(\d{3,4})(?= \d\d:\d\d:\d\d)/y;
const PLACE = /^([\w./-]{1,160}\.[a-z]{1,4})\((\d{1,7})\)$/;
const TAGGED = /^([VDIWEF])\/([\w.$-]{1,64})$/;
const FILE = /([\w./-]{1,160}\.[a-z]{1,4}):(\d{1,7})(?=[\s\]])/y;
const RANK = /^(?:\[\w{1,16}\]|\(\w{1,32}\)):? ?(?=\[)/;

/** Parses a head in one bracket; undefined unless it holds a severity, and a time or a place in the code. */
function readBracketHead(line: string, observedAt: number): BracketHead | undefined {
  const start = RANK.exec(line)?.[0].length ?? 0;
  if (line[start] !== '[') return undefined;
  const reader = new BracketReader(line, observedAt);
  return reader.read(start + 1);
}

class BracketReader {
  readonly #line: string;
  readonly #observedAt: number;
  readonly #attributes: HeadAttributes = {};
  #time: TakenTime | undefined;
  #severity: string | undefined;

  constructor(line: string, observedAt: number) {
    this.#line = line;
    this.#observedAt = observedAt;
  }

  read(start: number): BracketHead | undefined {
    const line = this.#line;
    const limit = Math.min(line.length, start + MAX_BRACKET);
    let at = start;
    for (let count = 0; count < MOST_PARTS && at < limit; count++) {
      while (SIGNS.has(line[at] ?? '')) at += 1;
      if (line[at] === ']') break;
      const end = this.#takePart(at);
      if (end === undefined) return undefined;
      at = end;
    }
    const close = line.indexOf(']', at);
    const isGlassfish = line[start] === '#';
    if (this.#severity === undefined || close < 0 || close > limit) {
      return isGlassfish ? this.#found(at) : undefined;
    }
    const isKnown = this.#time !== undefined || Object.hasOwn(this.#attributes, 'code.file.path');
    return isKnown ? this.#found(close + 1) : undefined;
  }

  #found(at: number): BracketHead | undefined {
    if (this.#severity === undefined) return undefined;
    const end = at + gapAt(this.#line, at).length;
    const time = this.#time === undefined ? {} : { time: this.#time };
    return { ...time, severity: this.#severity, attributes: this.#attributes, end };
  }

  /** @returns where the part ends */
  #takePart(at: number): number | undefined {
    const line = this.#line;
    const time = this.#time === undefined ? this.#takeTime(at) : undefined;
    if (time !== undefined) return time;
    FILE.lastIndex = at;
    const file = FILE.exec(line);
    if (file !== null) {
      putCodePlace(this.#attributes, file[0]);
      return at + file[0].length;
    }
    PART.lastIndex = at;
    const part = PART.exec(line)?.[0];
    if (part === undefined) return undefined;
    this.#takeWord(part);
    return at + part.length;
  }

  #takeTime(at: number): number | undefined {
    const line = this.#line;
    GLUED.lastIndex = at;
    const glued = GLUED.exec(line);
    if (glued !== null && this.#severity === undefined) {
      const [all, letter = '', day = ''] = glued;
      const clock = line.slice(at + all.length, at + all.length + 20);
      const text = `${day.slice(0, -2).padStart(2, '0')}-${day.slice(-2)}${clock}`;
      const time = takeTime(text, 0, this.#observedAt);
      if (time === undefined) return undefined;
      this.#time = time;
      this.#severity = LETTERS[letter];
      return at + all.length + time.end - 5;
    }
    const time = takeTime(line, at, this.#observedAt);
    if (time === undefined || time.isEpoch) return undefined;
    this.#time = time;
    return time.end;
  }

  #takeWord(part: string): void {
    const attributes = this.#attributes;
    const place = PLACE.exec(part);
    const tagged = TAGGED.exec(part);
    if (place !== null) putCodePlace(attributes, `${place[1]}:${place[2]}`);
    else if (this.#severity === undefined && Object.hasOwn(LETTERS, part)) this.#severity = LETTERS[part];
    else if (this.#severity === undefined && isLevel(part)) this.#severity = part;
    else if (this.#severity === undefined && tagged !== null) {
      this.#severity = LETTERS[tagged[1] ?? ''];
      putNew(attributes, 'log.logger', tagged[2]);
    } else if (isNumber(part))
      putNew(attributes, Object.hasOwn(attributes, 'process.pid') ? 'thread.id' : 'process.pid', Number(part));
    else putNew(attributes, 'log.context', part);
  }
}

function isLevel(part: string): boolean {
  return isCapitalLevel(part) || (part.length > 3 && isMarkedLevel(part));
}
