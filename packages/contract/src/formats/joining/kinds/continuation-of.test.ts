import { describe, expect, it } from 'vitest';
import { MAX_RECORD_LINES } from '../../index.ts';
import { expectRecords, group, INFO, PLAIN } from '../../samples/events/lines-for-tests.ts';

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
    expect(group([INFO, 'words'], 1)).toEqual([INFO, 'words']);
    expect(group([INFO, 'words'], 0)).toEqual([INFO, 'words']);
    expect(group([INFO, 'words'])).toEqual([`${INFO}\nwords`]);
  });

  it('of java.util.logging may have a blank before the colon of its severity, but not in older ranges', () => {
    const lines = ['May 09, 2026 8:15:30 AM org.example.Orders save', 'WARNING : low on stock'];
    expect(group(lines)).toEqual([lines.join('\n')]);
    for (const version of [2, 4]) expect(group(lines, version)).toEqual(lines);
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
