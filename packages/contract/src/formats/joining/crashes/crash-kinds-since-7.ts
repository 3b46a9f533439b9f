import type { Crash } from './crash-kinds.ts';

const NEVER = /^(?!)/;
const DART_FRAME = /^(?:#\d{1,5} {2,9}\S|<asynchronous suspension>$|\(elided )/;

/** Perl's form, with the lines that the interpreter adds. */
export const PERL_SINCE_7: Crash = {
  start: /^.{1,400} at \S{1,300} line \d{1,7}\.$/,
  next: /^(?:BEGIN failed--compilation aborted|Compilation failed in require|Execution of \S{1,300} aborted)\b/,
};

/**
 * Crashes that version 7 knows, or knows better. The joiner tries them before the others.
 *
 *     ---- Minecraft Crash Report ----        Minecraft, Forge and Fabric: the report up to the next record
 *     Process:    Shop [813]                  a crash report of macOS: the same
 *     Received signal 11 SEGV_MAPERR 0000     Chromium, Electron
 *     A JavaScript error occurred in …        Electron's main process
 *     Process terminated. …, Stack overflow.  .NET
 *     shop: Uncaught exception …:             Haskell since GHC 9.12
 *     ghc: panic! (the 'impossible' happened) GHC
 *     Get-Item : Cannot find path …           PowerShell; since its version 7, `Get-Item: /app/a.ps1:12`
 *     init terminating in do_boot (…)         Erlang
 *     Error in `f()`:                         R, with rlang
 *     (node:813) Warning: text                Node, with its advice
 *     ══╡ EXCEPTION CAUGHT BY … ╞══           Flutter: up to its lower edge
 */
export const CRASHES_SINCE_7: readonly Crash[] = [
  { start: /^---- Minecraft Crash Report ----$/, isOfNoLogger: true, end: NEVER },
  { start: /^Process: {6,30}\S.{0,200} \[\d{1,9}\]$/, isOfNoLogger: true, end: NEVER },
  {
    start: /^Received signal \d{1,2}(?: [A-Z_]{3,20} [\da-f]{8,16})?$/,
    isOfNoLogger: true,
    next: /^(?:#\d{1,4} |\[end of stack trace\]$|Calling _exit\()/,
  },
  {
    start: /^A JavaScript error occurred in the (?:main|browser) process$/,
    isOfNoLogger: true,
    free: 3,
    freeUpToTrace: true,
  },
  { start: /^Uncaught Exception:$/, free: 1 },
  { start: /^Process terminated\. \S/, isOfNoLogger: true },
  { start: /^Stack overflow\.$/, isOfNoLogger: true, next: /^(?:Repeat(?:ed)? \d{1,9} times:|-{8,80})$/ },
  {
    start: /^(?:[\w./+-]{1,256}\.swift:\d{1,7}: )?Fatal error: (?!exception )/,
    next: /^(?:Thread \d{1,5} .{0,200}crashed:|\d{1,4} .{0,300} in \S|\d{1,4} {1,8}\S{1,200} {1,60}0x[\da-f]{4,16} |Current stack trace:|\*\*\* |Registers:$|[a-z]\w{1,3} 0x[\da-f]{4,16}\b|Images \(|0x[\da-f]{4,16}\S0x[\da-f]{4,16} |Backtrace took )/,
  },
  {
    start: /^ERROR: [A-Z]\w{1,60}Error with .{1,300}:$/,
    isOfNoLogger: true,
    free: 3,
    freeUpToTrace: true,
    next: /^(?:Stacktrace:$|in expression starting at |caused by: )/,
  },
  {
    start: /^Error in .{1,300} : {0,2}/,
    next: /^(?:Calls: |Execution halted$|In addition: |In .{1,200} :|Warning message|Traceback:$|\d{1,3}[.:] \S)/,
  },
  {
    start: /^[\w.-]{1,64}: Uncaught exception \S{1,200}:$/,
    isOfNoLogger: true,
    free: 6,
    freeUpToTrace: true,
    next: /^HasCallStack backtrace:$/,
  },
  {
    start: /^\S{1,64}: panic! \(the 'impossible' happened\)$/,
    isOfNoLogger: true,
    next: /^Please report this as a GHC bug/,
  },
  { start: /^\S{1,300}\.hs:\d{1,7}:\d{1,7}: (?:error|warning):/, next: /^\d{1,7} \| / },
  { start: /^Unhandled exception:$/, free: 4, freeUpToTrace: true, next: DART_FRAME },
  { start: /^\[ERROR:flutter\/\S{1,200}\] Unhandled Exception: /, isOfNoLogger: true, next: DART_FRAME },
  {
    start: /^[A-Z][a-z]{1,20}-[A-Z][A-Za-z]{1,60}(?: : \S|: (?:[A-Z]:\\|\/).{1,300}:\d{1,7}$)/,
    isOfNoLogger: true,
    free: 3,
    freeUpToTrace: true,
    next: /^(?:At .{1,300}:\d{1,7} char:\d{1,7}$|\+ |Line \|$)/,
  },
  {
    start: /^(?:\{"init terminating in |init terminating in do_boot|Runtime terminating during boot )/,
    isOfNoLogger: true,
    next: /^(?:\{"init terminating in |init terminating in |Runtime terminating |Crash dump is being written to: )/,
  },
  {
    start: /^Error in `.{1,200}`:$/,
    isOfNoLogger: true,
    next: /^(?:[!✖ℹ•→] |Caused by error|Backtrace:$|Run `rlang|Calls: |Execution halted$|\d{1,3}\. )/,
  },
  {
    start: /^\(node:\d{1,9}\) .{0,200}Warning: /,
    isOfNoLogger: true,
    next: /^\(Use `[\w-]{1,64} --trace-/,
  },
  { start: /^══╡ EXCEPTION CAUGHT BY .{1,100} ╞═/, isOfNoLogger: true, end: /^═{20,200}$/ },
];
