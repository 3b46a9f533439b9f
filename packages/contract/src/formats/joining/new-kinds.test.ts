import { describe, expect, it } from 'vitest';
import { createLineJoiner } from '../line-joiner.ts';

const CSV =
  '2026-03-09 08:15:30.250 UTC,"app","shop",31,"10.0.0.9:4711",65ec,1,"SELECT",2026-03-09 08:00:00 UTC,3/12,0';

/** Texts, and how many lines the records of version 5 have. */
const TEXTS: readonly (readonly [name: string, text: string, lines: readonly number[]])[] = [
  [
    'a quoted column of csvlog with times',
    `${CSV},ERROR,42P01,"no",,,,,,"SELECT *\n2026-03-09 08:15:29 is\n2026-03-08 08:15:29.000 UTC",8\n${CSV},LOG,00000,"yes",8`,
    [3, 1],
  ],
  ['a row of csvlog that was cut', `${CSV},ERROR,42P01,"no\n${CSV},LOG,00000,"yes",8`, [1, 1]],
  [
    'requests of Rails',
    'Started GET "/a" for 10.0.0.9 at 2026-03-09 08:15:30 +0000\nProcessing by A#b as HTML\n  Parameters: {}\nCompleted 200 OK in 2ms\n\n\nStarted GET "/b" for 10.0.0.9 at 2026-03-09 08:15:31 +0000\nCompleted 200 OK in 2ms',
    [6, 2],
  ],
  [
    "the head of MySQL's slow log",
    '/usr/sbin/mysqld, Version: 8.0.36 (MySQL). started with:\nTcp port: 3306  Unix socket: /a\nTime                 Id Command    Argument\n# Time: 2026-03-09T08:15:30.250000Z\n# User@Host: a[a] @ h [10.0.0.9]\nSELECT 1;',
    [3, 3],
  ],
  [
    'what asyncio is about',
    'ERROR:asyncio:Task exception was never retrieved\nfuture: <Task finished name=\'a\'>\nTraceback (most recent call last):\n  File "a.py", line 1\nValueError: x\nINFO:a:b',
    [5, 1],
  ],
  [
    "APT's history",
    'Start-Date: 2026-03-09  08:15:30\nInstall: a\nEnd-Date: 2026-03-09  08:15:31\n\nStart-Date: 2026-03-10  08:15:30',
    [4, 1],
  ],
  ['Julia', '┌ Warning: slow\n│   a = 1\n└ @ Main a.jl:3\n┌ Info: b', [3, 1]],
  ['CockroachDB', 'I260309 08:15:30.250000 1 a.go:1 ⋮ a\nb\nI260309 08:15:31.250000 1 a.go:1 ⋮ c', [2, 1]],
  ['Suricata', '9/3/2026 -- 08:15:30 - <Info> - a\nb\n9/3/2026 -- 08:15:31 - <Info> - c', [2, 1]],
  [
    'java.util.logging without the method',
    'Mar 09, 2026 8:15:30 AM org.example.Node\nWARNING: a\nMar 09, 2026 8:15:31 AM org.example.Node\nINFO: b',
    [2, 2],
  ],
  [
    "tinylog's severity on a line of its own",
    '2026-03-09 08:15:30 [main] org.example.Node.run()\nERROR: a\n2026-03-09 08:15:31 [main] org.example.Node.run()\nINFO: b',
    [2, 2],
  ],
  [
    'logcat -v long, whose text looks like a record',
    '[ 03-09 08:15:30.250  813: 814 E/Stock ]\nERROR: a\n2026-03-09 b\n\n[ 03-09 08:15:31.250  813: 814 I/Stock ]\nc',
    [4, 2],
  ],
  [
    'what Django prints before its next request',
    '[09/Mar/2026 08:15:30] "GET /a HTTP/1.1" 404 12\nNot Found: /b\n[09/Mar/2026 08:15:31] "GET /b HTTP/1.1" 404 12',
    [1, 1, 1],
  ],
  [
    'times whose zone has several meanings',
    'Mon Mar 09 08:15:30 IST 2026 a\n  b\nc\nMon Mar 09 08:15:31 IST 2026 d',
    [3, 1],
  ],
  [
    "Docker's lines with spaces",
    '{ "log": "ERROR a\\n", "stream": "stderr", "time": "2026-03-09T08:15:30.250Z" }\n{ "log": "    at b (a.js:1:2)\\n", "stream": "stderr", "time": "2026-03-09T08:15:30.250Z" }\n{ "log": "c\\n", "stream": "stderr", "time": "2026-03-09T08:15:30.250Z" }',
    [2, 1],
  ],
  [
    "Docker's lines with other keys first",
    '{"stream":"stderr","time":"2026-03-09T08:15:30.250Z","log":"ERROR a\\n"}\n{"stream":"stderr","time":"2026-03-09T08:15:30.250Z","log":"    at b (a.js:1:2)\\n"}',
    [2],
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

  it.each(TEXTS.filter(([name]) => name !== 'a row of csvlog that was cut'))(
    '%s: a range of version 4 is read again as it was',
    (_name, text, lines) => {
      expect(grouped(text, 4)).not.toEqual(lines);
    },
  );
});
