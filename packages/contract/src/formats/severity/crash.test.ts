import { expect, test } from 'vitest';
import { createLineParser } from '../create-line-parser.ts';

const parse = (text: string) => createLineParser({ format: 'auto', fallbackService: 'app' }).parse(text, 7);

test.each([
  ['Go', 'panic: boom\n\ngoroutine 1 [running]:', 'FATAL'],
  ['Go, the runtime', 'fatal error: all goroutines are asleep - deadlock!', 'FATAL'],
  ['Rust', "thread 'main' panicked at src/main.rs:12:5:\nboom", 'FATAL'],
  ['the JVM', '#\n# A fatal error has been detected by the Java Runtime Environment:', 'FATAL'],
  ['Python', 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nValueError: x', 'ERROR'],
  ['Java', 'Exception in thread "main" java.lang.IllegalStateException: x', 'ERROR'],
  ['Java without a head', 'java.lang.IllegalStateException: x\n\tat a.b.C.d(C.java:1)', 'ERROR'],
  ['.NET', 'Unhandled exception. System.InvalidOperationException: boom', 'ERROR'],
  ['Node', 'TypeError: x is undefined\n    at y (a.js:1:1)', 'ERROR'],
  ['Node, a warning', '(node:17) DeprecationWarning: Buffer() is deprecated', 'WARN'],
  ['Ruby', "/app/a.rb:12:in `show': boom (RuntimeError)", 'ERROR'],
  ['Elixir', '** (MatchError) no match', 'ERROR'],
  ['PHP', 'PHP Fatal error:  Uncaught Error: x in /srv/a.php:3', 'ERROR'],
  ['PHP, a notice', 'PHP Notice:  Undefined index', 'INFO'],
  [
    'a trace under a line without a severity',
    '2024/05/14 10:00:00 boom\nTraceback (most recent call last):\n  x',
    'ERROR',
  ],
])('a crash of %s has a severity', (_, text, severity) => {
  expect(parse(text).severity).toBe(severity);
});

test('a trace does not change the severity that a line names', () => {
  expect(parse('2024-05-14 10:00:00 WARN retrying\njava.lang.IllegalStateException: x').severity).toBe('WARN');
});
