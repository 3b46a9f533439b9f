import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTimestamp } from '../times/parse-timestamp.ts';
import { parsePlainLine } from './plain-line.ts';
import { SEVERITIES } from './severity.ts';

const context = { observedAt: 5 };

test.each([
  ['2026-11-21T10:15:30.123Z checkout ERROR payment declined', 'ERROR', 'payment declined'],
  ['2026-11-21 10:15:30,123 checkout [warn]: slow', 'WARN', 'slow'],
  ['2026-11-21 10:15:30.123 +0000 checkout info started', 'INFO', 'started'],
  ['1795256130123 checkout FATAL  gone  ', 'FATAL', 'gone  '],
  ['1795256130.123 checkout notice note', 'INFO', 'note'],
  ['2026-11-21T10:15:30.123Z\tcheckout\tDEBUG\tError: x\n    at y (z.js:1)', 'DEBUG', 'Error: x\n    at y (z.js:1)'],
])('%j is %s', (line, severity, message) => {
  expect(parsePlainLine(line, context)).toMatchObject({
    timestamp: Date.UTC(2026, 10, 21, 10, 15, 30, 123),
    observedAt: 5,
    service: 'checkout',
    severity,
    message,
  });
});

test.each([
  '',
  'hello',
  '2026-11-21T10:15:30.123Z',
  '2026-11-21T10:15:30.123Z checkout ERROR',
  '2026-11-21T10:15:30.123Z checkout ERROR ',
  '2026-11-21T10:15:30.123Z checkout broken message',
  '2026-02-30T10:15:30Z checkout ERROR no such day',
  'checkout ERROR payment declined',
  `2026-11-21T10:15:30Z ${'s'.repeat(129)} ERROR long service`,
])('%j is not a plain line', (line) => {
  expect(parsePlainLine(line, context)).toBeUndefined();
});

test('every line that is composed so is parsed into its parts again', () => {
  const service = fc.stringMatching(/^[a-z][\w./-]{0,40}$/);
  const message = fc
    .string({
      unit: fc.constantFrom('a', 'Z', '5', ' ', '[', ':', 'é', '漢', '🔥', '\t', '\n'),
      minLength: 1,
      maxLength: 60,
    })
    .filter((text) => text.trimStart() === text && text !== '');
  const moment = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(moment, service, fc.constantFrom(...SEVERITIES), message, (ms, name, severity, text) => {
      const line = `${formatTimestamp(ms)} ${name} ${severity} ${text}`;
      expect(parsePlainLine(line, context)).toMatchObject({ timestamp: ms, service: name, severity, message: text });
    }),
  );
});

test('a hostile line is refused quickly', () => {
  const startedAt = performance.now();
  for (const piece of [' ', '2026-11-21 ', '1795256130 a ', '2026-11-21 a ['] as const) {
    parsePlainLine(piece.repeat(20_000), context);
    parsePlainLine(`2026-11-21T10:15:30Z${' '.repeat(100_000)}a${' '.repeat(100_000)}`, context);
  }
  // Linear work takes milliseconds; quadratic work would take minutes.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});
