import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLogTime } from './log-time.ts';
import { takeTime } from './take-time.ts';

const OBSERVED_AT = Date.UTC(2024, 5, 1);
const at = (iso: string) => Date.parse(iso);

/** Each form, and the moment it means. */
const FORMS: readonly [string, string][] = [
  ['2024-05-14T10:00:00.123+02:00', '2024-05-14T08:00:00.123Z'],
  ['2024-05-14T10:00:00,123+0000', '2024-05-14T10:00:00.123Z'],
  ['2024-05-14 10:00:00.123 CEST', '2024-05-14T08:00:00.123Z'],
  ['2024-05-14 10:00:00.123+02', '2024-05-14T08:00:00.123Z'],
  ['2024-05-14  9:00:00', '2024-05-14T09:00:00Z'],
  ['2024-05-14\t10:00:00', '2024-05-14T10:00:00Z'],
  ['2024-05-14_10:00:00', '2024-05-14T10:00:00Z'],
  ['2024-05-14-10.00.00.123456', '2024-05-14T10:00:00.123Z'],
  ['2024/05/14 10:00:00', '2024-05-14T10:00:00Z'],
  ['2024.05.14 10:00:00.5', '2024-05-14T10:00:00.500Z'],
  ['20240514 10:00:00', '2024-05-14T10:00:00Z'],
  ['20240514-10:0:7:6', '2024-05-14T10:00:07.006Z'],
  ['20240514-10:10:7:6', '2024-05-14T10:10:07.006Z'],
  ['20240514:100000.123', '2024-05-14T10:00:00.123Z'],
  ['240514 100000', '2024-05-14T10:00:00Z'],
  ['240514  9:00:00', '2024-05-14T09:00:00Z'],
  ['24/05/14 10:00:00', '2024-05-14T10:00:00Z'],
  ['05/14/2024 10:00:00 AM', '2024-05-14T10:00:00Z'],
  ['05/14/2024, 12:00:00 AM', '2024-05-14T00:00:00Z'],
  ['05/14/24,10:00:00', '2024-05-14T10:00:00Z'],
  ['05/14/2024-10:00:00.123', '2024-05-14T10:00:00.123Z'],
  ['14.05.2024 10:00:00', '2024-05-14T10:00:00Z'],
  ['3/4/2024 10:00:00', '2024-03-04T10:00:00Z'],
  ['03.04.2024 10:00:00', '2024-04-03T10:00:00Z'],
  ['14/05/2024:10:00:00 +0000', '2024-05-14T10:00:00Z'],
  ['14/May/2024:10:00:00 +0200', '2024-05-14T08:00:00Z'],
  ['14-May-2024 10:00:00.123', '2024-05-14T10:00:00.123Z'],
  ['14 May 2024 10:00:00', '2024-05-14T10:00:00Z'],
  ['14 May 10:00:00', '2024-05-14T10:00:00Z'],
  ['Tue, 14 May 2024 10:00:00 GMT', '2024-05-14T10:00:00Z'],
  ['May 14 10:00:00', '2024-05-14T10:00:00Z'],
  ['May  4 10:00:00', '2024-05-04T10:00:00Z'],
  ['May 14 2023 10:00:00', '2023-05-14T10:00:00Z'],
  ['May 14 10:00:00 2023', '2023-05-14T10:00:00Z'],
  ['May 14, 2024 10:00:00 PM', '2024-05-14T22:00:00Z'],
  ['Tue May 14 10:00:00.123456 2024', '2024-05-14T10:00:00.123Z'],
  ['Tue May 14 10:00:00 UTC 2024', '2024-05-14T10:00:00Z'],
  ['05-14 10:00:00.123', '2024-05-14T10:00:00.123Z'],
  ['05-14|10:00:00.123', '2024-05-14T10:00:00.123Z'],
  ['0514/100000.123456', '2024-05-14T10:00:00.123Z'],
  ['14/5/2024 -- 10:00:00', '2024-05-14T10:00:00Z'],
  ['4/5/2024 -- 10:00:00', '2024-05-04T10:00:00Z'],
  ['05/14/2024 - 10:00:00', '2024-05-14T10:00:00Z'],
  ['2024.05.14-10.00.00:123', '2024-05-14T10:00:00.123Z'],
  ['2024:05:14-10:00:00', '2024-05-14T10:00:00Z'],
  ['14.05.24 10:00:00', '2024-05-14T10:00:00Z'],
  ['14-MAY-2024 10:00:00', '2024-05-14T10:00:00Z'],
  ['14-May 10:00', '2024-05-14T10:00:00Z'],
  ['may/14 10:00:00', '2024-05-14T10:00:00Z'],
  ['may/14/2023 10:00:00', '2023-05-14T10:00:00Z'],
  ['May-14 10:00:00.123', '2024-05-14T10:00:00.123Z'],
  ['2024-05-14 10:00:00.123 (UTC+0200)', '2024-05-14T08:00:00.123Z'],
  ['1715680800', '2024-05-14T10:00:00Z'],
  ['1715680800.123', '2024-05-14T10:00:00.123Z'],
  ['1715680800123', '2024-05-14T10:00:00.123Z'],
  ['1715680800123456', '2024-05-14T10:00:00.123Z'],
  ['1715680800123456789', '2024-05-14T10:00:00.123Z'],
];

describe('a time', () => {
  test.each(FORMS)('%s', (text, iso) => {
    for (const behind of ['', ' x', '] x', ': x']) {
      const time = takeTime(`[${text}${behind}`, 1, OBSERVED_AT);
      expect(time && new Date(time.ms).toISOString()).toBe(new Date(iso).toISOString());
      expect(time?.end).toBe(text.length + 1);
    }
  });

  test('keeps nanoseconds', () => {
    expect(takeTime('2024-05-14T10:00:00.123456789Z', 0, 0)).toMatchObject({ nanos: 456_789 });
    expect(takeTime('@4000000066433620075bcd15 x', 0, 0)).toMatchObject({
      ms: at('2024-05-14T09:59:50.123Z'),
      nanos: 456_789,
    });
  });

  test('without a year means the last such day', () => {
    expect(takeTime('Dec 24 10:00:00', 0, OBSERVED_AT)).toMatchObject({
      ms: at('2023-12-24T10:00:00Z'),
      isYearless: true,
    });
  });

  test('with a zone name that several zones share is local, and says so', () => {
    expect(takeTime('2024-05-14 10:00:00 IST x', 0, OBSERVED_AT)).toMatchObject({
      ms: Date.UTC(2024, 4, 14, 10),
      isLocal: true,
      zoneName: 'IST',
      end: 23,
    });
  });

  test.each([
    ['14-May-2024 10:00:00 Europe/Berlin', '2024-05-14T08:00:00Z'],
    ['14-Jan-2024 10:00:00 Europe/Berlin', '2024-01-14T09:00:00Z'],
    ['2024-05-14 10:00:00 America/New_York', '2024-05-14T14:00:00Z'],
    ['2024-05-14 10:00:00.123 America/Argentina/Buenos_Aires', '2024-05-14T13:00:00.123Z'],
    ['2024-05-14 10:00:00 Asia/Kolkata', '2024-05-14T04:30:00Z'],
    ['2024-05-14 10:00:00 Etc/UTC', '2024-05-14T10:00:00Z'],
    ['2024-05-14 10:00:00 Etc/GMT+5', '2024-05-14T15:00:00Z'],
    ['May 14 10:00:00 Europe/Berlin', '2024-05-14T08:00:00Z'],
    ['05/14/2024 10:00:00 AM Europe/Berlin', '2024-05-14T08:00:00Z'],
  ])('with the name of a zone: %s', (text, iso) => {
    for (const behind of ['', ' x', '] x', ': x']) {
      const time = takeTime(`[${text}${behind}`, 1, OBSERVED_AT);
      expect(time).toMatchObject({ ms: at(iso), isLocal: false, end: text.length + 1 });
    }
  });

  test.each(['Europe/Berlni', 'Shop/Orders', 'Europe/Berlin/a.php', 'europe/berlin', 'Europe/Berlin.log'])(
    'without one before %s, which is a word',
    (word) => {
      expect(takeTime(`2024-05-14 10:00:00 ${word} x`, 0, OBSERVED_AT)).toMatchObject({ isLocal: true, end: 19 });
    },
  );

  test.each([
    '2024-05-14',
    '2024-05-14 hello',
    '2024-02-31 10:00:00',
    '2024-13-01 10:00:00',
    '2024-05-14 24:00:00',
    '2024-05-14 10:00:00123',
    '10:00:00',
    '0123456789',
    '9999999999',
    '1715680800-1',
    '17156808001',
    'May 32 10:00:00',
    'Foo 14 10:00:00',
    'May 14 hello',
    'x',
    '',
  ])('%j is not a time', (text) => {
    expect(takeTime(text, 0, OBSERVED_AT)).toBeUndefined();
  });

  test('never throws, and lies where it says', () => {
    const piece = fc.constantFrom(
      '2024',
      '-',
      '/',
      '05',
      '14',
      ' ',
      'T',
      '10',
      ':',
      '00',
      '.',
      'May',
      'Tue',
      'Z',
      '+',
      'PM',
      '@',
      '1715680800',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        const time = takeTime(text, 0, OBSERVED_AT);
        if (time === undefined) return;
        expect(Number.isInteger(time.ms) && time.nanos >= 0 && time.nanos < 1_000_000).toBe(true);
        expect(time.end).toBeGreaterThan(0);
        expect(time.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

test.each([
  [{ seconds: 1715680800, nanos: 123_456_789 }, 456_789],
  [{ epochSecond: 1715680800, nanoOfSecond: 123_000_000 }, 0],
  [{ $date: '2024-05-14T10:00:00.123Z' }, 0],
  ['Tue, 14 May 2024 10:00:00 GMT', undefined],
  ['14/May/2024:10:00:00 +0000', undefined],
])('a field of JSON may be %j', (value, nanos) => {
  const time = parseLogTime(value);
  expect(time?.ms).toBe(at('2024-05-14T10:00:00Z') + (nanos === undefined ? 0 : 123));
  expect(time?.nanos).toBe(nanos ?? 0);
});

test.each(['May 14 10:00:00', '2024-05-14 10:00:00 and more', { seconds: 'x' }, {}, [], 'soon'])(
  '%j is not',
  (value) => {
    expect(parseLogTime(value)).toBeUndefined();
  },
);
