import { oneOf, phraseSeverity } from './phrases.ts';

/*
 * A crash names no severity. An uncaught exception of any language is an error; a crash that ends the process at once
 * is fatal. PHP writes the severity as a phrase.
 */

const PHP =
  /^(?:PHP )?(?:(Fatal|Parse|Recoverable fatal|Catchable fatal) error|(Warning)|(Notice|Deprecated|Strict Standards)):\s{1,4}\S/;
const PHP_NAMED =
  /^PHP (?:(?:Fatal|Parse|Recoverable fatal|Core|Compile) (?:error|warning)|Warning|Notice|Deprecated|Strict Standards):/;
const FATAL = [
  /^panic: /,
  /^fatal error: (?!.{0,200} in \/)/,
  /^SIG[A-Z]{2,6}: /,
  /^thread '[^']{0,128}' (?:\(\d+\) )?panicked at /,
  /^(?:Segmentation fault|Aborted|Bus error|Out of memory)\b/,
  /^(?:terminate called|\*\*\* Error in |double free)/,
  /^#\s*A fatal error has been detected by the Java Runtime/,
];
/** Fatal crashes other than those that begin a record in every version of the joiner. */
const FURTHER_FATAL = [
  /^thread \d{1,10} panic: /,
  /^libc\+\+abi: terminating/,
  /^Fatal Python error: /,
  // glibc's.
  /^\*\*\* (?:stack smashing|buffer overflow) detected \*\*\*/,
  /^(?:malloc|free|realloc|munmap_chunk|corrupted)\b[^:]{0,40}: (?:corrupted|invalid|mismatching|unaligned|double)/,
  // InnoDB's, with or without its thread, and the signal after it.
  /^(?:0x[\da-f]{1,16} {1,4})?InnoDB: Assertion failure in (?:thread|file) /,
  /^(?:\d\d:\d\d:\d\d UTC - )?(?:mysqld|mariadbd) got (?:signal|exception) /,
  /^(?:\{"init terminating in |init terminating in do_boot|Runtime terminating during boot )/,
  /^---- Minecraft Crash Report ----$/,
  /^Process: {6,30}\S.{0,200} \[\d{1,9}\]$/,
  /^Received signal \d{1,2}(?: [A-Z_]{3,20} [\da-f]{8,16})?$/,
  /^(?:Process terminated\. \S|Stack overflow\.$)/,
  /^\S{1,64}: panic! \(the 'impossible' happened\)$/,
  /^(?:\S{1,200}: ){1,4}Assertion [`'].{1,300}' failed\./,
];
const ERROR = [
  /^(?:\s*\+ )?(?:Exception Group )?Traceback \(most recent call last\):/,
  /^Exception in thread "/,
  /^(?:Unhandled|Uncaught) [Ee]xception\b/,
  /^(?:Uncaught |Unhandled )?(?:[A-Z][\w$]{0,80})?(?:Error|Exception)(?: \[\w{1,40}\])?(?::|$)/,
  /^(?:[a-z_][\w$-]{0,60}\.){1,12}[A-Z][\w$]{0,80}(?:Exception|Error|Throwable|Failure|Fault)(?::|$)/,
  /^(?:Exception ignored in:|Exception in callback |Task exception was never retrieved|Task was destroyed but it is pending)/,
  // A server that survives: Go's, and Gin's.
  /^(?:http: panic serving |(?:\[Recovery\] .{0,64})?panic recovered:)/,
  /^ORA-(?!00000)\d{5}[: ]/,
  /^WordPress database error /,
  // Swift's, and PHP's without its name.
  /^(?:[\w./+-]{1,256}\.swift:\d{1,7}: )?Fatal error: \S/,
  /^\S{1,200}:\d{1,7}:in [`'][^']{1,120}': .{0,400}\([A-Z][\w:]{0,80}\)$/,
  /^\*\* \((?:(?:[A-Z]\w{0,60}\.){0,6}[A-Z]\w{0,60}|exit|EXIT from #PID<[\d.]{1,32}>)\) /,
  /^(?:node:[\w/]{1,100}|(?:file:\/\/)?\/\S{1,400}\.[cm]?[jt]sx?):\d{1,7}$/,
  /^error: Uncaught /,
  /^(?:lua[\d.]{0,6}|luajit): \S{1,300}:\d{1,7}: /,
  /^==\d{1,10}==\s?ERROR: \w{1,40}Sanitizer: /,
  /^CallStack \(from HasCallStack\):$/,
  // Haskell's, after the name of the program.
  /^[\w.-]{1,64}: (?:Prelude\.[\w.!]{1,40}: |\S{1,200}\.hs:[\d(][\d,():-]{1,32}: Non-exhaustive )/,
  /^[\w.-]{1,64}: Uncaught exception \S{1,200}:$/,
  /^══╡ EXCEPTION CAUGHT BY /,
  /^A JavaScript error occurred in the (?:main|browser) process$/,
  /^(?:Execution|Syntax) error \([A-Z]\w{1,80}\) at /,
  /^Error in .{1,300}\) : /,
  /^Error: unhandled exception: /,
  // R's with rlang, and a process of Erlang, whose reason is below.
  /^Error in `.{1,200}`:$/,
  /^ {2,8}exception (?:error|exit|throw): /,
  /^ERROR: (?:LoadError|[A-Z]\w{1,60}Error): /,
  // PowerShell's place, below its message.
  /^(?:At (?:line|[A-Z]:\\.{1,300}|\/.{1,300}):\d{1,7} char:\d{1,7}|Line \|)$/,
];
/** Perl's `die`. It begins with any text, so it is tried only on lines that end in the full stop that it requires. */
const PERL =
  /^(?!Use of |Argument "|Odd number |Deep recursion |Subroutine |Useless use |Name ").{1,400} at \S{1,300} line \d{1,7}\.$/;
const NODE_WARNING = /^\(node:\d{1,9}\) (?:\[[A-Z\d]{1,12}\] )?[A-Za-z]{0,60}Warning: /;
/** Go's race detector; the program continues. */
const DATA_RACE = /^WARNING: DATA RACE$/;
const LONGEST = 512;
/** Nearly every line matches none of these patterns. One test of all costs a quarter of one test for each. */
const ANY = oneOf([PHP_NAMED, NODE_WARNING, DATA_RACE, ...FATAL, ...FURTHER_FATAL, ...ERROR]);

/** Severity of a text that is a crash, or of the phrase with which PHP begins; undefined for any other. */
export function crashSeverity(text: string): string | undefined {
  const line = firstLine(text);
  if (!ANY.test(line)) return line.endsWith('.') && PERL.test(line) ? 'ERROR' : undefined;
  if (PHP_NAMED.test(line)) return phpSeverity(line);
  if (NODE_WARNING.test(line) || DATA_RACE.test(line)) return 'WARN';
  if (FATAL.some((pattern) => pattern.test(line)) || FURTHER_FATAL.some((pattern) => pattern.test(line)))
    return 'FATAL';
  return 'ERROR';
}

/** True for a crash that ends the process; false for texts that begin like PHP's or Node's warnings. */
export function isFatalCrash(text: string): boolean {
  const line = firstLine(text);
  return FATAL.some((pattern) => pattern.test(line));
}

function firstLine(text: string): string {
  const head = text.slice(0, LONGEST);
  const end = head.indexOf('\n');
  return end < 0 ? head : head.slice(0, end);
}

function phpSeverity(line: string): string {
  const match = PHP.exec(line);
  if (match?.[2] !== undefined || /warning:/.test(line)) return 'WARN';
  return match?.[3] === undefined ? 'ERROR' : 'NOTICE';
}

const MOST_LINES = 12;

/** The same for the lines after the first one, where a trace may begin. */
export function traceSeverity(text: string): string | undefined {
  let end = text.indexOf('\n');
  for (let count = 0; end >= 0 && count < MOST_LINES; count++) {
    const line = text.slice(end + 1, end + 1 + LONGEST);
    const severity = crashSeverity(line) ?? (line.startsWith('AMQ') ? phraseSeverity(line) : undefined);
    if (severity !== undefined) return severity;
    end = text.indexOf('\n', end + 1);
  }
  return undefined;
}
