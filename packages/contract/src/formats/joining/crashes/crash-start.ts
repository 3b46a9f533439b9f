import { oneOf } from '../../severity/phrases.ts';
import { OF_NO_LOGGER, OF_NO_LOGGER_SINCE_7 } from './crash-traces.ts';

/*
 * Lines that begin a record after a line with a time, since version 5: no logger writes them below its own head, so
 * another part of the program printed them.
 *
 *     Unhandled exception. System.X: boom           .NET; `Unhandled Exception: ` in older ones; Dart, Crystal
 *     a.rb:12:in `show': boom (RuntimeError)        Ruby
 *     PHP Fatal error:  Uncaught …                  PHP
 *     Exception in thread "main" …                  Java, of a thread that nothing caught
 *     Shop/main.swift:3: Fatal error: boom          Swift, OCaml
 *     fail: Shop.Worker[0]                          the console logger of .NET
 *     =CRASH REPORT==== …                           Erlang
 *     /app/a.py:3: UserWarning: text                Python
 *     GET /b 500 1.2 ms - 12                        requests of morgan, short and with colours or not
 *
 * Loggers do write a bare `Traceback …`, `** (RuntimeError) boom` and `boom at a.pl line 3.` below their heads, but
 * rarely below one of INFO: there the program has died. So a trace that a program logs as INFO on purpose becomes an
 * error of its own. That costs less than a crash that no alert sees. After `java.io.IOException: …` this would be wrong
 * too often: Java prints `Exception in thread` when nothing caught it, and OutOfMemoryError.
 */

const STARTS = oneOf([
  ...OF_NO_LOGGER,
  /^Unhandled [Ee]xception(?:\. |: )(?:[A-Za-z_]\w{0,80}\.){1,12}[A-Z]\w{0,80}: /,
  /^Unhandled exception(?:: .{1,400} \([A-Z][\w:]{0,80}\)|:)$/,
  /^(?:PHP )?Fatal error: {1,3}Uncaught /,
  /^Exception in thread "[^"]{1,256}" /,
  /^(?:[\w./+-]{1,256}\.swift:\d{1,7}: )?Fatal error: \S/,
  /^node:[\w/]{1,100}:\d{1,7}$/,
  /^=[A-Z]{4,12} REPORT==== /,
  /^==\d{1,10}==\s?(?:ERROR|WARNING): \w{1,40}Sanitizer: /,
  /^(?:lua[\d.]{0,6}|luajit): \S{1,300}:\d{1,7}: /,
  /^Error in .{1,300}\) : /,
  /^(?:Execution|Syntax) error \([A-Z]\w{1,80}\) at /,
  /^# (?:Time|User@Host): \S/,
  /^<(?:Event|log4j:event)[ >]/,
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S{0,2000} \d{3} (?:[\d.]{1,12} ms - (?:\d{1,15}|-)|(?:\d{1,15}|-) - [\d.]{1,12} ms)$/,
]);
/** .NET's with a name alone, or with a message that is empty; beside those of `crash-kinds-since-7.ts`. */
const STARTS_SINCE_7 = oneOf([
  ...OF_NO_LOGGER_SINCE_7,
  /^Unhandled [Ee]xception(?:\. |: )(?:[A-Za-z_][\w`+]{0,80}\.){0,12}[A-Z][\w`+]{0,80}(?:: |$)/,
]);
const STARTS_BEHIND_INFO =
  /^(?:Traceback \(most recent call last\):|\*\* \((?:[A-Z]\w{0,60}\.){0,6}[A-Z]\w{0,60}\) |java\.lang\.(?:OutOfMemory|StackOverflow)Error(?::|$)|(?! ).{1,400} at \S{1,300} line \d{1,7}\.$|\[error\] |Error: \S)/;
/** The failure of a tool, however it spells the severity. */
const FAILURES_BEHIND_INFO = /^(?:(?:error|warning|Warning|fatal): \S|npm (?:ERR!|WARN|error|warn) )/;
const INFO = /(?:^|[^\w])(?:INFO|INF|info|NOTICE|notice|Info)(?![\w])/;
const WORSE = /(?:^|[^\w])(?:WARN|ERR|FATAL|CRIT|SEVERE|EMERG|ALERT)/i;
const RUBY = /^\S{1,200}:\d{1,7}:in [`'][^']{1,120}': .{0,400}\([A-Z][\w:]{0,80}\)$/;
/** A frame of Ruby, in an envelope or not: the lines below are the cause. */
const RUBY_FRAME = /(?:\s|\\t)from \S{1,200}:\d{1,7}:in /;
const LONGEST = 2100;
const LONGEST_HEAD = 160;

/** True for a line that begins a record although the line above has a time. */
export function startsCrash(line: string, before: string, first: string, version: number): boolean {
  const head = line.slice(0, LONGEST);
  if (STARTS.test(head) || (version > 6 && STARTS_SINCE_7.test(head))) return true;
  if (RUBY.test(head)) return !RUBY_FRAME.test(before.slice(0, LONGEST));
  const isFailure = STARTS_BEHIND_INFO.test(head) || (version > 6 && FAILURES_BEHIND_INFO.test(head));
  return isFailure && isInfo(first.slice(0, LONGEST_HEAD));
}

/** True for the head of a record that reports no failure. */
export function isInfo(head: string): boolean {
  return INFO.test(head) && !WORSE.test(head);
}
