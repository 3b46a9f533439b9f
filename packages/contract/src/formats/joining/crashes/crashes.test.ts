import { describe, expect, it } from 'vitest';
import { createLineJoiner, createLineParser } from '../../index.ts';

const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
const TIMED = '2026-05-14 10:00:00.123 INFO starting';
const NEXT = '2026-05-14 10:00:01.123 INFO next';
const docker = (text: string) =>
  JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: '2026-05-14T10:00:00.123456789Z' });
const compose = (text: string) => `web-1  | ${text}`;

/** Severity and number of lines of each record. */
function records(lines: readonly string[], version?: number): [severity: string, lines: number][] {
  const joiner = createLineJoiner(version);
  const texts = [...lines.flatMap((line) => joiner.push(line)), ...joiner.flush()];
  expect(texts.join('\n')).toBe(lines.join('\n'));
  return texts.map((text) => [parser.parse(text, Date.UTC(2026, 4, 14)).severity, text.split('\n').length]);
}

const CRASHES: readonly (readonly [severity: string, text: string])[] = [
  ['ERROR', 'Unhandled exception. System.InvalidOperationException: boom\n   at C.D() in /app/C.cs:line 3'],
  ['ERROR', "/app/a.rb:12:in `show': boom (RuntimeError)\n\tfrom /app/a.rb:3:in `<main>'"],
  ['ERROR', "/app/a.rb:12:in 'Shop#show': boom (RuntimeError)\n\tfrom /app/a.rb:3:in '<main>'"],
  [
    'ERROR',
    'PHP Fatal error:  Uncaught Exception: boom in /a.php:3\nStack trace:\n#0 /b.php(5): f()\n#1 {main}\n  thrown in /a.php on line 3',
  ],
  ['ERROR', 'Exception in thread "main" java.lang.Error: boom\n\tat a.B.c(B.java:1)'],
  ['ERROR', 'Shop/main.swift:3: Fatal error: boom'],
  ['ERROR', 'Fatal error: boom'],
  ['ERROR', 'GET /b 500 1.2 ms - 12'],
];

describe('a line that no logger writes below its head', () => {
  it.each(CRASHES)('begins a record behind a line with a time: %s %s', (severity, text) => {
    const lines = text.split('\n');
    const expected = [
      ['INFO', 1],
      [severity, lines.length],
      ['INFO', 1],
    ];
    for (const wrap of [String, docker, compose]) {
      expect(records([TIMED, ...lines, NEXT].map((line) => wrap(line)))).toEqual(expected);
    }
  });

  it.each(CRASHES)('belonged to that line before version 5: %s %s', (_, text) => {
    const lines = [TIMED, ...text.split('\n'), NEXT];
    expect(records(lines, 4).map(([, count]) => count)).toEqual([lines.length - 1, 1]);
  });

  it.each([
    'Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1',
    'java.lang.IllegalStateException: boom\n\tat a.B.c(B.java:1)',
    "a.rb:12:in `show'\na.rb:3:in `<main>'",
    "\tfrom /app/a.rb:3:in `<main>'\n/app/a.rb:9:in `pay': no card (KeyError)",
  ])('is not one that loggers write: %s', (text) => {
    const lines = ['2026-05-14 10:00:00.123 ERROR shop boom', ...text.split('\n')];
    for (const wrap of [String, docker])
      expect(records(lines.map((line) => wrap(line)))).toEqual([['ERROR', lines.length]]);
  });
});

describe('a crash of PHP without a time', () => {
  const CRASH = (CRASHES[3]?.[1] ?? '').split('\n');

  it('is one record', () => {
    for (const wrap of [String, docker, compose]) {
      expect(records([...CRASH, 'ready'].map((line) => wrap(line)))).toEqual([
        ['ERROR', 5],
        ['INFO', 1],
      ]);
    }
  });

  it.each(['12 orders left', 'Next order'])('does not take what the program prints behind it: %s', (text) => {
    expect(records([...CRASH, text])).toEqual([
      ['ERROR', 5],
      ['INFO', 1],
    ]);
  });

  it('was four before version 5', () => {
    expect(records(CRASH, 4).map(([, count]) => count)).toEqual([1, 1, 1, 2]);
  });
});

describe('a crash of Node at the top of a file', () => {
  it.each([
    [5, [2, 1, 2]],
    [6, [5]],
  ])('has, by version %i, records of %j lines', (version, expected) => {
    const lines = ['/app/shop.js:1', "throw new Error('boom')", '^', 'Error: boom', '    at a (/app/shop.js:1:7)'];
    expect(records(lines, version).map(([, count]) => count)).toEqual(expected);
  });
});
