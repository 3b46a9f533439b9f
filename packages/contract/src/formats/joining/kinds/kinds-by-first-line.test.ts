import { describe, expect, it } from 'vitest';
import { createLineParser } from '../../index.ts';
import { createLineJoiner } from '../create-line-joiner.ts';

const CSV =
  '2026-03-09 08:15:30.250 UTC,"app","shop",31,"10.0.0.9:4711",65ec,1,"SELECT",2026-03-09 08:00:00 UTC,3/12,0';

/**
 * Texts, and how many lines the records of version 5 have, and those of version 4, printed by the build that wrote it.
 */
const TEXTS: readonly (readonly [name: string, text: string, lines: readonly number[], linesOf4: readonly number[]])[] =
  [
    [
      'a quoted column of csvlog with times',
      `${CSV},ERROR,42P01,"no",,,,,,"SELECT *\n2026-03-09 08:15:29 is\n2026-03-08 08:15:29.000 UTC",8\n${CSV},LOG,00000,"yes",8`,
      [3, 1],
      [1, 1, 1, 1],
    ],
    ['a row of csvlog that was cut', `${CSV},ERROR,42P01,"no\n${CSV},LOG,00000,"yes",8`, [1, 1], [1, 1]],
    [
      'requests of Rails',
      'Started GET "/a" for 10.0.0.9 at 2026-03-09 08:15:30 +0000\nProcessing by A#b as HTML\n  Parameters: {}\nCompleted 200 OK in 2ms\n\n\nStarted GET "/b" for 10.0.0.9 at 2026-03-09 08:15:31 +0000\nCompleted 200 OK in 2ms',
      [6, 2],
      [1, 2, 3, 1, 1],
    ],
    [
      "the head of MySQL's slow log",
      '/usr/sbin/mysqld, Version: 8.0.36 (MySQL). started with:\nTcp port: 3306  Unix socket: /a\nTime                 Id Command    Argument\n# Time: 2026-03-09T08:15:30.250000Z\n# User@Host: a[a] @ h [10.0.0.9]\nSELECT 1;',
      [3, 3],
      [1, 1, 1, 3],
    ],
    [
      'what asyncio is about',
      'ERROR:asyncio:Task exception was never retrieved\nfuture: <Task finished name=\'a\'>\nTraceback (most recent call last):\n  File "a.py", line 1\nValueError: x\nINFO:a:b',
      [5, 1],
      [1, 4, 1],
    ],
    [
      "APT's history",
      'Start-Date: 2026-03-09  08:15:30\nInstall: a\nEnd-Date: 2026-03-09  08:15:31\n\nStart-Date: 2026-03-10  08:15:30',
      [4, 1],
      [1, 1, 2, 1],
    ],
    ['Julia', '┌ Warning: slow\n│   a = 1\n└ @ Main a.jl:3\n┌ Info: b', [3, 1], [1, 1, 1, 1]],
    ['CockroachDB', 'I260309 08:15:30.250000 1 a.go:1 ⋮ a\nb\nI260309 08:15:31.250000 1 a.go:1 ⋮ c', [2, 1], [1, 1, 1]],
    ['Suricata', '9/3/2026 -- 08:15:30 - <Info> - a\nb\n9/3/2026 -- 08:15:31 - <Info> - c', [2, 1], [1, 1, 1]],
    [
      'java.util.logging without the method',
      'Mar 09, 2026 8:15:30 AM org.example.Node\nWARNING: a\nMar 09, 2026 8:15:31 AM org.example.Node\nINFO: b',
      [2, 2],
      [1, 1, 1, 1],
    ],
    [
      "tinylog's severity on a line of its own",
      '2026-03-09 08:15:30 [main] org.example.Node.run()\nERROR: a\n2026-03-09 08:15:31 [main] org.example.Node.run()\nINFO: b',
      [2, 2],
      [1, 1, 1, 1],
    ],
    [
      'logcat -v long, whose text looks like a record',
      '[ 03-09 08:15:30.250  813: 814 E/Stock ]\nERROR: a\n2026-03-09 b\n\n[ 03-09 08:15:31.250  813: 814 I/Stock ]\nc',
      [4, 2],
      [1, 1, 2, 1, 1],
    ],
    [
      'what Django prints before its next request',
      '[09/Mar/2026 08:15:30] "GET /a HTTP/1.1" 404 12\nNot Found: /b\n[09/Mar/2026 08:15:31] "GET /b HTTP/1.1" 404 12',
      [1, 1, 1],
      [2, 1],
    ],
    [
      'times whose zone has several meanings',
      'Mon Mar 09 08:15:30 IST 2026 a\n  b\nc\nMon Mar 09 08:15:31 IST 2026 d',
      [3, 1],
      [2, 1, 1],
    ],
    [
      "Docker's lines with spaces",
      '{ "log": "ERROR a\\n", "stream": "stderr", "time": "2026-03-09T08:15:30.250Z" }\n{ "log": "    at b (a.js:1:2)\\n", "stream": "stderr", "time": "2026-03-09T08:15:30.250Z" }\n{ "log": "c\\n", "stream": "stderr", "time": "2026-03-09T08:15:30.250Z" }',
      [2, 1],
      [1, 1, 1],
    ],
    [
      "Docker's lines with other keys first",
      '{"stream":"stderr","time":"2026-03-09T08:15:30.250Z","log":"ERROR a\\n"}\n{"stream":"stderr","time":"2026-03-09T08:15:30.250Z","log":"    at b (a.js:1:2)\\n"}',
      [2],
      [1, 1],
    ],
  ];

/** How many lines each record has. */
function grouped(text: string, version?: number): number[] {
  const joiner = createLineJoiner(version);
  const records = text.split('\n').flatMap((line) => [...joiner.push(line)]);
  records.push(...joiner.flush());
  expect(records.join('\n')).toBe(text);
  return records.map((record) => record.split('\n').length);
}

describe('kinds of first lines since version 5', () => {
  it.each(TEXTS)('%s', (_name, text, lines) => {
    expect(grouped(text)).toEqual(lines);
  });

  it('end records of other streams by the times that a version knows', () => {
    const lines = [
      '2026-03-09T08:15:30.250000000Z stderr F ERROR a',
      '9/3/2026 -- 08:15:40 - <Info> - a',
      '2026-03-09T08:15:30.250000000Z stderr F     at b (a.js:1:2)',
    ];
    const count = (version: number) => {
      const joiner = createLineJoiner(version);
      return lines.flatMap((line) => [...joiner.push(line)]).concat(joiner.flush()).length;
    };
    expect([count(4), count(5)]).toEqual([2, 3]);
  });

  it.each(TEXTS)('%s: a range of version 4 is read again as it was', (_name, text, _lines, linesOf4) => {
    expect(grouped(text, 4)).toEqual(linesOf4);
  });
});

/**
 * Texts whose records are those of the builds that wrote these versions, by what begins a record and what continues
 * one.
 */
const READ_AGAIN: readonly (readonly [name: string, version: number, text: string, lines: readonly number[]])[] = [
  [
    'a class alone, then a severity that is not English',
    4,
    'Mar 09, 2026 8:15:30 AM org.example.Node\nINFORMATION: gestartet',
    [2],
  ],
  ['a day with colons behind a time', 4, '2026-03-09 08:15:29 a\n2026:03:09-08:15:30 fw1 ulogd[71]: b', [2]],
  ['a day with colons before a line without a time', 4, '2026:03:09-08:15:30 fw1 ulogd[71]: b\nc', [1, 1]],
  [
    'a short day behind a panic of Rust',
    4,
    "thread 'main' panicked at src/a.rs:1:2:\n9/3/2026 -- 08:15:30 - <Info> - a",
    [2],
  ],
  ['a short day behind syslog', 4, 'Mar  9 08:15:30 web1 app[71]: a\n[3/9/26 8:15:30:250 UTC] 00000001 b', [2]],
  ['a zone of several meanings behind a time', 4, '2026-03-09 08:15:29 a\n09/Mar/2026:08:15:30 IST b', [2]],
  ['a zone behind UTC in brackets', 4, '2026-03-09 08:15:29 a\n09-03-2026 08:15:30 (UTC+01:00) b', [1, 1]],
  ['a month in capitals', 4, '2026-03-09 08:15:29 a\n09-MAR-2026 08:15:30 b', [2]],
  ['a bar behind the day', 4, '2026-03-09 08:15:29 a\n03-09|08:15:30 b', [2]],
  ['a title for the terminal', 4, '2026-03-09 08:15:29 a\n\u001b]0;t\u00072026-03-09 08:15:30 b', [2]],
  ['the end of a leap day', 4, '2026-03-09 08:15:29 a\nFeb 29 08:15:30 2026 b\nFeb 29 08:15:30 c', [2, 1]],
  [
    "Docker's lines with keys of a collector",
    4,
    '{"log":"a","stream":"stdout","time":"2026-03-09T08:15:30Z","kubernetes":{}}\n{"log":"b","stream":"stdout","time":"2026-03-09T08:15:30Z","kubernetes":{}}',
    [2],
  ],
  ['a report of Erlang', 2, '=ERROR REPORT==== 9-Mar-2026::08:15:30 ===\na', [1, 1]],
  [
    'sections of a crash of the JVM',
    2,
    '#\n# A fatal error has been detected\n\n---------------  T H R E A D  ---------------\na',
    [3, 1, 1],
  ],
  ['a short day behind a time', 2, '2026-03-09 08:15:29 a\n9/3/2026 -- 08:15:30 - <Info> - b', [2]],
];

describe('a range of a version before 5', () => {
  it.each(READ_AGAIN)('%s: version %i', (_name, version, text, lines) => {
    expect(grouped(text, version)).toEqual(lines);
  });
});

const ECLIPSE =
  '!SESSION 2026-03-09 08:15:00.250 ------------\neclipse.buildId=4.30\njava.version=17\n\n!ENTRY org.eclipse.core.jobs 4 2 2026-03-09 08:15:30.250\n!MESSAGE boom\n!STACK 0\njava.lang.NullPointerException: x\n\tat a.B.c(B.java:12)\n!SUBENTRY 1 org.eclipse.ui 4 0 2026-03-09 08:15:30.250\n!MESSAGE inside\n\n!ENTRY org.eclipse.ui 2 0 2026-03-09 08:15:31.250\n!MESSAGE slow';

describe("the entries of Eclipse's log", () => {
  it.each([
    [6, [4, 8, 2]],
    [5, [1, 1, 2, 1, 1, 3, 1, 2, 1, 1]],
  ])('have, by version %i, as many lines as %j', (version, expected) => {
    const joiner = createLineJoiner(version);
    const records = ECLIPSE.split('\n').flatMap((line) => joiner.push(line));
    records.push(...joiner.flush());
    expect(records.map((text) => text.split('\n').length)).toEqual(expected);
  });
});

const ID = '[0a1b2c3d-0000-4000-8000-000000000001] ';
const OTHER_ID = '[0a1b2c3d-0000-4000-8000-000000000002] ';
const REQUEST = [
  'Started GET "/x" for 10.0.0.1 at 2026-03-09 08:15:30 +0000',
  'Processing by A#b as HTML',
  'Completed 500 Internal Server Error in 12ms',
  '  ',
  'NoMethodError (undefined method x):',
  '  ',
  'app/controllers/x.rb:3:in show',
];

describe('requests of Rails with the id of the request as a tag', () => {
  const of = (id: string) => REQUEST.map((line) => `${id}${line}`);
  const read = (lines: readonly string[]) => {
    const joiner = createLineJoiner();
    const parser = createLineParser({ format: 'auto', fallbackService: 'shop' });
    return [...lines.flatMap((line) => [...joiner.push(line)]), ...joiner.flush()].map((text) => parser.parse(text, 0));
  };

  it('are one record each, with the status and without the tag', () => {
    const records = read([...of(ID), ...of(OTHER_ID), ...of(ID)]);
    expect(records).toHaveLength(3);
    for (const record of records)
      expect(record).toMatchObject({
        timestamp: Date.UTC(2026, 2, 9, 8, 15, 30),
        severity: 'ERROR',
        message: REQUEST.join('\n'),
      });
    expect(records[1]?.attributes).toMatchObject({
      'http.request.id': OTHER_ID.slice(1, -2),
      'http.response.status_code': 500,
    });
  });

  it('keep their status when lines of another request stand between', () => {
    const records = read([...of(ID).slice(0, 2), `${OTHER_ID}${REQUEST[0]}`, ...of(ID).slice(2)]);
    expect(records.map(({ severity }) => severity)).toEqual(['INFO', 'INFO', 'ERROR']);
    expect(records[2]?.message).toBe(REQUEST.slice(2).join('\n'));
  });
});
