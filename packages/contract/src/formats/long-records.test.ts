import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineParser } from './index.ts';

/** A record of any length keeps the head and the tail of its texts, its severity, time, service and other fields. */

const TIME = Date.UTC(2024, 4, 14, 10, 0, 0, 123);
const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
const size = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 5_000, max: 3_000_000 }));
const filler = fc.constantFrom('a', 'é', '漢', '🔥', '\\" ', 'at x(y.js:1) ');

const json = (message: string, stack: string) =>
  JSON.stringify({
    time: new Date(TIME).toISOString(),
    level: 'error',
    service: 'pay',
    message,
    exception: { type: 'Error', stacktrace: stack },
    order: 7,
  });

const docker = (line: string) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2024-05-14T10:00:01Z' });

test.each([
  ['JSON', (line: string) => line],
  ['JSON in a Docker envelope', docker],
  ['JSON in CRI', (line: string) => `2024-05-14T10:00:01.5Z stdout F ${line}`],
])('%s of any length keeps head, tail, severity, time and fields', (_name, wrap) => {
  fc.assert(
    fc.property(size, size, filler, (messageSize, stackSize, unit) => {
      const message = `HEAD ${unit.repeat(messageSize / unit.length)} TAIL`;
      const stack = `Error: HEAD\n${unit.repeat(stackSize / unit.length)}\nCaused by: TAIL`;
      const record = parser.parse(wrap(json(message, stack)), 0);
      expect(record).toMatchObject({ severity: 'ERROR', timestamp: TIME, service: 'pay' });
      expect(record.attributes).toMatchObject({ 'exception.type': 'Error', order: 7 });
      const kept = String(record.attributes?.['exception.stacktrace']);
      expect([record.message.slice(0, 5), record.message.slice(-5)]).toEqual(['HEAD ', ' TAIL']);
      expect([kept.slice(0, 12), kept.slice(-16)]).toEqual(['Error: HEAD\n', '\nCaused by: TAIL']);
      const cut = [
        ...(record.message === message ? [] : ['message']),
        ...(kept === stack ? [] : ['exception.stacktrace']),
      ];
      const named = record.attributes?.['log.truncated'];
      expect(new Set(String(named ?? '').split(', '))).toEqual(new Set(cut.length === 0 ? [''] : cut));
    }),
    { numRuns: 25 },
  );
});

test('a text with a trace of any length keeps head, tail, severity and time', () => {
  fc.assert(
    fc.property(size, (lines) => {
      const trace = `${'    at a.b.C.d(C.java:1)\n'.repeat(lines / 25)}Caused by: TAIL`;
      const record = parser.parse(`2024-05-14 10:00:00,123 ERROR [main] a.b.C: HEAD\n${trace}`, 0);
      expect(record).toMatchObject({ severity: 'ERROR', timestamp: TIME });
      expect(record.message.slice(0, 5)).toBe('HEAD\n');
      expect(record.message.slice(-16)).toBe('\nCaused by: TAIL');
    }),
    { numRuns: 25 },
  );
});

test('a record without room for another attribute has the mark in its text alone', () => {
  const fields = Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`f${i}`, i]));
  const record = parser.parse(JSON.stringify({ ...fields, message: 'x'.repeat(300_000) }), 0);
  expect(Object.keys(record.attributes ?? {})).toHaveLength(256);
  expect(record.message).toContain('… [cut, 300000 bytes] …');
});
