import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../testing.ts';
import { checkBatch } from '../wire/batches/check-batch.ts';
import { createLineParser, FORMAT_NAMES } from './index.ts';

const OBSERVED_AT = Date.UTC(2026, 10, 21, 12);

/** Lines of all formats, and some of none. */
const LINES = [
  '2024-05-14T10:00:00Z checkout ERROR payment declined: timeout after 3000 ms',
  '2026-11-21 11:50:48.042226+00:00 [warning] <0.216.0> Available file handles: 1024',
  '1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 404 5 "-" "curl/8"',
  '1.2.3.4 - bob [17/May/2015:11:05:03 +0000] "GET /c HTTP/1.1" 200 5',
  '::1 - - [17/May/2015:11:05:03 +0200] "POST /d HTTP/1.1" 503 - "-" "x" "more"',
  '<34>Oct 11 22:14:15 mymachine su[230]: failed for lonvick',
  '<165>1 2003-10-11T22:14:15.003Z host evntslog 8710 ID47 [x@1 iut="3"] entry',
  'level=error msg="it broke" status=500',
  '{"level":50,"time":1715680800123,"name":"pay","msg":"payment failed"}',
  '{"t":{"$date":"2026-11-21T11:50:44.951+00:00"},"s":"W","c":"CONTROL","id":1,"ctx":"x","msg":"soft"}',
  '{"log":"hello\\n","stream":"stdout","time":"2026-11-21T11:50:44.295651148Z"}',
  '2016-10-06T00:17:09.669794202Z stdout F hello',
  'Hello, world',
  '',
  '   ',
];

describe('the plain line', () => {
  it('is time, service, severity and message', () => {
    const parser = createLineParser({ format: 'plain', fallbackService: 'app' });
    expect(parser.parse('2024-05-14T10:00:00Z checkout ERROR payment declined\r\n', 1)).toEqual({
      timestamp: Date.parse('2024-05-14T10:00:00Z'),
      observedAt: 1,
      service: 'checkout',
      severity: 'ERROR',
      severityNumber: 17,
      message: 'payment declined',
    });
  });

  it('keeps its stack trace in the message', () => {
    const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
    const text = '2024-05-14 10:00:00 checkout ERROR boom\r\nError: x\r\n    at a (b.js:1:2)\r\n';
    expect(parser.parse(text, 1).message).toBe('boom\nError: x\n    at a (b.js:1:2)');
  });
});

describe('a line of no format', () => {
  it.each(['Hello, world', ' indented', 'a\0b', '-', '\u{1F600} smile', '10:05 is a clock without a day'])(
    'is the message, unset in severity: %s',
    (line) => {
      for (const format of FORMAT_NAMES) {
        expect(createLineParser({ format, fallbackService: 'app' }).parse(line, OBSERVED_AT)).toEqual({
          timestamp: OBSERVED_AT,
          observedAt: OBSERVED_AT,
          service: 'app',
          severity: 'INFO',
          severityNumber: 9,
          message: line,
        });
      }
    },
  );

  it('is cut with a mark when it is too long, never dropped', () => {
    const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
    const { attributes, message } = parser.parse(`${'x'.repeat(2_999_996)}root`, 0);
    expect(message).toMatch(/^x+… \[cut, 3000000 bytes\] …x+root$/);
    expect(attributes).toEqual({ 'log.truncated': 'message' });
  });
});

describe('raw', () => {
  it('takes nothing apart', () => {
    const parser = createLineParser({ format: 'raw', fallbackService: 'app' });
    for (const line of LINES) expect(parser.parse(line, 7)).toMatchObject({ message: line, timestamp: 7 });
  });
});

describe('the service', () => {
  const line = '2024-05-14T10:00:00Z checkout ERROR x';

  it('of a record that names one stays, unless another is forced on it', () => {
    const named = createLineParser({ format: 'auto', service: 'mine', fallbackService: 'app' });
    expect(named.parse(line, 0).service).toBe('checkout');
    expect(named.parse('hello', 0).service).toBe('mine');
    const forced = createLineParser({ format: 'auto', service: ' mine ', forceService: true, fallbackService: 'app' });
    expect(forced.parse(line, 0)).toMatchObject({ service: 'mine', attributes: { 'service.original': 'checkout' } });
    expect(forced.parse('hello', 0)).toMatchObject({ service: 'mine' });
    expect(forced.parse('hello', 0).attributes).toBeUndefined();
  });

  it('cannot be forced to nothing', () => {
    const parser = createLineParser({ format: 'auto', service: '', forceService: true, fallbackService: 'app' });
    expect(parser.parse(line, 0).service).toBe('checkout');
  });
});

describe('parsing', () => {
  const text = fc.oneof(
    fc.constantFrom(...LINES),
    anyText({ maxLength: 60 }),
    fc.tuple(fc.constantFrom(...LINES), fc.nat(120), fc.string({ maxLength: 8 })).map(([line, at, junk]) => {
      return line.slice(0, at) + junk + line.slice(at);
    }),
    fc.tuple(fc.constantFrom(...LINES), fc.nat(120)).map(([line, at]) => line.slice(0, at)),
    fc.array(fc.constantFrom(...LINES), { maxLength: 4 }).map((lines) => lines.join('\n')),
  );

  it('never throws and never loses a word', () => {
    for (const format of FORMAT_NAMES) {
      const parser = createLineParser({ format, fallbackService: 'app' });
      fc.assert(
        fc.property(text, (line) => {
          const record = parser.parse(line, OBSERVED_AT);
          expect(record.observedAt).toBe(OBSERVED_AT);
          expect(Number.isInteger(record.timestamp)).toBe(true);
          const { service, severity, ...wire } = record;
          expect(checkBatch({ service, severity, records: [wire] })).toMatchObject({
            batch: { records: [{ record: wire }] },
          });
          const kept = JSON.stringify(record).toLowerCase();
          for (const word of wordsThatMustStay(line)) expect(kept).toContain(word);
        }),
        { numRuns: 80 },
      );
    }
  });

  it('depends on the text and the time alone, not on what came before', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), text, fc.constantFrom(...FORMAT_NAMES), (before, line, format) => {
        const used = createLineParser({ format, fallbackService: 'app' });
        for (const other of before) used.parse(other, OBSERVED_AT + 5_000_000_000);
        const fresh = createLineParser({ format, fallbackService: 'app' });
        expect(used.parse(line, OBSERVED_AT)).toEqual(fresh.parse(line, OBSERVED_AT));
      }),
      { numRuns: 150 },
    );
  });
});

/**
 * Words of letters; of times, month names become numbers, and what stands for "none" or names a part goes away.
 */
function wordsThatMustStay(line: string): string[] {
  const gone = /^(?:\w|[a-z]{3}|http|level|msg|time|name|date|stream|log|id|ctx)$/;
  return (line.toLowerCase().match(/[a-z]{2,}/g) ?? []).filter((word) => !gone.test(word));
}

it.each([
  '{"time":"2016-12-31T23:59:60Z","msg":"x"}',
  '{"t":{"$date":"2016-12-31T23:59:60.000+00:00"},"s":"I","c":"NETWORK","id":1,"ctx":"main","msg":"x"}',
  '{"log":"x\\n","stream":"stdout","time":"2016-12-31T23:59:60.000000000Z"}',
  '2016-12-31T23:59:60.000000000Z stdout F x',
  'time=2016-12-31T23:59:60Z level=info msg=x',
  '2016-12-31 23:59:60,000 - shop - ERROR - x',
  '2016-12-31 23:59:60.000000+00:00 [info] <0.1.0> x',
  '<34>1 2016-12-31T23:59:60Z host app 1 - - x',
  '2016-12-31T23:59:60+00:00 host app[1]: x',
  '<34>Dec 31 2016 23:59:60 host app[1]: x',
  '127.0.0.1 - - [31/Dec/2016:23:59:60 +0000] "GET / HTTP/1.1" 200 5',
])('a leap second is the first second of the next minute in every format: %s', (line) => {
  const parser = createLineParser({ format: 'auto', fallbackService: 'app' });
  expect(parser.parse(line, Date.UTC(2017, 0, 2)).timestamp).toBe(Date.UTC(2017, 0, 1));
});

it('tells of texts without a severity also where something comes with them', () => {
  const told: string[] = [];
  const parser = createLineParser(
    { format: 'auto', fallbackService: 'app' },
    { onUnsetSeverity: ({ message }) => told.push(message) },
  );
  parser.parse('alone', 0);
  parser.parse('with a header', 0, { header: undefined });
  parser.parse('with a listener', 0, { onUnsetSeverity: () => told.push('the carrier') });
  expect(told).toEqual(['alone', 'with a header', 'the carrier']);
});
