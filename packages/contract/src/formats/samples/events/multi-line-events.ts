/** One event that its program prints over several lines. */
export interface MultiLineEvent {
  name: string;
  text: string;
  severity: 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
  /** It has no end of its own: what follows is the same again. */
  isOpenEnded?: true;
  /** Its first line is a rule or a mark that says nothing, and stays with a line above that has a time. */
  hasBanner?: true;
  /** Loggers write these lines below a head of their own as well, so behind a line with a time they belong to it. */
  mayFollowHead?: true;
  /** The same behind any words. */
  mayFollowWords?: true;
}

/** Events that begin without a time, written anew in the layout of each language. */
export const EVENTS: readonly MultiLineEvent[] = [
  {
    name: 'Node',
    severity: 'ERROR',
    text: '/app/shop.js:3\n  throw new Error("boom");\n  ^\n\nError: boom\n    at pay (/app/shop.js:3:9)\n    at main (/app/shop.js:7:1)\n\nNode.js v24.1.0',
  },
  {
    name: 'Node, at the top of a file',
    severity: 'ERROR',
    text: "/app/shop.js:1\nthrow new Error('boom')\n^\n\nError: boom\n    at Object.<anonymous> (/app/shop.js:1:7)\n\nNode.js v24.1.0",
  },
  {
    name: 'Node, a line that is not JavaScript',
    severity: 'ERROR',
    text: '/app/shop.js:1\nfoo bar\n    ^^^\n\nSyntaxError: Unexpected identifier\n    at wrapSafe (node:internal/modules/cjs/loader:1:1)\n\nNode.js v24.1.0',
  },
  {
    name: 'Node with fields',
    severity: 'ERROR',
    text: "node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n      ^\n\nError: connect ECONNREFUSED 10.0.0.9:5432\n    at f (node:net:1611:16) {\n  errno: -111,\n  code: 'ECONNREFUSED'\n}\n\nNode.js v24.1.0",
  },
  {
    name: 'Node, a cause',
    severity: 'ERROR',
    text: 'Error: boom\n    at pay (/app/shop.js:3:9) {\n  [cause]: TypeError: no card\n      at f (/app/card.js:1:1)\n}',
  },
  {
    name: 'Deno',
    severity: 'ERROR',
    text: 'error: Uncaught (in promise) Error: boom\n  throw new Error("boom");\n        ^\n    at file:///app/shop.ts:3:9',
  },
  {
    name: 'Deno, at the top of a file',
    severity: 'ERROR',
    text: 'error: Uncaught (in promise) Error: boom\nthrow new Error("boom");\n^\n    at file:///app/shop.ts:3:9',
  },
  {
    name: 'Rust',
    severity: 'FATAL',
    text: "thread 'main' panicked at src/main.rs:12:5:\nboom\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/x/library/std/src/panicking.rs:645:5\n   1: shop::main\nnote: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.",
  },
  {
    name: 'Rust, anyhow',
    severity: 'ERROR',
    text: 'Error: cannot pay\n\nCaused by:\n    0: no connection\n    1: timed out',
  },
  {
    name: 'PHP',
    severity: 'ERROR',
    text: 'PHP Fatal error:  Uncaught Exception: boom in /app/a.php:3\nStack trace:\n#0 /app/b.php(5): pay()\n#1 {main}\n  thrown in /app/a.php on line 3',
  },
  {
    name: 'Ruby',
    severity: 'ERROR',
    text: "/app/a.rb:12:in `show': boom (RuntimeError)\n\tfrom /app/a.rb:3:in `call'\n\tfrom /app/a.rb:1:in `<main>'",
  },
  {
    name: 'Elixir',
    severity: 'ERROR',
    text: '** (RuntimeError) boom\n    (shop 0.1.0) lib/shop.ex:3: Shop.pay/1\n    (elixir 1.17.0) lib/code.ex:1: Code.eval/2\n    lib/a.exs:7: (file)',
  },
  {
    name: 'Elixir, a process',
    severity: 'ERROR',
    text: '[error] GenServer Shop terminating\n** (RuntimeError) boom\n    (shop 0.1.0) lib/shop.ex:3: Shop.handle_call/3\n    (stdlib 6.0) gen_server.erl:2209: :gen_server.try_handle_call/4\nLast message (from #PID<0.99.0>): :pay\nState: %{}',
  },
  {
    name: '.NET',
    severity: 'ERROR',
    text: 'Unhandled exception. System.InvalidOperationException: boom\n ---> System.IO.IOException: closed\n   at Shop.Card.Read() in /app/Card.cs:line 3\n   --- End of inner exception stack trace ---\n   at Shop.Main() in /app/Main.cs:line 7',
  },
  { name: '.NET console', severity: 'ERROR', text: 'fail: Shop.Worker[0]\n      cannot pay\n      order 7' },
  {
    name: '.NET console with an exception',
    severity: 'ERROR',
    text: 'fail: Shop.Worker[0]\n      cannot pay\n      System.InvalidOperationException: boom\n         at Shop.Pay() in /app/Shop.cs:line 3',
  },
  {
    name: 'Java',
    severity: 'ERROR',
    text: 'Exception in thread "main" java.lang.IllegalStateException: boom\n\tat a.b.Shop.pay(Shop.java:42)\nCaused by: java.io.IOException: closed\n\tat a.b.Card.read(Card.java:3)\n\t... 1 more',
  },
  {
    name: 'Kotlin',
    severity: 'ERROR',
    text: 'Exception in thread "main" kotlin.KotlinNullPointerException\n\tat shop.MainKt.pay(Main.kt:3)\n\tSuppressed: kotlin.Exception: x\n\t\tat shop.MainKt.a(Main.kt:9)',
  },
  {
    name: 'Scala',
    severity: 'ERROR',
    mayFollowHead: true,
    mayFollowWords: true,
    text: 'scala.MatchError: 7 (of class java.lang.Integer)\n\tat shop.Main$.pay(Main.scala:3)\n\tat shop.Main.main(Main.scala)',
  },
  {
    name: 'Clojure',
    severity: 'ERROR',
    text: 'Execution error (ArithmeticException) at shop.core/pay (core.clj:3).\nDivide by zero\n\nFull report at:\n/tmp/clojure-813.edn',
  },
  {
    name: 'Python',
    severity: 'ERROR',
    text: 'Traceback (most recent call last):\n  File "/app/a.py", line 3, in <module>\n    pay()\n  File "/app/a.py", line 1, in pay\n    1 / 0\nZeroDivisionError: division by zero',
  },
  {
    name: 'Python, two exceptions',
    severity: 'ERROR',
    text: 'Traceback (most recent call last):\n  File "/app/a.py", line 3, in <module>\n    pay()\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/app/a.py", line 5, in <module>\n    log()\nValueError: x',
  },
  {
    name: 'Python, a warning',
    severity: 'WARN',
    text: '/app/shop/pay.py:893: SecurityWarning: the worker runs with superuser privileges: this is\nabsolutely not recommended!\n\nUser information: uid=0 euid=0\n\n  warn_or_raise(euid, uid)',
  },
  {
    name: 'Go',
    severity: 'FATAL',
    text: 'panic: boom\n\ngoroutine 1 [running]:\nmain.pay(...)\n\t/app/main.go:4\nmain.main()\n\t/app/main.go:8 +0x1d\nexit status 2',
  },
  {
    name: 'Go, a signal',
    severity: 'FATAL',
    text: 'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48f3a5]\n\ngoroutine 7 [running]:\nmain.(*Shop).Pay(0x0)\n\t/app/main.go:9 +0x5\ncreated by main.main in goroutine 1\n\t/app/main.go:14 +0x2f',
  },
  {
    name: 'Swift',
    severity: 'ERROR',
    text: 'Shop/main.swift:3: Fatal error: boom\n\nThread 0 "shop" crashed:\n\n0 0x00005581 pay() + 42 in shop at /app/main.swift:3:5\n1 0x00005599 main + 7 in shop at /app/main.swift:9:1',
  },
  {
    name: 'Perl',
    severity: 'ERROR',
    text: 'cannot pay at /app/shop.pl line 3.\n\tmain::pay(7) called at /app/shop.pl line 9\n\tmain::run() called at /app/shop.pl line 12',
  },
  {
    name: 'Lua',
    severity: 'ERROR',
    text: "lua: shop.lua:3: boom\nstack traceback:\n\t[C]: in function 'error'\n\tshop.lua:3: in function 'pay'\n\t[C]: in ?",
  },
  {
    name: 'C++',
    severity: 'FATAL',
    text: "terminate called after throwing an instance of 'std::runtime_error'\n  what():  boom\nAborted (core dumped)",
  },
  {
    name: 'AddressSanitizer',
    hasBanner: true,
    severity: 'ERROR',
    text: '=================================================================\n==813==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x1 bp 0x2 sp 0x3\nREAD of size 4 at 0x602000000010 thread T0\n    #0 0x4f2a in pay /app/shop.c:3:5\n    #1 0x4f3b in main /app/shop.c:9:1\n\n0x602000000010 is located 0 bytes inside of 4-byte region\nfreed by thread T0 here:\n    #0 0x4a1 in free\n\nSUMMARY: AddressSanitizer: heap-use-after-free /app/shop.c:3:5 in pay\n==813==ABORTING',
  },
  {
    name: 'OCaml',
    severity: 'ERROR',
    text: 'Fatal error: exception Failure("boom")\nRaised at Stdlib.failwith in file "stdlib.ml", line 29, characters 17-33\nCalled from Dune__exe__Shop in file "bin/shop.ml", line 3, characters 2-9',
  },
  {
    name: 'Haskell',
    mayFollowHead: true,
    severity: 'ERROR',
    text: 'shop: boom\nCallStack (from HasCallStack):\n  error, called at app/Main.hs:3:8 in main:Main\n  pay, called at app/Main.hs:9:3 in main:Main',
  },
  {
    name: 'Erlang',
    isOpenEnded: true,
    severity: 'ERROR',
    text: '=CRASH REPORT==== 14-May-2026::10:00:00.123456 ===\n  crasher:\n    initial call: shop:init/1\n    pid: <0.99.0>\n    exception error: boom\n      in function  shop:pay/1 (shop.erl, line 3)\n    ancestors: [shop_sup,<0.97.0>]',
  },
  {
    name: 'JVM',
    hasBanner: true,
    severity: 'FATAL',
    text: '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f, pid=1, tid=2\n#\n# An error report file with more information is saved as:\n# /app/hs_err_pid1.log\n#',
  },
  {
    name: 'Dart',
    severity: 'ERROR',
    text: 'Unhandled exception:\nException: boom\n#0      pay (file:///app/shop.dart:3:5)\n#1      main (file:///app/shop.dart:7:3)',
  },
  {
    name: 'Crystal',
    severity: 'ERROR',
    text: "Unhandled exception: boom (Exception)\n  from src/shop.cr:3:1 in 'pay'\n  from src/shop.cr:9:1 in 'main'",
  },
  {
    name: 'Nim',
    severity: 'ERROR',
    text: '/app/shop.nim(9) shop\n/app/shop.nim(3) pay\nError: unhandled exception: boom [ValueError]',
  },
  {
    name: 'Zig',
    severity: 'FATAL',
    text: 'thread 813 panic: boom\n/app/shop.zig:3:5: 0x1038 in pay (shop)\n    @panic("boom");\n    ^\n/app/shop.zig:9:8: 0x1042 in main (shop)\n    pay();\n       ^',
  },
  {
    name: 'Julia',
    severity: 'ERROR',
    text: 'ERROR: LoadError: boom\nStacktrace:\n [1] error(s::String)\n   @ Base ./error.jl:35\n [2] pay()\n   @ Main /app/shop.jl:3\nin expression starting at /app/shop.jl:7',
  },
  {
    name: 'R',
    severity: 'ERROR',
    text: 'Error in pay(7) : boom\nCalls: main -> pay\nExecution halted',
  },
  {
    name: 'MySQL slow log',
    isOpenEnded: true,
    severity: 'INFO',
    text: '# Time: 2026-05-14T10:00:00.123456Z\n# User@Host: shop[shop] @ localhost []  Id:     8\n# Query_time: 2.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 0\nSET timestamp=1778752800;\nselect *\n  from orders;',
  },
  {
    name: 'Windows event',
    severity: 'INFO',
    text: '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">\n  <System>\n    <EventID>1</EventID>\n  </System>\n</Event>',
  },
  {
    name: 'java.util.logging',
    isOpenEnded: true,
    severity: 'ERROR',
    text: 'May 14, 2026 10:00:00 AM org.example.Shop pay\nSEVERE: boom\njava.lang.IllegalStateException: boom\n\tat a.b.Shop.pay(Shop.java:42)',
  },
  {
    name: 'Laravel',
    severity: 'ERROR',
    text: '[2026-05-14 10:00:00] production.ERROR: boom {"exception":"[object] (PDOException(code: 2002): boom at /app/x.php:70)\n[stacktrace]\n#0 /app/x.php(70): PDO->__construct(\'a\')\n#1 {main}\n"}',
  },
  {
    name: 'uwsgi and Python',
    severity: 'ERROR',
    text: 'Traceback (most recent call last):\n  File "/app/a.py", line 3, in <module>\n    pay()\nshop.errors.PaymentDeclined: card declined',
  },
];
