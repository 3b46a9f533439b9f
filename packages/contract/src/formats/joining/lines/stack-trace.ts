/*
 * Which lines belong to the record before them: stack traces of Node, Java, Python and Go.
 *
 * Always: blank lines, indented lines, `Caused by:`, `... 12 more`, closing brackets alone, `Node.js v24.0.0` after a
 * crash. Never: a line that starts with a digit, `{`, `<` or `"`, as logged lines do. The rest depends on what the
 * record has shown so far, which is its `TraceState`:
 *
 *     closed       starts with JSON or an access log line: nothing but the above follows
 *     open         any other first line: a trace may start under it
 *     header       ended in the head of an exception (`TypeError: x`, `java.io.IOException: x`): frames follow, indented
 *     frames       had indented lines; a trace that starts now is another record
 *     caret        frames that ended in `^`: Node shows the source line before it prints the exception
 *     python       in the body of a traceback: ends with the first line that is not indented, the exception
 *     python-end   after it; `During handling of the above exception, …` leads to python-chain
 *     python-chain a further `Traceback` belongs to the record
 *     go           panic or goroutine dump: its lines are not indented, but have a form of their own
 */

/** State of a record so far; see the top of this file. */
export type TraceState =
  | 'closed'
  | 'open'
  | 'header'
  | 'frames'
  | 'caret'
  | 'python'
  | 'python-end'
  | 'python-chain'
  | 'go';

const ACCESS = /^\S+ \S+ \S.{0,300}? \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/;
const ALWAYS = /^(?:Caused by: |Wrapped by: |\.\.\. \d+ (?:more|common frames omitted)|Node\.js v\d|[\])}]+[;,]?$)/;
const PLACE = /:\d{1,9}:\d{1,9}$/;
/** Most characters of a place. */
const PLACE_LENGTH = 20;
const TRACEBACK = /^Traceback \(most recent call last\):/;
const PYTHON_EXCEPTION = /^[A-Za-z_][\w.]*(?::|$)/;
const PYTHON_CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const SIMPLE_EXCEPTION = /^(?:Uncaught )?(?:[A-Z][\w$]*)?(?:Error|Exception)(?: \[\w+\])?(?::|$)/;
const QUALIFIED_EXCEPTION =
  /^(?:[\w$-]+\.)+[\w$]*(?:Exception|Error|Throwable|Failure|Fault|Problem|Timeout|Interrupt)(?::|$)/;
const UNCAUGHT_IN_JAVA = /^Exception in thread "/;
const GO_START = /^(?:panic: |fatal error: |goroutine \d+ \[|unexpected fault address |SIG[A-Z]+: )/;
const GOROUTINE = /^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[/;
const GO_LINE =
  /^(?:[^\s(]+\(.*\)$|created by \S|\[signal |exit status \d|runtime stack:|runtime: |\.\.\.\d* ?(?:additional )?frames|(?:r[a-z\d]{1,2}|[er]flags|[cfgs]s|x\d+|lr|sp|pc|fault) +0x)/;
/** Starts of lines from loggers: a time, a bracket, `<PRI>`, or a word for a failure. */
const LOGGED =
  /^(?:[\d[<]|[A-Z][a-z]{2} [ \d]\d )|error|exception|fail|fatal|crit|panic|warn|severe|uncaught|unhandled/i;
const CARET = /^\s+\^+\s*$/;

/** State after the first line of a record. The joiner calls it only for a record that has room for more lines. */
export function stateOfFirstLine(line: string): TraceState {
  const code = line.charCodeAt(0);
  if (code === 123 || ACCESS.test(line)) return 'closed';
  if (TRACEBACK.test(line)) return 'python';
  if (GO_START.test(line)) return 'go';
  if (SIMPLE_EXCEPTION.test(line) || QUALIFIED_EXCEPTION.test(line) || UNCAUGHT_IN_JAVA.test(line)) return 'header';
  return 'open';
}

/** True for a line that begins a trace below any line, or occurs only in a trace. */
export function startsTrace(line: string): boolean {
  return stateOfFirstLine(line) !== 'open' || standsInTrace(line);
}

/**
 * True for a trace that the program printed itself: the line above does not look logged, or does not look like a
 * failure.
 */
export function startsTraceOfItsOwn(line: string, first: string): boolean {
  return TRACEBACK.test(line) && !LOGGED.test(first);
}

/** True for a line that is not indented and occurs only in a trace. */
export function standsInTrace(line: string): boolean {
  return ALWAYS.test(line) || isFrame(line);
}

/** False when a line that starts with this character code always starts a record; for the hot path. */
export function mayContinue(code: number): boolean {
  return !((code >= 48 && code <= 57) || code === 123 || code === 60 || code === 34);
}

/**
 * State after a further line.
 *
 * @param line for whose first character `mayContinue` holds
 * @param first line of the record
 * @returns undefined when the line starts a record of its own
 */
export function nextState(state: TraceState, line: string, first: string): TraceState | undefined {
  if (isBlank(line)) return state;
  if (isIndented(line)) return afterIndented(state, line);
  if (standsInTrace(line)) return state === 'open' || state === 'header' ? 'frames' : state;
  switch (state) {
    case 'open':
      return openTrace(line, first);
    case 'caret':
      return SIMPLE_EXCEPTION.test(line) ? 'header' : undefined;
    case 'python':
      return PYTHON_EXCEPTION.test(line) ? 'python-end' : undefined;
    case 'python-end':
      return PYTHON_CHAIN.test(line) ? 'python-chain' : undefined;
    case 'python-chain':
      return TRACEBACK.test(line) ? 'python' : undefined;
    case 'go':
      return GO_START.test(line) || GOROUTINE.test(line) || GO_LINE.test(line) ? 'go' : undefined;
    default:
      return undefined;
  }
}

/** `at f (file:1:2)` or `at file:1:2`. It checks both ends, because a pattern would try each of many brackets. */
function isFrame(line: string): boolean {
  if (!line.startsWith('at ')) return false;
  return line.endsWith(')') ? line.includes('(') : PLACE.test(line.slice(-PLACE_LENGTH));
}

/** True for a line that begins with a space or a tab. */
export function isIndented(line: string): boolean {
  const code = line.charCodeAt(0);
  return code === 32 || code === 9;
}

/** True for a line without text. */
export function isBlank(line: string): boolean {
  return line === '' || line === '\r' || (line.charCodeAt(0) <= 32 && line.trim() === '');
}

function afterIndented(state: TraceState, line: string): TraceState {
  if (state === 'open' || state === 'header' || state === 'frames' || state === 'caret') {
    return CARET.test(line) ? 'caret' : 'frames';
  }
  return state;
}

/** A trace that starts under a line. If it is only `Error: x`, the line above must look logged. */
function openTrace(line: string, first: string): TraceState | undefined {
  if (TRACEBACK.test(line)) return 'python';
  if (GOROUTINE.test(line)) return 'go';
  if (QUALIFIED_EXCEPTION.test(line)) return 'header';
  return SIMPLE_EXCEPTION.test(line) && LOGGED.test(first) ? 'header' : undefined;
}
