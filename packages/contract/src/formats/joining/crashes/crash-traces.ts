import { oneOf } from '../../severity/phrases.ts';
import type { Continuation } from '../lines/line-rules.ts';
import { isIndentedLevel, startsRecord } from '../lines/record-start.ts';
import { isBlank, isIndented, standsInTrace, startsTrace } from '../lines/stack-trace.ts';
import { CRASHES, type Crash, PERL } from './crash-kinds.ts';
import { CRASHES_SINCE_7, PERL_SINCE_7 } from './crash-kinds-since-7.ts';

/*
 * Crashes of languages whose traces `stack-trace.ts` does not know, since version 5. Only a crash begins with one of
 * these heads, so indented and blank lines belong to it in every envelope, even in syslog. Lines of a trace that are
 * not indented have their own patterns:
 *
 *     PHP Fatal error:  Uncaught …      `Stack trace:`, `#0 …`, `thrown in …`, and `Next …` for the exception that follows
 *     Unhandled exception. System.X: …  .NET: frames are indented
 *     ** (RuntimeError) boom            Elixir: the same; a process also prints `Last message: …` and `State: …`
 *     fail: Shop.Worker[0]              the console logger of .NET: its text is indented
 *     terminate called …                C++: `what():`, then the signal
 *     a.py:3: UserWarning: …            Python: the message may have more lines; the source is indented and ends it
 *
 * and so on. Any line that begins another record ends it.
 */

/** Heads of crashes that no logger writes. */
export const OF_NO_LOGGER: readonly RegExp[] = headsOfNoLogger(CRASHES);
/** More of them, since version 7. */
export const OF_NO_LOGGER_SINCE_7: readonly RegExp[] = headsOfNoLogger(CRASHES_SINCE_7);
const ANY_BUT_PERL = oneOf(headsButPerl(CRASHES));
const ANY_BUT_PERL_SINCE_7 = oneOf([...headsButPerl(CRASHES_SINCE_7), ...headsButPerl(CRASHES)]);
const ALL_SINCE_7 = [...CRASHES_SINCE_7, PERL_SINCE_7, ...CRASHES];
const CARET = /^\s{0,400}\^{1,400}\s{0,16}$/;
const LONGEST = 2100;
const TITLE_INITIALS = 'CsSHELA';

/** The rule for a first line of these kinds; undefined for any other. */
export function crashOf(first: string, version: number): Continuation | undefined {
  const head = first.slice(0, LONGEST);
  const any = version > 6 ? ANY_BUT_PERL_SINCE_7 : ANY_BUT_PERL;
  if (!any.test(head) && !(head.endsWith('.') && PERL.start.test(head))) return undefined;
  const crash = (version > 6 ? ALL_SINCE_7 : CRASHES).find(({ start }) => start.test(head));
  if (crash?.end !== undefined) return upToEnd(crash.end, version);
  return crash && traceOf(crash, version);
}

function headsOfNoLogger(crashes: readonly Crash[]): RegExp[] {
  return crashes.flatMap(({ isOfNoLogger, start }) => (isOfNoLogger ? start : []));
}

function headsButPerl(crashes: readonly Crash[]): RegExp[] {
  return crashes.flatMap((crash) => (crash === PERL ? [] : crash.start));
}

function upToEnd(end: RegExp, version: number): Continuation {
  let isEnded = false;
  return {
    next(line) {
      if (isEnded) return isBlank(line);
      isEnded = end.test(line);
      return isBlank(line) || !startsRecord(line, version);
    },
  };
}

function traceOf(crash: Crash, version: number): Continuation {
  const { endsIndented, next, free = 0, freeUpToTrace, hasSource, isCaretFollowed } = crash;
  const showsSource = version > 5 && hasSource === true;
  let lines = 0;
  let isEnded = false;
  let isBelowCaret = false;
  const isFree = (line: string) =>
    ((lines <= free && !isEnded) || isBelowCaret || (showsSource && isSource(line, lines))) &&
    !startsRecord(line, version) &&
    !(endsIndented && startsTrace(line));
  const isInTrace = (line: string) => next?.test(line.slice(0, LONGEST)) === true || standsInTrace(line);
  const belongs = (line: string) => {
    if (isIndented(line)) return !(startsRecord(line, version) || isIndentedLevel(line));
    return isInTrace(line) || isFree(line);
  };
  return {
    next(line) {
      lines += 1;
      if (isBlank(line)) return true;
      const verdict = belongs(line);
      isEnded ||= endsIndented === true && isIndented(line);
      isEnded ||= freeUpToTrace === true && (isIndented(line) || isInTrace(line));
      isBelowCaret = isCaretFollowed === true && CARET.test(line);
      return verdict;
    },
  };
}

/** The only other line that it has is the one of `^`. */
function isSource(line: string, lines: number): boolean {
  return lines === 1 || (lines === 2 && CARET.test(line));
}

/** Lines that occur only in a trace and have its frames indented below them. */
const TITLE = /^(?:CallStack \(from HasCallStack\):|stack traceback:|Stacktrace:|Stack trace:|Caused by:)$/;

/** R's last line follows any of its errors; so does PowerShell's place, before and since version 7. */
const TITLE_SINCE_7 =
  /^(?:HasCallStack backtrace:|Execution halted|Line \||At (?:line|[A-Z]:\\.{1,300}|\/.{1,300}):\d{1,7} char:\d{1,7})$/;

/** True for a line that continues any record, because no record begins so. */
export function isTraceTitle(line: string, version: number): boolean {
  // This runs for each line: comparing one character costs less than two patterns.
  if (!TITLE_INITIALS.includes(line.charAt(0))) return false;
  return TITLE.test(line) || (version > 6 && TITLE_SINCE_7.test(line));
}
