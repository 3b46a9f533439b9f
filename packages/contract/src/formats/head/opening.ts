import { type TakenTime, takeClock, takeTime } from '../../times/index.ts';
import { isCapitalLevel, isMarkedLevel } from '../severity/level-words.ts';
import { gapAt, type Piece, pieceAt, piecesOf } from './pieces.ts';

/** The beginning of a line, up to the end of its time. */
export interface Opening {
  /** Absent for a clock without a day, and for a line that begins with neither. */
  time?: TakenTime;
  /** A clock without a day, as written. */
  clock?: string;
  /** Text before the time. */
  before: Piece[];
  /** Text between the time and the next part. */
  gap: string;
  /** Start of the next part. */
  end: number;
}

/** Severity, thread and process may precede the time, and one name. */
const MOST_BEFORE = 3;
const MAX_BEFORE = 128;

/** Finds the time at the beginning of a line, after brackets and a few parts of known kinds. */
export function takeOpening(line: string, observedAt: number): Opening {
  const start = gapOfSpaces(line);
  const before: Piece[] = [];
  let names = 0;
  for (let at = start; before.length <= MOST_BEFORE; ) {
    const from = OPENING.has(line[at] ?? '') ? at + 1 : at;
    const time = takeTime(line, from, observedAt);
    // A number after a word may mean anything, but in brackets it is hardly anything else.
    if (time !== undefined && (!time.isEpoch || before.length === 0 || isBracketed(line, from, time)))
      return withGap(line, { time, before }, behindBracket(line, from, time.end));
    const piece = openBracketLevel(line, at) ?? pieceAt(line, at);
    if (piece === undefined || piece.text.length > MAX_BEFORE) break;
    const isName = piece.kind === 'word' && !isLevelOrNumber(piece.text);
    if (isName) names += 1;
    const isInBrackets = piece.kind !== 'word' && (isMarkedLevel(piece.text) || line[piece.end] === '[');
    const isGlued = piece.gap === '' && !isInBrackets;
    if (names > 1 || isGlued || (isName && piece.gap.includes('-'))) break;
    before.push(piece);
    at = piece.end + piece.gap.length;
  }
  return (
    clockOpening(line, start) ??
    numberAndClock(line, start) ??
    impossibleOpening(line, start) ?? { before: [], gap: '', end: start }
  );
}

const OPENING = new Set(['[', '(', '<', '"', "'"]);

function isBracketed(line: string, from: number, { end }: TakenTime): boolean {
  return line[from - 1] === '[' && line[end] === ']';
}

/** Position after `)` or `>` if the time is in such brackets; `]` is part of the gap. */
function behindBracket(line: string, from: number, end: number): number {
  const open = line[from - 1];
  const isQuoted = (open === '"' || open === "'") && line[end] === open;
  return isQuoted || (open === '(' && line[end] === ')') || (open === '<' && line[end] === '>') ? end + 1 : end;
}

/** OpenVPN's number of microseconds after the second. */
const MICROSECONDS = /us=(\d{1,6})(?= )/y;
const SMALL_U = 117;

function withGap(line: string, opening: Omit<Opening, 'gap' | 'end'>, timeEnd: number): Opening {
  const gap = gapAt(line, timeEnd);
  const { time } = opening;
  if (time !== undefined && line.charCodeAt(timeEnd + gap.length) === SMALL_U) {
    MICROSECONDS.lastIndex = timeEnd + gap.length;
    const [all, digits] = MICROSECONDS.exec(line) ?? [];
    const microseconds = Number(digits);
    if (all !== undefined && time.ms % 1000 === 0) {
      const ms = time.ms + Math.floor(microseconds / 1000);
      const exact = { ...time, ms, nanos: (microseconds % 1000) * 1000 };
      return withGap(line, { ...opening, time: exact }, timeEnd + gap.length + all.length);
    }
  }
  return { ...opening, gap, end: timeEnd + gap.length };
}

/** A clock alone: `10:00:00.123`, `[10:00:00`. */
function clockOpening(line: string, start: number): Opening | undefined {
  const from = line[start] === '[' ? start + 1 : start;
  const clock = takeClock(line, from, false);
  if (clock === undefined || clock.end - from < 7) return undefined;
  return withGap(line, { before: [], clock: line.slice(from, clock.end) }, clock.end);
}

const NUMBER_BEFORE_CLOCK = /\d{1,9} {1,4}(?=\d\d:\d\d:\d\d)/y;

/** A process before the clock: `813 10:00:00 ERROR text`. */
function numberAndClock(line: string, start: number): Opening | undefined {
  NUMBER_BEFORE_CLOCK.lastIndex = start;
  const number = NUMBER_BEFORE_CLOCK.exec(line)?.[0];
  const opening = number === undefined ? undefined : clockOpening(line, start + number.length);
  return opening && { ...opening, before: piecesOf(line, start, 1) };
}

const IMPOSSIBLE = /\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)(?=[\]\s])/y;

/** A time that does not exist, such as 30 February: it gives no moment, but the rest of the line is read. */
function impossibleOpening(line: string, start: number): Opening | undefined {
  IMPOSSIBLE.lastIndex = start;
  const [all, clock] = IMPOSSIBLE.exec(line) ?? [];
  return all === undefined ? undefined : withGap(line, { before: [], clock }, start + all.length);
}

/** `[E 2024-05-14 … and `[ERROR 2024-05-14 …`: the bracket holds the time as well. */
function openBracketLevel(line: string, at: number): Piece | undefined {
  if (line[at] !== '[') return undefined;
  const word = /^\[([A-Z]{1,9}) (?=\S)/.exec(line.slice(at, at + 12))?.[1];
  if (word === undefined || !isMarkedLevel(word)) return undefined;
  return { kind: 'word', text: word, start: at + 1, end: at + 1 + word.length, gap: ' ' };
}

function isLevelOrNumber(text: string): boolean {
  return isCapitalLevel(text) || isMarkedLevel(text) || /^\d{1,9}(?::[A-Z])?$/.test(text) || !/\w/.test(text);
}

function gapOfSpaces(line: string): number {
  let at = 0;
  while (line.charCodeAt(at) === 32 || line.charCodeAt(at) === 9) at += 1;
  return at;
}
