import type { MultiLineEvent } from './multi-line-events.ts';

/** Events that version 7 of the joiner knows, or knows better, written anew in the layout of each program. */
export const EVENTS_SINCE_7: readonly MultiLineEvent[] = [
  {
    name: 'Erlang, a start that failed',
    severity: 'FATAL',
    text: 'init terminating in do_boot ({undef,[{shop,start,[],[]},{init,start_em,1,[]}]})\n\nCrash dump is being written to: erl_crash.dump...done',
  },
  {
    name: 'R, frames with numbers',
    severity: 'ERROR',
    text: 'Error in pay() : no stock\nCalls: main -> pay\n1. main()\n2. pay()\nExecution halted',
  },
  {
    name: 'R, with rlang',
    severity: 'ERROR',
    text: 'Error in `pay()`:\n! no stock\nBacktrace:\n    x\n 1. \\-global main()\n 2.   \\-global pay()\nExecution halted',
  },
  {
    name: 'Node, a warning with advice',
    severity: 'WARN',
    text: '(node:71) [DEP0005] DeprecationWarning: Buffer() is deprecated\n(Use `node --trace-deprecation ...` to show where the warning was created)',
  },
  {
    name: 'Chromium, a signal',
    severity: 'FATAL',
    text: 'Received signal 11 SEGV_MAPERR 000000000010\n#0 0x55aabbccddee base::debug::CollectStackTrace()\n#1 0x55aabbccddef base::debug::(anonymous namespace)::StackDumpSignalHandler()\n  r8: 0000000000000000  r9: 0000000000000001\n[end of stack trace]\nCalling _exit(1). Core file will not be generated.',
  },
  {
    name: 'Electron, the main process',
    severity: 'ERROR',
    text: 'A JavaScript error occurred in the main process\nUncaught Exception:\nError: boom\n    at main (/app/main.js:3:9)\n    at Module._compile (node:internal/modules/cjs/loader:1:1)',
  },
  {
    name: '.NET, a name alone',
    severity: 'ERROR',
    text: 'Unhandled exception. Shop.CardException\n   at Shop.Pay() in /app/Shop.cs:line 3',
  },
  {
    name: '.NET, a process that gives up',
    severity: 'FATAL',
    text: 'Process terminated. Assertion failed.\n   at Shop.Pay() in /app/Shop.cs:line 3\n   at Shop.Main() in /app/Main.cs:line 7',
  },
  {
    name: '.NET, a stack overflow',
    severity: 'FATAL',
    text: 'Stack overflow.\nRepeat 24040 times:\n--------------------------------\n   at Shop.Pay()\n--------------------------------\n   at Shop.Main()',
  },
  {
    name: 'Swift, older frames',
    severity: 'ERROR',
    text: 'shop/main.swift:3: Fatal error: Unexpectedly found nil\nCurrent stack trace:\n0    libswiftCore.so                    0x00007f9912345678 _swift_stdlib_reportFatalErrorInFile + 109\n1    shop                               0x0000558112345678 main + 7',
  },
  {
    name: 'Swift, with registers',
    severity: 'ERROR',
    text: 'shop/main.swift:3: Fatal error: boom\n\n*** Program crashed: Illegal instruction at 0x00007f9912345678 ***\n\nThread 0 "shop" crashed:\n\n0 0x00007f9912345678 pay() + 42 in shop at /app/main.swift:3:5\n\n     1│ func pay() {\n     2│   fatalError("boom")\n\nRegisters:\n\nrax 0x0000000000000000  0\nrip 0x00007f9912345678  0f 0b\n\nImages (14 omitted):\n\n0x0000555512340000–0x0000555512350000 shop /app/shop',
  },
  {
    name: 'R with warnings',
    severity: 'ERROR',
    text: "Error in pay(7) : \n  object 'y' not found\nCalls: main -> pay\nIn addition: Warning message:\nIn scan(x) : NAs introduced by coercion\nExecution halted",
  },
  { name: 'R without a call', severity: 'ERROR', text: "Error: object 'y' not found\nExecution halted" },
  {
    name: 'Julia with a text',
    severity: 'ERROR',
    text: 'ERROR: DomainError with -1.0:\nsqrt was called with a negative real argument.\nStacktrace:\n [1] throw_complex_domainerror(f::Symbol, x::Float64)\n   @ Base.Math ./math.jl:33',
  },
  {
    name: 'Perl that does not compile',
    severity: 'ERROR',
    text: "Can't locate Shop.pm in @INC at /app/shop.pl line 3.\nBEGIN failed--compilation aborted at /app/shop.pl line 3.",
  },
  {
    name: 'Haskell since GHC 9.12',
    severity: 'ERROR',
    text: 'shop: Uncaught exception ghc-internal:GHC.Internal.Exception.ErrorCall:\n\nboom\n\nHasCallStack backtrace:\n  error, called at app/Main.hs:3:8 in main:Main',
  },
  {
    name: 'GHC',
    severity: 'FATAL',
    text: "ghc: panic! (the 'impossible' happened)\n  GHC version 9.4.7:\n\tboom\n\nPlease report this as a GHC bug:  see the manual",
  },
  {
    name: 'Dart with a text over several lines',
    severity: 'ERROR',
    text: 'Unhandled exception:\nFormatException: Invalid number (at character 1)\nx\n^\n\n#0      main (file:///app/shop.dart:3:5)\n<asynchronous suspension>\n#1      pay (file:///app/shop.dart:7:3)',
  },
  {
    name: 'Flutter',
    severity: 'ERROR',
    text: '══╡ EXCEPTION CAUGHT BY WIDGETS LIBRARY ╞═══════════════════════════\nThe following assertion was thrown building Shop(dirty):\nA RenderFlex overflowed by 42 pixels.\n\nWhen the exception was thrown, this was the stack:\n#0      Shop.build (package:shop/main.dart:3:5)\n(elided 3 frames from class _AssertionError)\n═══════════════════════════════════════════════════════════════════',
  },
  {
    name: 'Flutter, an engine',
    severity: 'ERROR',
    text: '[ERROR:flutter/runtime/dart_vm_initializer.cc(41)] Unhandled Exception: Exception: boom\n#0      main (package:shop/main.dart:3:5)\n<asynchronous suspension>',
  },
  {
    name: 'PowerShell',
    severity: 'ERROR',
    text: "Get-Item : Cannot find path 'C:\\x' because it does not exist.\nAt C:\\a.ps1:12 char:1\n+ Get-Item C:\\x\n+ ~~~~~~~~~~~~~\n    + CategoryInfo          : ObjectNotFound: (C:\\x:String) [Get-Item], ItemNotFoundException\n    + FullyQualifiedErrorId : PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand",
  },
  {
    name: 'PowerShell 7',
    severity: 'ERROR',
    text: "Get-Item: /app/a.ps1:12\nLine |\n  12 |  Get-Item /x\n     |  ~~~~~~~~~~~\n     | Cannot find path '/x' because it does not exist.",
  },
];
