import { JUL_LEVEL } from '../../severity/level-words.ts';
import { startsCrash } from '../crashes/crash-start.ts';
import { crashOf } from '../crashes/crash-traces.ts';
import type { Continuation } from '../lines/line-rules.ts';
import { isTimed, startsPadded, startsRecord } from '../lines/record-start.ts';
import { isBlank, isIndented } from '../lines/stack-trace.ts';
import { kindByFirstLine } from './kinds-by-first-line.ts';

/*
 * Which lines belong to a record by the kind of its first line:
 *
 *     with a time      every line that does not begin a record itself (`record-start.ts`)
 *     `# Time: …`      MySQL's slow log: up to the next `# Time:`, or the next user after a statement
 *     `#`              a crash of the JVM: the lines with `#`, and in a file of its own the sections after them
 *     `=… REPORT====`  Erlang's, up to the next
 *     `thread 'x' …`   a panic of Rust: its message, then the backtrace
 *     `<Event …`       an event in XML: up to its closing tag
 *
 * Version 5 adds the kinds of `kinds-by-first-line.ts` and `crash-traces.ts`.
 *
 * A record without one of these beginnings follows the rules of stack traces alone.
 */

const SLOW_QUERY = /^# (?:Time|User@Host): /;
const RUST = /^thread '[^']{0,128}' (?:\(\d{1,9}\) )?panicked at /;
const XML = /^<(\?xml|Events?|log4j:event|record)[\s>]/;
const JUL = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M [\w$.]{1,200} [\w$<>]{1,120}$/;
/** The method may be unknown; since Java 20 a narrow space precedes AM. */
const JUL_CLASS =
  /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d[ \u202f][AP]M (?:[\w$]{1,64}\.){1,16}[\w$]{1,64}(?: [\w$<>]{1,120})?$/;
/** In German, since version 7. */
const JUL_SINCE_7 =
  /^[A-Z][a-zä]{2,3}\.? \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d[ \u00a0\u202f](?:VORM|NACHM|vorm|nachm)\. (?:[\w$]{1,64}\.){1,16}[\w$]{1,64}(?: [\w$<>]{1,120})?$/;
const JUL_LEVEL_BEFORE_5 = /^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): ?/;

// Made once: most records of a log with times ask for it.
const TIMED = timed(Number.POSITIVE_INFINITY);
const TIMED_BEFORE_5 = timed(4);
const TIMED_BEFORE_6 = timed(5);
const TIMED_BEFORE_7 = timed(6);
const REPORT = /^=[A-Z]{4,12} REPORT==== /;

/**
 * The rules for a first line; undefined when no rule fits.
 *
 * @param version of the joiner
 * @param isTimedFirst `isTimed` of that version, asked only when the answer is needed
 */
export function continuationOf(
  first: string,
  version: number,
  isTimedFirst: (first: string) => boolean,
): Continuation | undefined {
  return (version > 4 ? kindByFirstLine(first, version) : undefined) ?? ruleOf(first, version, isTimedFirst);
}

/**
 * The same for a strict stream. Each of its lines has a time, and a line that does not certainly belong to the one
 * above is a record. So it takes only the texts that its kind itself has.
 */
export function strictContinuationOf(first: string, version: number): Continuation | undefined {
  if (version < 5) return undefined;
  const crash = crashOf(first, version);
  if (crash !== undefined) return crash;
  const code = first.charCodeAt(0);
  if (code === 60) return xml(first);
  if (code === 35) return strictHashes(first, version);
  if (code === 61 && REPORT.test(first)) return { next: (line) => (/^\s/.test(line) ? true : undefined) };
  if (code >= 65 && code <= 90 && isJul(first.slice(0, 512), version)) return julSeverity();
  return undefined;
}

function strictHashes(first: string, version: number): Continuation | undefined {
  const rule = hashes(first, version);
  if (rule === undefined || !SLOW_QUERY.test(first)) return rule;
  return { next: (line, before, head) => !startsRecord(line, version) && rule.next(line, before, head) };
}

/** The severity of java.util.logging is on the second line. */
function julSeverity(): Continuation {
  let lines = 0;
  return {
    next(line) {
      lines += 1;
      return lines === 1 && JUL_LEVEL.test(line) ? true : undefined;
    },
  };
}

function ruleOf(first: string, version: number, isTimedFirst: (first: string) => boolean): Continuation | undefined {
  const code = first.charCodeAt(0);
  // Check digits first: nearly all lines that get here are access logs, which are not timed.
  if (code >= 48 && code <= 57) return isTimedFirst(first) ? timedBy(version) : undefined;
  if (code === 35 || code === 60) {
    const rule = code === 35 ? hashes(first, version) : xml(first);
    return rule === undefined && version > 6 && isTimedFirst(first) ? timedBy(version) : rule;
  }
  if (code === 61 && version > 3 && REPORT.test(first)) return reports(version);
  if (code === 116 && RUST.test(first)) return rust(version);
  if (code >= 65 && code <= 90 && isJul(first.slice(0, 512), version)) return jul(version);
  return isTimedFirst(first) || startsIndented(first, version) ? timedBy(version) : undefined;
}

function timed(version: number): Continuation {
  if (version < 5) return { next: (line) => isBlank(line) || !startsRecord(line, version) };
  return {
    next: (line, before, first) => {
      if (isBlank(line)) return true;
      if (version > 5 && isIndented(line) && !isIndented(first)) return !startsPadded(line);
      return !(startsRecord(line, version) || startsCrash(line, before, first, version));
    },
  };
}

function timedBy(version: number): Continuation {
  if (version > 5) return version > 6 ? TIMED : TIMED_BEFORE_7;
  return version > 4 ? TIMED_BEFORE_6 : TIMED_BEFORE_5;
}

/** A report of Erlang continues up to the next. */
function reports(version: number): Continuation {
  return { next: (line) => !REPORT.test(line) && !startsRecord(line, version) };
}

function isJul(head: string, version: number): boolean {
  return JUL.test(head) || (version > 4 && JUL_CLASS.test(head)) || (version > 6 && JUL_SINCE_7.test(head));
}

function startsIndented(first: string, version: number): boolean {
  return (first.startsWith(' ') || first.startsWith('\t')) && startsRecord(first, version);
}

function hashes(first: string, version: number): Continuation | undefined {
  if (SLOW_QUERY.test(first)) return slowQuery(version);
  if (first !== '#' && !first.startsWith('# A fatal error')) return undefined;
  return version > 3 ? jvmCrash() : HASHES_BEFORE_4;
}

const HASHES_BEFORE_4: Continuation = { next: (line) => (line.startsWith('#') ? true : undefined) };
const SECTION = /^-{8,16} {1,3}[A-Z] [A-Z ]{3,40} -{8,16}$/;

function jvmCrash(): Continuation {
  let isReport = false;
  let isBehindBlank = false;
  return {
    next(line) {
      isReport ||= isBehindBlank && SECTION.test(line);
      isBehindBlank = isBlank(line);
      return isReport || line.startsWith('#') || isBehindBlank ? true : undefined;
    },
  };
}

function slowQuery(version: number): Continuation {
  let hasStatement = false;
  return {
    isAskedOfObjects: true,
    next(line) {
      if (version > 4 && isTimed(line, version)) return false;
      if (line.startsWith('# Time: ') || (hasStatement && line.startsWith('# User@Host: '))) return false;
      if (!line.startsWith('#')) hasStatement = true;
      return true;
    },
  };
}

function rust(version: number): Continuation {
  let lines = 0;
  return {
    next(line) {
      lines += 1;
      if (lines === 1 && !startsRecord(line, version)) return true;
      return /^(?:stack backtrace:|note: )/.test(line) ? true : undefined;
    },
  };
}

function xml(first: string): Continuation | undefined {
  const root = XML.exec(first)?.[1];
  if (root === undefined || (root !== '?xml' && first.includes(`</${root}>`))) return undefined;
  let closing = root === '?xml' ? undefined : `</${root}>`;
  let isClosed = false;
  return {
    next(line) {
      if (isClosed) return isBlank(line) ? true : undefined;
      closing ??= closingOf(line);
      isClosed = closing === undefined || line.includes(closing);
      return true;
    },
  };
}

function closingOf(line: string): string | undefined {
  const name = /^\s{0,64}<([A-Za-z][\w:.-]{0,63})/.exec(line)?.[1];
  return name === undefined ? undefined : `</${name}>`;
}

/** java.util.logging: the severity is on the second line. */
function jul(version: number): Continuation {
  const level = version < 5 ? JUL_LEVEL_BEFORE_5 : JUL_LEVEL;
  let lines = 0;
  return {
    next(line, before, first) {
      lines += 1;
      return (lines === 1 && level.test(line)) || timedBy(version).next(line, before, first);
    },
  };
}
