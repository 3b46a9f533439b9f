import { describe, it } from 'vitest';
import { expectRecords, INFO, PLAIN } from '../../samples/events/lines-for-tests.ts';

describe('stack traces of Node', () => {
  it('belong to the line above, with their causes', () => {
    expectRecords(
      `${PLAIN}
TypeError: Cannot read properties of undefined (reading 'id')
    at pay (/app/pay.js:3:9)
    at async Promise.all (index 0)
    at file:///app/main.mjs:10:3 {
  code: 'ERR_X',
  [cause]: Error: inner
      at b (/app/b.js:1:1)
}`,
      INFO,
    );
  });

  it('that nobody logged are records of their own', () => {
    expectRecords('listening on 8080', 'Error: boom\n    at a (b.js:1:2)', 'Error: again\n    at a (b.js:1:2)', INFO);
  });

  it('of a crash keep the source line and the version', () => {
    expectRecords(
      INFO,
      `/app/index.js:3
    throw new Error('x');
    ^

Error: x
    at Object.<anonymous> (/app/index.js:3:11)
    at Module._compile (node:internal/modules/cjs/loader:1554:14)

Node.js v24.1.0`,
      'restarting',
    );
  });
});

describe('stack traces of Java', () => {
  it('belong to the line above, with causes and omitted frames', () => {
    expectRecords(
      `2024-05-14 10:00:00,123 ERROR [main] com.example.Shop - cannot pay
java.lang.IllegalStateException: no card
\tat com.example.Shop.pay(Shop.java:42)
\tat com.example.Shop.main(Shop.java:10)
\tSuppressed: java.io.IOException: close
\t\tat com.example.Res.close(Res.java:1)
Caused by: java.net.SocketTimeoutException: connect timed out
\tat java.base/java.net.PlainSocketImpl.socketConnect(Native Method)
\t... 12 more
Caused by: com.example.Inner$CodeException
... 3 more`,
      '2024-05-14 10:00:01,000 INFO [main] com.example.Shop - next',
    );
  });

  it('are records of their own when one follows another', () => {
    expectRecords(
      'Exception in thread "main" java.lang.NullPointerException\n\tat a.B.c(B.java:1)',
      'java.io.IOException: x\n\tat a.B.c(B.java:1)\nCaused by: java.io.EOFException\n\tat a.B.d(B.java:2)',
      'java.io.IOException: y\n\tat a.B.c(B.java:1)',
    );
  });

  it('keep frames that a shipper has trimmed', () => {
    expectRecords('java.io.IOException: x\nat a.B.c(B.java:1)\nat d.E.f(E.java:2)', 'at 10:30 all was well');
  });
});

describe('tracebacks of Python', () => {
  it('belong to the line above and end with the exception', () => {
    expectRecords(
      `ERROR:root:cannot pay
Traceback (most recent call last):
  File "/app/pay.py", line 10, in pay
    charge(card)
    ~~~~~~^^^^^^
  File "/app/card.py", line 3, in charge
    raise ValueError("no card")
ValueError: no card`,
      'INFO:root:next',
      'ready',
    );
  });

  it('keep the exceptions that they were caused by', () => {
    expectRecords(
      `Traceback (most recent call last):
  File "a.py", line 1, in <module>
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 3, in <module>
requests.exceptions.ConnectionError: refused

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "b.py", line 3, in <module>
KeyboardInterrupt`,
      'Traceback (most recent call last):\n  File "c.py", line 1, in <module>\nMyOwn: y',
    );
  });
});

describe('panics of Go', () => {
  it('keep all goroutines', () => {
    expectRecords(
      'listening',
      `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x46e7f0]

goroutine 1 [running]:
main.(*Shop).Pay(0x0, {0xc000012345, 0x5})
\t/app/pay.go:48 +0x17
main.main()
\t/app/main.go:55 +0x2a

goroutine 18 gp=0xc000102380 m=nil [GC sweep wait, 5 minutes]:
runtime.gopark(0x1109488, 0x2e269a0, ...)
\t/usr/local/go/src/runtime/proc.go:304 +0xe6
created by runtime.gcenable in goroutine 1
\t/usr/local/go/src/runtime/mgc.go:178 +0x66
exit status 2`,
      'restarting',
    );
    expectRecords(
      'fatal error: unexpected signal during runtime execution\n\nruntime stack:\nruntime.throw({0x486e64?, 0x40bb79?})\n\t/usr/local/go/src/runtime/panic.go:992 +0x71\n\nrax    0x0\nr8     0x1\neflags 0x10246\ncs     0x33',
    );
  });

  it('that a server survived belong to its line', () => {
    expectRecords(
      `2024/05/14 10:00:00 http: panic serving 10.0.0.1:5000: boom
goroutine 34 [running]:
net/http.(*conn).serve.func1()
\t/usr/local/go/src/net/http/server.go:1850 +0xbf`,
      '2024/05/14 10:00:01 next',
    );
  });
});
