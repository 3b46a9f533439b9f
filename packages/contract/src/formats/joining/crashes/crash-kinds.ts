/** The shape of a crash in one language. */
export interface Crash {
  start: RegExp;
  /** No logger writes the head below one of its own, so the crash begins a record after a line with a time. */
  isOfNoLogger?: true;
  /** Lines that are not indented. */
  next?: RegExp;
  /** Number of lines directly below the head that may have any text: the message. */
  free?: number;
  /** The free lines end with the first line that is indented or in a trace; since version 7. */
  freeUpToTrace?: true;
  /**
   * Every line belongs to the crash, up to one that any record begins with or up to its own last line; since version 7.
   */
  end?: RegExp;
  /** Free lines may go on up to the first indented line: the line of source that ends the event. */
  endsIndented?: true;
  /**
   * The line of source directly below the head, and the line of `^` below that, may not be indented; since version 6.
   */
  hasSource?: true;
  /** The exception, whatever its name, follows a line of `^`. */
  isCaretFollowed?: true;
}

/** It begins with any text, so the joiner tries it only on lines that end in the full stop that it requires. */
export const PERL: Crash = { start: /^.{1,400} at \S{1,300} line \d{1,7}\.$/ };

/** Crashes since version 5. Where heads are alike, the order matters: the joiner tries them in this order. */
export const CRASHES: readonly Crash[] = [
  { start: /^thread '[^']{0,128}' (?:\(\d{1,9}\) )?panicked at /, next: /^(?:stack backtrace:|note: )/, free: 1 },
  {
    start: /^(?:PHP )?(?:Fatal|Recoverable fatal|Catchable fatal|Parse) error: {1,3}(?!exception )\S.{0,2000} in \S/,
    next: /^(?:(?:PHP )?Stack trace:$|#\d{1,5} |PHP {1,3}\d{1,5}\. |Next [\w\\]{1,256}(?:: | in \/)| {2}thrown in )/,
  },
  // Node prints the place of an exception first, then its source line.
  {
    start: /^(?:(?:file:\/\/)?\/\S{1,400}|node:[\w/]{1,100}):\d{1,7}$/,
    next: /^(?:(?:Uncaught |\[)?[A-Z][\w$.]{0,80}(?:Error|Exception)(?: \[\w{1,40}\])?(?::|\]?$)|Node\.js v\d|\(Use `node |Thrown at:)/,
    free: 1,
    hasSource: true,
    isCaretFollowed: true,
  },
  {
    start: /^\[\d{4}-\d\d-\d\d[ T][^\]]{8,40}\] \w{1,40}\.[A-Z]{3,9}: .{0,1800}\{"exception":"\[object\]/,
    next: /^(?:\[stacktrace\]|\[previous exception\]|#\d{1,5} |"\})/,
  },
  { start: /^error: Uncaught /, isOfNoLogger: true, hasSource: true, next: /^Caused by/ },
  { start: /^Unhandled [Ee]xception(?:\. |: )\S/, next: /^(?:--- End of |File name: |Aborted\b)/ },
  { start: /^Unhandled exception:$/, next: /^#\d{1,5} {2,9}\S/, free: 1 },
  { start: /^(?:trce|dbug|info|warn|fail|crit): [\w.`<>+[\],]{1,300}\[\d{1,10}\]$/, isOfNoLogger: true },
  { start: /^\*\* \((?:[A-Z]\w{0,60}\.){0,6}[A-Z]\w{0,60}\) / },
  {
    start:
      /^(?:\[error\] )?(?:GenServer|Task|Process|:gen_statem|Agent|Registry) \S.{0,300} (?:terminating|raised an exception)$/,
    next: /^(?:\*\* \(|Last message|State: |Function: |Client |Initial Call: |Ancestors: |Queued messages)/,
  },
  { start: /^\S{1,200}:\d{1,7}:in [`'][^']{1,120}': .{0,400}\([A-Z][\w:]{0,80}\)$/ },
  {
    start: /^(?:[\w./+-]{1,256}\.swift:\d{1,7}: )?Fatal error: (?!exception )/,
    next: /^(?:Thread \d{1,5} .{0,200}crashed:|\d{1,4} .{0,300} in \S|Current stack trace:|\*\*\* )/,
  },
  { start: /^Fatal error: exception \S/, next: /^(?:Raised (?:at|by) |Called from |Re-raised at )/ },
  PERL,
  { start: /^(?:lua[\d.]{0,6}|luajit): \S/, next: /^stack traceback:$/ },
  { start: /^terminate called (?:after throwing|without an active|recursively)/, next: /^(?:Aborted|Abort trap)\b/ },
  { start: /^libc\+\+abi: terminating/, isOfNoLogger: true, next: /^(?:Aborted|Abort trap)\b/ },
  {
    start: /^(?:={20,80}$|==\d{1,10}==\s?(?:ERROR|WARNING): \w{1,40}Sanitizer: )/,
    next: /^(?:==\d{1,10}==|(?:READ|WRITE) of size |0x[\da-f]{1,16} is located |(?:freed|previously allocated|allocated) by thread |Direct leak of |Indirect leak of |SUMMARY: \w{1,40}Sanitizer: |Shadow bytes |Thread T\d|AddressSanitizer can not |Address 0x)/,
  },
  {
    start: /^\S{1,300}\.nim\(\d{1,7}\) \S/,
    isOfNoLogger: true,
    next: /^(?:\S{1,300}\.nim\(\d{1,7}\) |Error: unhandled exception: )/,
  },
  { start: /^thread \d{1,10} panic: /, isOfNoLogger: true, next: /^\S{1,300}\.zig:\d{1,7}:\d{1,7}: 0x/ },
  {
    start: /^ERROR: (?:LoadError|[A-Z]\w{1,60}Error): /,
    isOfNoLogger: true,
    next: /^(?:Stacktrace:$|in expression starting at |caused by: )/,
  },
  { start: /^Error in .{1,300} : /, next: /^(?:Calls: |Execution halted$)/ },
  {
    start: /^(?:Execution|Syntax) error .{0,200}\bat .{1,200}\(\S{1,200}:\d{1,7}(?::\d{1,7})?\)\.$/,
    next: /^(?:Full report at:$|\/\S{1,300}\.edn$)/,
    free: 1,
  },
  // Python's `warnings`: a message of one or more lines, then the source.
  {
    start: /^\S{1,300}\.py:\d{1,7}: [A-Z]\w{0,60}Warning: /,
    isOfNoLogger: true,
    next: /^Object allocated at /,
    free: 12,
    endsIndented: true,
  },
];
