import type { RecordJson } from '@logwarren/api';
import { anyText } from '@logwarren/contract/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { screenFor } from '../text/screen.ts';
import { RecordText, type RecordTextOptions } from './record-text.ts';

const RECORD: RecordJson = {
  id: '019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011',
  timestamp: '2026-11-21T10:15:30.123Z',
  service: 'checkout',
  severity: 'ERROR',
  severityNumber: 17,
  message: 'payment declined: timeout after 3000 ms',
  attributes: { 'http.response.status_code': 502, retry: 3000, user: 'Ada Lovelace' },
  observedAt: '2026-11-21T10:15:30.140Z',
};

function textOf(
  record: Partial<RecordJson>,
  options: Partial<RecordTextOptions> = {},
  columns = 0,
  color = 'never',
): string {
  const screen = screenFor(
    { text: true, utc: true, width: columns, color },
    { env: {}, isTerminal: false, columns: () => undefined },
  );
  const text = new RecordText({ screen, attributes: 'some', isVerbose: false, query: '', ...options });
  return text.of({ ...RECORD, ...record }).replace(/^── .*\n/, '');
}

test('a record is a line: time, severity, service, message, and what the message does not tell', () => {
  expect(textOf({})).toBe(
    '10:15:30.123 ERROR checkout payment declined: timeout after 3000 ms  http.response.status_code=502 user="Ada Lovelace"\n',
  );
  expect(textOf({}, { attributes: 'none' })).toBe(
    '10:15:30.123 ERROR checkout payment declined: timeout after 3000 ms\n',
  );
  expect(textOf({}, { attributes: 'all' })).toContain(' retry=3000 ');
});

test('attributes take a row of their own at most; the others are counted', () => {
  const attributes = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`attribute${i}`, `value${i}`]));
  const rows = textOf({ attributes }, {}, 100).trimEnd().split('\n');
  expect(rows).toHaveLength(2);
  expect(rows[1]).toMatch(/^ {28}attribute\d=value\d .*\+1\d$/);
});

test('the day is told when it changes, and services stand in one column', () => {
  const screen = screenFor({ text: true, utc: true }, { env: {}, isTerminal: false, columns: () => undefined });
  const text = new RecordText({ screen, attributes: 'none', isVerbose: false, query: '' });
  const records = [
    { ...RECORD, service: 'a' },
    { ...RECORD, message: 'two' },
    { ...RECORD, timestamp: '2026-11-22T00:00:00.000Z', message: 'three' },
  ];
  text.prepare(records);
  expect(records.map((record) => text.of(record)).join('')).toBe(
    [
      '── 2026-11-21 UTC ──',
      '10:15:30.123 ERROR a        payment declined: timeout after 3000 ms',
      '10:15:30.123 ERROR checkout two',
      '── 2026-11-22 UTC ──',
      '00:00:00.000 ERROR checkout three',
      '',
    ].join('\n'),
  );
});

test('a stack trace stays in its column; a long one is cut and says so', () => {
  const trace = ['Error: boom', ...Array.from({ length: 40 }, (_, i) => `\tat frame ${i}`)].join('\n');
  const rows = textOf({ message: trace, attributes: {} }).trimEnd().split('\n');
  expect(rows[1]).toBe(`${' '.repeat(32)}at frame 0`);
  expect(rows).toHaveLength(16);
  expect(rows.at(-1)?.trim()).toBe('… (26 more lines; -v shows all)');
  expect(textOf({ message: trace }, { isVerbose: true })).toContain('at frame 39');
  expect(textOf({ message: 'x'.repeat(5000) })).toContain('… (3000 more characters; -v)');
});

test('a stack trace that stands in an attribute is shown; why something failed comes before what is always the same', () => {
  const stack = `Error: refused\n${Array.from({ length: 9 }, (_, i) => `    at frame${i}`).join('\n')}`;
  const attributes = { pid: 7, user: 'Ada', 'err.code': 'E44', 'err.message': 'refused', 'err.stack': stack };
  const rows = textOf({ message: 'failed', attributes }, {}, 100).trimEnd().split('\n');
  expect(rows.slice(0, 3).map((row) => row.trim())).toEqual([
    '10:15:30.123 ERROR checkout failed  err.code=E44 user=Ada pid=7',
    'Error: refused',
    'at frame0',
  ]);
  expect(rows.at(-1)?.trim()).toBe('… (4 more lines; -v shows all)');
});

test('-v shows everything, one field a line', () => {
  expect(textOf({ traceId: '4bf9' }, { isVerbose: true })).toBe(
    [
      '10:15:30.123 ERROR checkout',
      '  payment declined: timeout after 3000 ms',
      '  timestamp                  2026-11-21T10:15:30.123Z',
      '  id                         019aa5c2-7f31-7b1e-9c44-5d0f3a2b0011',
      '  severityNumber             17',
      '  observedAt                 2026-11-21T10:15:30.140Z',
      '  traceId                    4bf9',
      '  http.response.status_code  502',
      '  retry                      3000',
      '  user                       Ada Lovelace',
      '',
      '',
    ].join('\n'),
  );
});

test('severities differ in more than colour, and the words of the query are marked', () => {
  expect(textOf({}, { query: 'timeout' }, 0, 'always')).toContain('\u001b[1m\u001b[4mtimeout\u001b[24m');
  expect(textOf({ severity: 'FATAL' }, {}, 0, 'always')).toContain('\u001b[7m');
});

test('nothing of a record reaches the terminal but text', () => {
  const hostile = anyText({ maxLength: 40 });
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, fc.boolean(), (service, message, name, value, isVerbose) => {
      const record = { service, message, attributes: { [name]: value }, traceId: value };
      const text = textOf(record, { isVerbose, attributes: 'all' }, 80);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 30 },
  );
});

test('an attribute with the name of a field does not stand in its place', () => {
  const text = textOf({ attributes: { timestamp: 'yesterday', own: 1 } }, { isVerbose: true });
  expect(text).toMatch(/^ {2}timestamp +2/m);
  expect(text).toMatch(/^ {2}attributes\.timestamp +yesterday$/m);
  expect(text).toMatch(/^ {2}own +1$/m);
});

test('blank lines before a message are left out, its indentation is not', () => {
  const rows = textOf({ message: '\n \n  .   ____\n /\\', attributes: {} }).split('\n');
  expect(rows[0]).toBe('10:15:30.123 ERROR checkout   .   ____');
  expect(textOf({ message: ' ', attributes: { op: 'refund' } })).toBe('10:15:30.123 ERROR checkout   op=refund\n');
});
