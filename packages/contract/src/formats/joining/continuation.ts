import { isBlank } from '../stack-trace.ts';
import { isNewStart, newKindOf } from './new-kinds.ts';
import { isTimed, startsRecord } from './record-start.ts';

/*
 * Which lines belong to a record by the kind of its first line:
 *
 *     with a time      every line that does not begin a record itself (`record-start.ts`)
 *     `# Time: …`      MySQL's slow log: up to the next `# Time:`, or the next user behind a statement
 *     `#`              a crash of the JVM: the lines that begin with `#`, and the sections behind them in a file of its own
 *     `=… REPORT====`  Erlang's, up to the next
 *     `thread 'x' …`   a panic of Rust: its message, then the backtrace
 *     `<Event …`       an event in XML: up to its closing tag
 *
 * Version 5 knows those of `new-kinds.ts` beside them.
 *
 * A record without one of these beginnings follows the rules of stack traces alone.
 */

/** Decides about the lines behind one first line, in their order. */
export interface Continuation {
  /** True when the line belongs to the record, false when it does not; undefined leaves it to the stack traces. */
  next(line: string): boolean | undefined;
}

const RUST = /^thread '[^']{0,128}' (?:\(\d{1,9}\) )?panicked at /;
const XML = /^<(\?xml|Events?|log4j:event|record)[\s>]/;
const JUL = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M [\w$.]{1,200} [\w$<>]{1,120}$/;
/** The method may be unknown. */
const JUL_CLASS = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M (?:[\w$]{1,64}\.){1,16}[\w$]{1,64}$/;
const JUL_LEVEL = /^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): ?/;

const TIMED: Continuation = { next: (line) => isBlank(line) || !startsRecord(line) };
const TIMED_BEFORE_5: Continuation = { next: (line) => isBlank(line) || isNewStart(line) || !startsRecord(line) };
const REPORT = /^=[A-Z]{4,12} REPORT==== /;
/** A report of Erlang goes on up to the next. */
const REPORTS: Continuation = { next: (line) => !REPORT.test(line) && !startsRecord(line) };

/** The rules for a first line; undefined when it is none of these. */
export function continuationOf(first: string, version: number): Continuation | undefined {
  if (version > 4) return newKindOf(first) ?? ruleOf(first);
  const rule = isNewStart(first) || JUL_CLASS.test(first.slice(0, 512)) ? undefined : ruleOf(first);
  return rule === TIMED ? TIMED_BEFORE_5 : rule;
}

function ruleOf(first: string): Continuation | undefined {
  const code = first.charCodeAt(0);
  // Digits come first: nearly all lines that ask are of access logs, which are not timed.
  if (code >= 48 && code <= 57) return isTimed(first) ? TIMED : undefined;
  if (code === 35) return hashes(first);
  if (code === 60) return xml(first);
  if (code === 61 && REPORT.test(first)) return REPORTS;
  if (code === 116 && RUST.test(first)) return rust();
  if (code >= 65 && code <= 90 && isJul(first.slice(0, 512))) return jul();
  return isTimed(first) || startsIndented(first) ? TIMED : undefined;
}

function isJul(head: string): boolean {
  return JUL.test(head) || JUL_CLASS.test(head);
}

function startsIndented(first: string): boolean {
  return (first.startsWith(' ') || first.startsWith('\t')) && startsRecord(first);
}

function hashes(first: string): Continuation | undefined {
  if (/^# (?:Time|User@Host): /.test(first)) return slowQuery();
  return first === '#' || first.startsWith('# A fatal error') ? jvmCrash() : undefined;
}

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

function slowQuery(): Continuation {
  let hasStatement = false;
  return {
    next(line) {
      if (line.startsWith('# Time: ') || (hasStatement && line.startsWith('# User@Host: '))) return false;
      if (!line.startsWith('#')) hasStatement = true;
      return true;
    },
  };
}

function rust(): Continuation {
  let lines = 0;
  return {
    next(line) {
      lines += 1;
      if (lines === 1 && !startsRecord(line)) return true;
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
function jul(): Continuation {
  let lines = 0;
  return {
    next(line) {
      lines += 1;
      return (lines === 1 && JUL_LEVEL.test(line)) || TIMED.next(line);
    },
  };
}
