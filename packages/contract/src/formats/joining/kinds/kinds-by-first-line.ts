import { isCsvlog } from '../../text/csv-columns.ts';
import { isUntimedEvent, timeOfGeneralLog } from '../../text/general-log.ts';
import { crashOf } from '../crashes/crash-traces.ts';
import type { Continuation } from '../lines/line-rules.ts';
import { isTimed, startsRecord } from '../lines/record-start.ts';
import { isBlank } from '../lines/stack-trace.ts';
import { blockKind, having } from './block-kinds.ts';

/*
 * Kinds of first lines that version 5 of the joiner knows:
 *
 *     2024-05-14 … UTC,"a","b",1,…           PostgreSQL's csvlog: up to the end of a quoted column (it may hold timed lines)
 *     Started GET "/" for …                  a request in Rails' log of development: up to the next
 *     [6f1c2b7e-…] Started GET "/" for …     since version 7, the same with the request's id, which tags its lines
 *     … Version: … started with:             the head of MySQL's slow log
 *     Start-Date: 2024-05-14 …               APT's history, and its terminal: up to the next
 *     … exception was never retrieved        asyncio: the details are below
 *     [30/Nov/2026 03:06:32] "GET / …        Django: a request is a line; the lines below are about the next one
 *     [ 05-14 10:00:00.123  813: 814 E/Tag ] logcat -v long: its text is below, up to a blank line at least
 *     2024-05-14 10:00:00 [main] a.B.c()     tinylog: its severity and text are below
 *     ┌ Warning: text                        Julia: up to └
 *     261130  9:43:31 ⇥  3 Query ⇥ select    MySQL's general log, since version 6: a statement, up to the next event
 *     !ENTRY plugin 4 0 2024-05-14 …         Eclipse, since version 6: up to the next entry or session
 *
 * and, since version 7, the kinds of `block-kinds.ts`.
 */

const SPACE = 32;
const DASH = 45;
const DOT = 46;
const STARTED = /^Started [A-Z]{3,10} "/;
const TAGGED =
  /^\[[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\] (?=(?:\[[^\]]{1,64}\] ){0,3}(?:Started [A-Z]{3,10} "|Completed \d{3} ))/;
const SERVER = /^\S{1,200}, Version: .{1,200} started with:$/;
const SERVER_LINE = /^(?:Tcp port: |Time {2,30}Id Command)/;
/** With tabs, as they write it. */
const SERVER_LINE_SINCE_6 = /^(?:Tcp port: |Time\s{2,30}Id Command)/;
const APT = /^(?:Start-Date|Log started): \d{4}-/;
const ASYNCIO =
  /(?:Task exception was never retrieved|Future exception was never retrieved|Task was destroyed but it is pending!|Exception in callback \S.{0,200}|Unclosed client session)$/;
const ASYNCIO_FACT =
  /^(?:future|task|handle|protocol|transport|client_session|connector|connections|created at|context)\b/;

const CLOSING = 41;
const TINYLOG = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})? \[[^\]]{1,128}\] [\w$.]{1,200}\.[\w$<>]{1,120}\(\)$/;
const DJANGO = /^\[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\] "[A-Z]{3,10} /;
const LOGCAT_LONG = /^\[ {1,2}\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,9}\d{1,9}: {0,9}\d{1,9} [VDIWEFA]\//;
const ECLIPSE = /^!(?:ENTRY \S|SESSION \d)/;
const EXCLAMATION = 33;
const NOTHING = /^(?!)/;

/**
 * The rule for a first line of these kinds; undefined for any other.
 *
 * @param version of the joiner, 5 at least
 */
export function kindByFirstLine(first: string, version: number): Continuation | undefined {
  const code = first.charCodeAt(0);
  if (version > 5 && isEvent(first)) return statement(version);
  if (code >= 48 && code <= 57) {
    // A look at the end costs less. Other lines of a log with times have no bracket there.
    if (first.charCodeAt(first.length - 1) === CLOSING && TINYLOG.test(first)) {
      return headAlone((line) => startsRecord(line, version));
    }
    return mayBeCsvlog(first) && isCsvlog(first) ? csvlog(first, version) : undefined;
  }
  const block = version > 6 ? blockKind(first, version) : undefined;
  if (block !== undefined) return block;
  if (code === 91) {
    if (DJANGO.test(first)) return having(NOTHING);
    const tag = version > 6 && first.charCodeAt(9) === DASH ? TAGGED.exec(first)?.[0] : undefined;
    if (tag !== undefined) return tagged(tag);
    if (LOGCAT_LONG.test(first)) return headAlone((line) => LOGCAT_LONG.test(line));
  }
  if (version > 5 && code === EXCLAMATION && ECLIPSE.test(first)) return upTo(ECLIPSE, version);
  if (code === 83 && STARTED.test(first)) return upTo(STARTED, version);
  const head = first.slice(0, 512);
  if (APT.test(head)) return upTo(APT, version);
  if (SERVER.test(head)) return having(version > 5 ? SERVER_LINE_SINCE_6 : SERVER_LINE);
  if (code === 0x250c) return having(/^[│└]/);
  return ASYNCIO.test(head) ? having(ASYNCIO_FACT) : crashOf(head, version);
}

function upTo(next: RegExp, version: number): Continuation {
  return { next: (line) => isBlank(line) || !(next.test(line) || startsRecord(line, version)) };
}

/**
 * Takes the lines with the tag, up to the next request with it. Any other line ends the record, and the rest of the
 * request becomes a record of its own.
 */
function tagged(tag: string): Continuation {
  const request = tag.length;
  return { next: (line) => line.startsWith(tag) && !line.startsWith('Started ', request) };
}

/** The line below a head always belongs to it, and so does any line that begins no record. */
function headAlone(starts: (line: string) => boolean): Continuation {
  let lines = 0;
  return {
    next(line) {
      lines += 1;
      return lines === 1 || isBlank(line) || !starts(line);
    },
  };
}

function isEvent(first: string): boolean {
  return isUntimedEvent(first) || timeOfGeneralLog(first) !== undefined;
}

/** A statement may hold any lines except those that begin with a day and a clock. */
function statement(version: number): Continuation {
  return { isAskedOfObjects: true, next: (line) => !isUntimedEvent(line) && !isTimed(line, version) };
}

/** Compares the characters after the year and after the clock: most logs with times have a comma or a T there. */
function mayBeCsvlog(first: string): boolean {
  if (first.charCodeAt(4) !== DASH || first.charCodeAt(10) !== SPACE) return false;
  const behind = first.charCodeAt(19);
  return behind === SPACE || behind === DOT;
}

function csvlog(first: string, version: number): Continuation {
  let isOpen = hasOddQuotes(first);
  return {
    next(line) {
      if (!isOpen) return isBlank(line) || !startsRecord(line, version);
      // The next row ends a row that was cut.
      if (isCsvlog(line)) return false;
      if (hasOddQuotes(line)) isOpen = false;
      return true;
    },
  };
}

function hasOddQuotes(line: string): boolean {
  let count = 0;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) count += 1;
  return count % 2 === 1;
}
