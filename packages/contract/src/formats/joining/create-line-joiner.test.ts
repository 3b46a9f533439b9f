import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../../testing.ts';
import { unwrapLine } from '../frames/unwrap-line.ts';
import { createLineJoiner, createLineParser, JOINER_VERSION, MAX_RECORD_BYTES, MAX_RECORD_LINES } from '../index.ts';
import { expectRecords, group, INFO, PLAIN } from '../samples/events/lines-for-tests.ts';

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
        expect(group(lines, version).join('\n')).toBe(lines.join('\n'));
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
    expect(group(wrapped, 2).length).toBeGreaterThan(7);
  });

  it('keeps the stack of an overflow whole, which version 2 cut', () => {
    const trace = ['java.lang.StackOverflowError', ...Array(1024).fill('\tat a.B.c(B.java:1)')];
    expect(group(trace)).toHaveLength(1);
    expect(group(trace, 2)).toHaveLength(2);
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
    expect(group(LINES, 5)).toEqual([LINES.slice(0, 5).join('\n'), LINES[5]]);
  });
});
