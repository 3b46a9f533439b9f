import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isSeverity,
  isWholeSeverity,
  MAX_SEVERITY_TEXT_LENGTH,
  SEVERITIES,
  SEVERITY_BASE,
  severityFields,
  severityNumberOf,
  severityOfNumber,
  severityRange,
} from './severity.ts';

/** Any UTF-16 code unit, halves of pairs included; fast-check's own `binary` takes 1.5 s to set up. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

describe('numbers of other scales become OpenTelemetry numbers', () => {
  test.each([
    [0, 21, 'FATAL'],
    [1, 19, 'ERROR'],
    [2, 18, 'ERROR'],
    [3, 17, 'ERROR'],
    [4, 13, 'WARN'],
    [5, 10, 'INFO'],
    [6, 9, 'INFO'],
    [7, 5, 'DEBUG'],
  ])('syslog %i is %i, %s', (syslog, number, severity) => {
    expect(severityFields(syslog, 'syslog')).toMatchObject({ severityNumber: number, severity });
    // Without a scale 0 to 7 can only be syslog: pino begins at 10.
    expect(severityNumberOf(syslog)).toBe(number);
  });

  test.each([
    [10, 'TRACE'],
    [20, 'DEBUG'],
    [30, 'INFO'],
    [35, 'INFO'],
    [39.5, 'INFO'],
    [40, 'WARN'],
    [50, 'ERROR'],
    [60, 'FATAL'],
    [70, 'FATAL'],
    [9, 'TRACE'],
  ] as const)('pino %d is %s', (pino, severity) => {
    expect(severityNumberOf(pino)).toBe(SEVERITY_BASE[severity]);
    expect(severityNumberOf(String(Math.floor(pino)))).toBe(SEVERITY_BASE[severity]);
  });

  test('OpenTelemetry numbers stay as they are, and need no text', () => {
    for (let number = 1; number <= 24; number++) {
      const severity = severityOfNumber(number);
      expect(severityFields(number, 'otel')).toEqual({ severity, severityNumber: number });
    }
    expect(severityNumberOf(0, 'otel')).toBeUndefined();
    expect(severityNumberOf(25, 'otel')).toBeUndefined();
    expect(severityFields(25, 'otel')).toEqual({ severity: 'INFO', severityNumber: 9, severityText: '25' });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 3.5])('%d is not a severity', (value) => {
    expect(severityNumberOf(value)).toBeUndefined();
  });
});

describe('words of every format', () => {
  test.each([
    ['trace', 1],
    ['debug', 5],
    ['info', 9],
    ['Information', 9],
    ['inf', 9],
    ['I', 9],
    ['notice', 10],
    ['warn', 13],
    ['WARNING', 13],
    ['wrn', 13],
    ['W', 13],
    ['error', 17],
    ['err', 17],
    ['E', 17],
    ['critical', 18],
    ['crit', 18],
    ['alert', 19],
    ['fatal', 21],
    ['F', 21],
    ['emerg', 21],
    ['panic', 21],
    ['WARN3', 15],
    ['INFO+2', 11],
    ['ERROR+4', 21],
    ['WARN-1', 13],
    ['DEBUG-4', 1],
    ['dpanic', 21],
    ['Info2', 10],
    [' error ', 17],
  ])('%s is %i', (word, number) => {
    expect(severityNumberOf(word)).toBe(number);
  });

  test.each(['', 'constructor', '__proto__', 'warn5', 'errors', '1e1', 'ERROR!'])('%j names no severity', (word) => {
    expect(severityNumberOf(word)).toBeUndefined();
  });
});

test('an unset severity is INFO without a text', () => {
  for (const unset of [undefined, null, '']) {
    expect(severityFields(unset)).toEqual({ severity: 'INFO', severityNumber: 9 });
  }
});

test('the original word is kept where it differs from the name', () => {
  expect(severityFields('ERROR')).toEqual({ severity: 'ERROR', severityNumber: 17 });
  expect(severityFields('error')).toEqual({ severity: 'ERROR', severityNumber: 17, severityText: 'error' });
  expect(severityFields('odd')).toEqual({ severity: 'INFO', severityNumber: 9, severityText: 'odd' });
  expect(severityFields({ a: 1 }).severityText).toBe('{"a":1}');
});

test('names, ranges and numbers agree', () => {
  for (const severity of SEVERITIES) {
    const { min, max } = severityRange(severity);
    expect(max - min).toBe(3);
    expect([severityOfNumber(min), severityOfNumber(max)]).toEqual([severity, severity]);
    expect(isSeverity(severity)).toBe(true);
  }
  expect(isSeverity('error')).toBe(false);
  expect(isSeverity('toString')).toBe(false);
  expect(() => severityOfNumber(25)).toThrow('BUG');
});

test('for any origin, the fields are within their limits and agree', () => {
  const scale = fc.constantFrom(undefined, 'pino', 'syslog', 'otel');
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.string({ unit: codeUnit, maxLength: 300, size: 'max' }),
    fc.double(),
  );
  fc.assert(
    fc.property(value, scale, (origin, onScale) => {
      const { severity, severityNumber, severityText } = severityFields(origin, onScale as 'otel' | undefined);
      expect(severityOfNumber(severityNumber)).toBe(severity);
      expect(severityText?.length ?? 0).toBeLessThanOrEqual(MAX_SEVERITY_TEXT_LENGTH);
      expect(severityText?.isWellFormed() ?? true).toBe(true);
    }),
  );
});

test('a whole word is one that a person writes', () => {
  for (const word of ['error', 'ERR', ' Warning ', 'WARN3', 'emerg'])
    expect([word, isWholeSeverity(word)]).toEqual([word, true]);
  for (const word of ['EROR', 'W', 'fine', 'log', 'constructor', '', '3', 'http2'])
    expect([word, isWholeSeverity(word)]).toEqual([word, false]);
});
