import { describe, expect, it } from 'vitest';
import { MAX_RECORD_LINES } from '../../index.ts';
import { expectRecords, group, INFO, PLAIN } from '../../samples/events/lines-for-tests.ts';

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
    expect(group(lines, 0)).toEqual([lines.slice(0, 5).join('\n'), lines.slice(5, 9).join('\n'), INFO]);
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
