import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../testing.ts';
import { unwrapLine } from '../frames/unwrap-line.ts';
import { createLineJoiner, createLineParser, JOINER_VERSION, MAX_RECORD_BYTES, MAX_RECORD_LINES } from '../index.ts';

/** Groups of lines, as the joiner makes them. */
function group(lines: readonly string[], joiner = createLineJoiner()): string[] {
  const records: string[] = [];
  for (const line of lines) records.push(...joiner.push(line));
  records.push(...joiner.flush());
  expect(joiner.pendingLines).toBe(0);
  return records;
}

/** Asserts that the texts, given one after the other line by line, come out as they are. */
function expectRecords(...texts: string[]) {
  expect(group(texts.flatMap((text) => text.split('\n')))).toEqual(texts);
}

const PLAIN = '2024-05-14T10:00:00Z checkout ERROR payment failed';
const INFO = '2024-05-14T10:00:01Z checkout INFO ready';

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

describe('a line that is complete', () => {
  it.each([
    '{"level":"error","msg":"x"}',
    '1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5',
    '<34>Oct 11 22:14:15 mymachine su: x',
    'Oct 11 22:14:15 mymachine su: x',
    'level=info msg=x',
    PLAIN,
    'any words',
  ])('starts a record: %s', (line) => {
    expectRecords('first', line, line);
    expectRecords('panic: x\n\ngoroutine 1 [running]:', line);
    expectRecords('Traceback (most recent call last):\n  File "a.py", line 1', line);
  });

  it('takes what is indented or blank, and pretty-printed JSON stays whole', () => {
    expectRecords('first\n  second\n\tthird\n', '{"a":1}\n   at b', '{\n  "a": 1\n}', '{"b":1}');
  });

  it('of JSON or an access log takes no exception that happens to follow', () => {
    expectRecords('{"level":"error"}', 'Error: x\n    at a (b.js:1:2)');
    expectRecords('1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /error HTTP/1.1" 200 5', 'Error: x');
    expectRecords('{"level":"error"}', 'Traceback (most recent call last):\n  File "a.py"\nValueError: x');
  });
});

describe('the kind of the first line', () => {
  it.each([
    ['a table', `${INFO}\n+----+---+\n| id | n |\n+----+---+`],
    ['words', `${PLAIN}\nselect *\nfrom orders\n\njava.lang.IllegalStateException: x\n\tat a.b.C.d(C.java:1)`],
    [
      'a message of an exception',
      `${PLAIN}\nTraceback (most recent call last):\n  x\na.B: refused\nIs the server running?`,
    ],
    [
      'what PHP prints',
      '[14-May-2024 10:00:02 UTC] PHP Fatal error:  x\nStack trace:\n#0 /a.php(3): f()\n#1 {main}\n  thrown',
    ],
    [
      'what Laravel prints',
      '[2024-05-14 10:00:00] p.ERROR: x {"exception":"[object]\n[stacktrace]\n#0 /a.php(70): f()\n"} ',
    ],
    ['a value of CSV', '2024-05-14 10:00:02.5 UTC,"a","b",1,"select *\nfrom orders\nwhere id = 1",15,,'],
    [
      'lines of its own marks',
      '2024/05/14 10:00:00 boom\ngithub.com/x/y.Do\n\t/src/y.go:3\nmain.main\n\t/src/main.go:12',
    ],
    ["java.util.logging's second line", 'May 14, 2024 10:00:00 AM org.example.Shop start\nSEVERE: boom\nmore'],
  ])('with a time takes %s', (_, record) => {
    expectRecords(record, PLAIN, record);
  });

  it.each([
    'ERROR cannot save',
    '[warn] slow',
    'level=info msg=x',
    '{"a":1}',
    '<13>Oct 11 22:14:15 h a: x',
    '1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5',
    'E0514 10:00:00.123456       1 a.go:7] x',
    'panic: x\n\ngoroutine 1 [running]:',
    'Mon May 14 10:00:00 2024 x',
    '[10:00:00] [Server thread/WARN]: late',
    '1795255200123 shop [warn] slow',
    '[1715680800] SERVICE ALERT: x',
    '240514 100000 148 INFO dfs.DataNode: x',
  ])('with a time takes no other record: %s', (record) => {
    expectRecords(PLAIN, record, PLAIN);
  });

  it('is known for the slow log of MySQL', () => {
    const query =
      '# Time: 2024-05-14T10:00:00.1Z\n# User@Host: root[root]\n# Query_time: 2.0\nSET timestamp=1;\nselect 1;';
    const again = '# User@Host: root[root]\n# Query_time: 3.0\nselect\n2;';
    expectRecords(query, query, again, again);
  });

  it('is known for a crash of the JVM, a panic of Rust and events in XML', () => {
    expectRecords(
      '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb)\n#',
      'next',
    );
    expectRecords(
      "thread 'main' panicked at src/main.rs:12:5:\nboom\nstack backtrace:\n   0: a\n             at b:1",
      'next',
    );
    const event = '<Event xmlns="x">\n  <System>\n  </System>\n</Event>';
    expectRecords(event, event, 'next', `<?xml version="1.0"?>\n${event}`, 'next', '<nil> pointer', 'next');
  });

  it('without a time leaves indented lines with a severity alone', () => {
    expectRecords('server listening', '    [debug] started worker 1', '    [debug] started worker 2');
    expectRecords('Error: x\n    [debug] y');
  });

  it('does not matter to the rules of before, by which a range may have been read', () => {
    expect(group([INFO, 'words'], createLineJoiner(1))).toEqual([INFO, 'words']);
    expect(group([INFO, 'words'], createLineJoiner(0))).toEqual([INFO, 'words']);
    expect(group([INFO, 'words'])).toEqual([`${INFO}\nwords`]);
  });

  it('of java.util.logging may have a blank before the colon of its severity, but not in older ranges', () => {
    const lines = ['May 09, 2026 8:15:30 AM org.example.Orders save', 'WARNING : low on stock'];
    expect(group(lines)).toEqual([lines.join('\n')]);
    for (const version of [2, 4]) expect(group(lines, createLineJoiner(version))).toEqual(lines);
  });

  it('keeps records within their limits', () => {
    const records = group([PLAIN, ...Array.from({ length: MAX_RECORD_LINES }, (_, i) => `word ${i}`)]);
    expect(records.map((record) => record.split('\n').length)).toEqual([MAX_RECORD_LINES, 1]);
  });
});

describe('the crash of a JVM', () => {
  const HEAD = '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb)\n#';

  it('is the lines with a hash on a terminal, and the whole of a file of its own', () => {
    expectRecords(HEAD, 'Aborted');
    expectRecords(
      `${HEAD}\n\n---------------  S U M M A R Y ------------\n\nHost: web1\nTime: Mon Mar  9 08:15:30 2026\n\nEND.`,
    );
  });
});

describe('reports of Erlang', () => {
  it('go on up to the next', () => {
    const report = (kind: string) =>
      `=${kind} REPORT==== 9-Mar-2026::08:15:30 ===\n** Generic server a terminating\n   Reason: x`;
    expectRecords(report('ERROR'), report('INFO'), '2026-03-09 08:15:31 INFO other');
  });
});

describe('indented JSON', () => {
  it('of one line an object begins a record at the beginning and under other JSON', () => {
    expectRecords('  {"a":1}', '  {"a":2}', '\t{"a":3}', '{"a":4}', ' {"a":5} ');
    expectRecords('{"a":1}\n', `  {"deep":${'['.repeat(5000)}${']'.repeat(5000)}}`);
    expectRecords('{"level":"error"}\n    at a (b.js:1:2)', '  {"b":2}', INFO);
  });

  it.each([
    [
      'of Python',
      `Traceback (most recent call last):
  File "x.py", line 1, in <module>
    {"a":1}
    {"b":2}
ValueError: x`,
    ],
    [
      'of Python under a line',
      `${PLAIN}\nTraceback (most recent call last):\n  File "x.py"\n    {"a":1}\nValueError: x`,
    ],
    ['of Node', 'TypeError: x\n    at a (b.js:1:2)\n  {"a":1}\n  {"b":2}\n    at c (d.js:3:4)'],
    ['of Node, under its exception', 'Error: refused\n  {"a":1}\n  {"b":2}\n    at c (d.js:3:4)'],
    ['of Node under a line', `${PLAIN}\n    at a (b.js:1:2)\n  {"a":1}\n  {"b":2}\n    at c (d.js:3:4)`],
    ['of Java', 'java.io.IOException: x\n  {"a":1}\n\tat a.B.c(B.java:1)\n  {"b":2}\nCaused by: y'],
    ['of Go', 'panic: x\n\ngoroutine 1 [running]:\nmain.main()\n\t{"a":1}\n\t{"b":2}\nexit status 2'],
  ])('in a trace %s belongs to it', (_what, trace) => {
    expectRecords('{"c":3}', trace, INFO, '{"c":3}', '  {"d":4}');
  });

  it('under a text is its body, and what follows belongs to the text too', () => {
    expectRecords(`${PLAIN}: response body\n  {"error":{"codes":[1,"}"]}}\n    at a (b.js:1:2)`, INFO);
    expectRecords(`${PLAIN}\n  {\n    "code": 1\n  }\n    at a (b.js:1:2)`, INFO);
    expectRecords('request sent\n  POST /pay\n  {"a":1}\n  {"b":2}', INFO);
  });

  it('in several lines under a heading begins a record from the second one on', () => {
    expectRecords('listening on 8080\n  {"a":1}', '  {"a":2}', '  {"a":3}', INFO);
  });

  it('belonged to the record before by the rules of version 0', () => {
    const lines = [
      '{"a":1}',
      '  {"a":2}',
      '  {',
      '    "b": 1',
      '  }',
      PLAIN,
      '  {"c":1}',
      '  {"c":2}',
      '  {"c":3}',
      INFO,
    ];
    expect(group(lines, createLineJoiner(0))).toEqual([
      lines.slice(0, 5).join('\n'),
      lines.slice(5, 9).join('\n'),
      INFO,
    ]);
  });

  it('over several lines is one record, with the objects inside of it', () => {
    const pretty = JSON.stringify({ a: [{ b: 1 }, { c: '} {' }], d: {} }, undefined, 2);
    const nested = '{\n  "a": [\n    {"b":1},\n    {"b":2}\n  ],\n\n  "c": "\\"{"\n}';
    expectRecords(pretty, pretty, nested, '{"a":1}', nested, PLAIN);
    expectRecords('{"level":"error",\n  {"a":1}}', '  {"b":2}');
  });

  it('over several lines may be indented as a whole under other JSON', () => {
    const indented = '  {\n    "a": [\n      {"b":1}\n    ]\n  }';
    expectRecords(indented, indented, '{"c":1}', indented);
    expectRecords(`${PLAIN}\n  {\n    code: 1\n  }`, INFO);
  });

  it('that other text has begun stays with it, with the objects inside of it', () => {
    expectRecords(`${PLAIN}: [\n  {"a":1},\n  {"b":2}\n]`, INFO);
    expectRecords(`it's "odd\n  {\n    "a": [\n      {"b":1}\n    ]\n  }`, '  {"c":3}', INFO);
  });

  it('of a container is judged by what its program wrote', () => {
    const cri = (text: string, tag = 'F') => `2016-10-06T00:17:09.669794202Z stdout ${tag} ${text}`;
    expectRecords(cri('  {"a":1}'), cri('  {"a":2}'), `${cri('  {"a":"', 'P')}\n${cri('{{"}')}`, cri('  {"a":2}'));
    expectRecords([cri('{'), cri('  "a": {"b":1}'), cri('}')].join('\n'), cri('{"a":2}'));
  });

  it('that never ends is cut at the limits', () => {
    const lines = ['{', ...Array.from({ length: 2.5 * MAX_RECORD_LINES }, () => '  {"a":1},')];
    expect(group(lines).map((record) => record.split('\n').length)).toEqual([
      MAX_RECORD_LINES,
      ...Array(1.5 * MAX_RECORD_LINES + 1).fill(1),
    ]);
  });
});

describe('limits', () => {
  it('end a record after so many lines', () => {
    const lines = ['first', ...Array.from({ length: 2.5 * MAX_RECORD_LINES }, (_, i) => `  ${i}`)];
    const records = group(lines);
    expect(records.map((record) => record.split('\n').length)).toEqual([
      MAX_RECORD_LINES,
      MAX_RECORD_LINES,
      0.5 * MAX_RECORD_LINES + 1,
    ]);
    expect(records.join('\n')).toBe(lines.join('\n'));
  });

  it('end a record before so many bytes', () => {
    const line = `  ${'é'.repeat(50_000)}`;
    const records = group(['first', line, line, line, line]);
    for (const record of records) expect(Buffer.byteLength(record)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    expect(records.map((record) => record.split('\n').length)).toEqual([3, 2]);
  });

  it('leave a line that is longer by itself', () => {
    const huge = 'x'.repeat(MAX_RECORD_BYTES * 2);
    expectRecords('first', huge, '  indented', ` ${huge}`, 'last');
  });

  it('count what is pending', () => {
    const joiner = createLineJoiner();
    expect(joiner.flush()).toEqual([]);
    expect(joiner.pendingLines).toBe(0);
    expect(joiner.push('a')).toEqual([]);
    expect(joiner.push(' b')).toEqual([]);
    expect(joiner.pendingLines).toBe(2);
    expect(joiner.push('c')).toEqual(['a\n b']);
    expect(joiner.pendingLines).toBe(1);
    expect(joiner.flush()).toEqual(['c']);
  });
});

describe('any lines', () => {
  const line = fc.oneof(
    fc.constantFrom(
      ...[PLAIN, INFO, '', '  indented', '\tat a.B.c(B.java:1)', 'Caused by: x', 'Error: x', 'java.io.IOException: y'],
      ...['Traceback (most recent call last):', '  File "a.py"', 'ValueError: x', 'panic: x', 'goroutine 1 [running]:'],
      ...['main.main()', '    ^', '}', '{', '{"a":1}', 'words', '{"log":"  in\\n","stream":"stdout","time":"x"}'],
      ...[
        '{"log":"part","stream":"stdout","time":"x"}',
        '2016-10-06T00:17:09Z stdout P part',
        '{"log":"\\',
        '  {"a":1}',
        '  {',
        ' }',
        '  "a": {',
      ],
    ),
    anyText({ maxLength: 20 }).map((text) => text.replaceAll('\n', '')),
  );

  it.each([0, 1, 2, 3])('are neither lost nor put in another order by version %s', (version) => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        expect(group(lines, createLineJoiner(version)).join('\n')).toBe(lines.join('\n'));
      }),
      { numRuns: 500 },
    );
  });

  it('make the same records when read again from the start of any of them, when none is of a stream', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.nat(), (all, pick) => {
        const lines = all.filter((each) => unwrapLine(each, JOINER_VERSION) === undefined);
        fc.pre(lines.length > 0);
        const records = group(lines);
        const from = pick % records.length;
        const skipped = records.slice(0, from).reduce((sum, record) => sum + record.split('\n').length, 0);
        expect(group(lines.slice(skipped))).toEqual(records.slice(from));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a long line in parts', () => {
  const part = (text: string, end: string) =>
    JSON.stringify({ log: `${text}${end}`, stream: 'stdout', time: '2024-05-14T10:00:00Z' });
  const line = JSON.stringify({ level: 'error', msg: `HEAD ${'x'.repeat(2_000_000)} TAIL` });
  const parts = Array.from({ length: Math.ceil(line.length / 16_384) }, (_, i) =>
    line.slice(i * 16_384, (i + 1) * 16_384),
  );
  const wrapped = parts.map((text, i) => part(text, i === parts.length - 1 ? '\n' : ''));

  it('is put together up to the limit of a line and read as a whole', () => {
    const records = group([...wrapped, part('next', '\n')]);
    expect(records).toHaveLength(2);
    const { message, severity } = createLineParser({ format: 'auto', fallbackService: 'app' }).parse(
      records[0] ?? '',
      0,
    );
    expect([severity, message.slice(0, 6), message.slice(-6)]).toEqual(['ERROR', 'HEAD x', 'x TAIL']);
  });

  it('is cut as before in ranges of version 2', () => {
    expect(group(wrapped, createLineJoiner(2)).length).toBeGreaterThan(7);
  });

  it('keeps the stack of an overflow whole, which version 2 cut', () => {
    const trace = ['java.lang.StackOverflowError', ...Array(1024).fill('\tat a.B.c(B.java:1)')];
    expect(group(trace)).toHaveLength(1);
    expect(group(trace, createLineJoiner(2))).toHaveLength(2);
  });
});

describe('names of columns that come again', () => {
  const LINES = [
    '2026-11-29 10:00:02 10.0.0.1 GET /b - 500',
    '#Software: Microsoft Internet Information Services 10.0',
    '#Version: 1.0',
    '#Date: 2026-11-29 10:00:05',
    '#Fields: date time cs-method cs-uri-stem sc-status',
    '2026-11-29 10:00:07 GET /d 503',
  ];

  it('are no part of the request above, as where IIS has been started again', () => {
    expectRecords(...LINES);
    expectRecords(...LINES.slice(0, 1), ...LINES.slice(4));
  });

  it('are joined to it for ranges that version 5 has read', () => {
    expect(group(LINES, createLineJoiner(5))).toEqual([LINES.slice(0, 5).join('\n'), LINES[5]]);
  });
});
