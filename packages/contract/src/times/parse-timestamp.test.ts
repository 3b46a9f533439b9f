import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTimestamp, parseTimestamp } from './parse-timestamp.ts';

const NOON = Date.UTC(2026, 10, 21, 12, 0, 5, 123);

describe('forms of one moment', () => {
  test.each([
    '2026-11-21T12:00:05.123Z',
    '2026-11-21 12:00:05.123Z',
    '2026-11-21 12:00:05,123',
    '2026-11-21T12:00:05.123',
    '2026-11-21t12:00:05.123z',
    '2026-11-21T13:00:05.123+01:00',
    '2026-11-21T13:00:05.123+0100',
    '2026-11-21T13:00:05.123+01',
    '2026-11-21 13:00:05.123 +0100',
    '2026-11-21T06:30:05.123-05:30',
    '2026-11-21 12:00:05.123 UTC',
    ' 2026-11-21T12:00:05.123Z ',
    '1795262405123',
    '1795262405.123',
    '1795262405123000',
    '1795262405123000000',
    1795262405123,
    1795262405.123,
    1795262405123000,
    new Date(NOON),
  ])('%s', (value) => {
    expect(parseTimestamp(value)).toMatchObject({ ms: NOON, nanos: 0 });
  });

  test.each([
    ['2026-11-21', Date.UTC(2026, 10, 21), 0],
    ['2026-11-21T12:00', Date.UTC(2026, 10, 21, 12), 0],
    ['2026-11-21T12:00:05', NOON - 123, 0],
    ['2026-11-21T12:00:05.1', NOON - 23, 0],
    ['2026-11-21T12:00:05.123456789Z', NOON, 456_789],
    ['2026-11-21T12:00:05.1234567891234Z', NOON, 456_789],
    ['1795262405123456789', NOON, 456_789],
    ['1795262405123456', NOON, 456_000],
    ['1795262405.123456', NOON, 456_000],
    [1795262405.123456, NOON, 456_000],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1), 0],
    ['0050-02-28T00:00:00Z', -60_584_284_800_000, 0],
    // A JavaScript number of this size is a multiple of 256.
    [1795262405123000000, NOON, 64],
    [0, 0, 0],
  ])('%s is %i ms and %i ns', (value, ms, nanos) => {
    expect(parseTimestamp(value)).toMatchObject({ ms, nanos });
  });
});

test.each([
  undefined,
  null,
  '',
  'now',
  true,
  {},
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e30,
  new Date(Number.NaN),
  '2026-13-01',
  '2026-00-10',
  '2026-02-30T10:00:00Z',
  '2026-06-31T10:00:60Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21T12:60:00Z',
  '2026-11-21T12:00:61Z',
  '2026-11-21T12:00:00+25:00',
  '2026-11-21T12:00:00+01:99',
  '12:00:05',
  '21.11.2026',
  '1'.repeat(23),
  '2026-11-21T12:00:05.123Z trailing',
])('%s is not a time', (value) => {
  expect(parseTimestamp(value)).toBeUndefined();
});

const moment = fc.integer({ min: Date.parse('0000-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') });

test('a formatted time is read back, to the nanosecond', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: 999_999 }), (ms, nanos) => {
      expect(parseTimestamp(formatTimestamp(ms, nanos))).toEqual({ ms, nanos });
    }),
  );
});

test('digits since the epoch are read back from every unit', () => {
  const nanosecond = fc.bigInt({ min: 10n ** 18n, max: 4n * 10n ** 18n });
  fc.assert(
    fc.property(nanosecond, (ns) => {
      expect(parseTimestamp(String(ns))).toEqual({ ms: Number(ns / 1_000_000n), nanos: Number(ns % 1_000_000n) });
      expect(parseTimestamp(String(ns / 1000n))?.ms).toBe(Number(ns / 1_000_000n));
      expect(parseTimestamp(String(ns / 1_000_000n))?.ms).toBe(Number(ns / 1_000_000n));
    }),
  );
});

test('never throws, and gives whole milliseconds that a Date can hold', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.double(), fc.jsonValue(), fc.stringMatching(/^\d{1,24}(\.\d+)?$/)),
      (value) => {
        const instant = parseTimestamp(value);
        if (instant === undefined) return;
        expect(Number.isInteger(instant.ms) && Number.isInteger(instant.nanos)).toBe(true);
        expect(instant.nanos).toBeGreaterThanOrEqual(0);
        expect(instant.nanos).toBeLessThan(1_000_000);
        expect(new Date(instant.ms).getTime() === instant.ms).toBe(true);
      },
    ),
  );
});

test('a time of a container runtime is read as the same time is with a space behind it, which the pattern reads', () => {
  const anyDigits = (length: number) =>
    fc.array(fc.constantFrom(...'0123456789', ...'0123456789', 'x'), { minLength: length, maxLength: length });
  const two = anyDigits(2).map((digits) => digits.join(''));
  const time = fc
    .tuple(fc.constantFrom('2024', '1999', '0001', '9999'), two, two, two, two, two, fc.integer({ min: 0, max: 10 }))
    .chain(([year, month, day, hour, minute, second, length]) =>
      anyDigits(length).map(
        (digits) => `${year}-${month}-${day}T${hour}:${minute}:${second}${length === 0 ? '' : `.${digits.join('')}`}Z`,
      ),
    );
  const real = fc
    .tuple(
      fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
      fc.integer({ min: 0, max: 999_999 }),
    )
    .map(([date, nanos]) => formatTimestamp(date.getTime(), nanos));
  fc.assert(
    fc.property(fc.oneof(time, real), (text) => {
      expect(parseTimestamp(text)).toEqual(parseTimestamp(`${text} `));
    }),
    { numRuns: 2000 },
  );
});
