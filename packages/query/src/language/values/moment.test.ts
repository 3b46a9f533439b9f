import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTimeParameter, resolveRange, resolveTime, timeAdvice } from './moment.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function read(text: string, end: 'from' | 'to' = 'from'): string | undefined {
  const time = parseTimeParameter(text, end);
  return time === undefined ? undefined : new Date(resolveTime(time, NOW)).toISOString();
}

test('the advice is one line, and every example in it is a time', () => {
  const examples = (text: string) => timeAdvice(text).match(/[\d-]{4,}[\d:TZ]*|\d+[mhd]\b|now-15m/g) ?? [];
  expect(timeAdvice('yesterday').length).toBeLessThan(130);
  expect(examples('yesterday').length).toBeGreaterThan(6);
  for (const text of ['yesterday', '2026']) {
    for (const example of examples(text).filter((each) => each !== '1970'))
      expect(read(example), example).toBeDefined();
  }
});

test.each([
  ['30.11.2026', /^write the day as 2026-11-30, or a time of it as 2026-11-30T10:15$/],
  ['1.2.2026 10:15', /2026-02-01,/],
  ['31.02.2026', /^use an age/],
  ['30.11.20261', /^use an age/],
])('a day that is written as %s is written anew where there is one', (text, advice) => {
  expect(timeAdvice(text)).toMatch(advice);
});

test.each([
  ['now', '2026-11-21T12:00:00.000Z'],
  ['NOW-15m', '2026-11-21T11:45:00.000Z'],
  ['now+1h', '2026-11-21T13:00:00.000Z'],
  ['30s', '2026-11-21T11:59:30.000Z'],
  ['2h', '2026-11-21T10:00:00.000Z'],
  ['7d', '2026-11-14T12:00:00.000Z'],
  ['1w', '2026-11-14T12:00:00.000Z'],
  ['2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21T10:15', '2026-11-21T10:15:00.000Z'],
  ['2026-11-21T10:15:30+01:00', '2026-11-21T09:15:30.000Z'],
  ['2026-11-21T10:15:30 01:00', '2026-11-21T09:15:30.000Z'],
  ['2026-11-21 10:15', '2026-11-21T10:15:00.000Z'],
  ['1795255200', '2026-11-21T10:00:00.000Z'],
  ['1795255200123', '2026-11-21T10:00:00.123Z'],
])('%s is %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each(['', 'soon', '15', 'm', '15 m', '-15m', '15min', 'now15m', '2026-02-30', '2026-11-21T25:00'])(
  '%j is not a time, or at least no age',
  (text) => {
    expect(parseTimeParameter(text, 'from')).not.toMatchObject({ kind: 'relative' });
  },
);

test('a fraction of a millisecond widens the range at either end', () => {
  expect(read('2026-11-21T10:00:00.123456Z', 'from')).toBe('2026-11-21T10:00:00.123Z');
  expect(read('2026-11-21T10:00:00.123456Z', 'to')).toBe('2026-11-21T10:00:00.124Z');
});

test('every moment reads back from its ISO form and from its milliseconds', () => {
  const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moments, (moment) => {
      expect(read(moment.toISOString())).toBe(moment.toISOString());
      expect(read(String(moment.getTime()))).toBe(moment.toISOString());
    }),
  );
});

test('an age is the same as now minus the age, and resolves to a moment that exists', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.constantFrom('s', 'm', 'h', 'd', 'w'), (number, unit) => {
      expect(read(`${number}${unit}`)).toBe(read(`now-${number}${unit}`));
    }),
  );
});

/** `[from, to, endsNow]` of a range, ms from now. */
function range(from: string, to: string, within?: { min: number; max: number }) {
  const parameters = { from: parseTimeParameter(from, 'from'), to: parseTimeParameter(to, 'to') };
  const { endsNow, fromMs, toMs } = resolveRange(parameters, NOW, within);
  return [fromMs === undefined ? undefined : fromMs - NOW, toMs === undefined ? undefined : toMs - NOW, endsNow];
}

test.each([
  ['', '', [undefined, 0, true]],
  ['15m', '', [-900_000, 0, true]],
  ['2026-11-21T11:00:00Z', '', [-3_600_000, 0, true]],
  ['15m', 'now', [-900_000, 0, false]],
  ['', '5m', [undefined, -300_000, false]],
  ['', 'now+1h', [undefined, 3_600_000, false]],
  ['now', '', [0, undefined, false]],
  ['now+1h', '', [3_600_000, undefined, false]],
  ['now-999999999w', '', [undefined, 0, true]],
  ['', 'now+999999999w', [undefined, undefined, false]],
  ['now+999999999w', '', [8.64e15 - NOW, undefined, false]],
  ['', 'now-999999999w', [undefined, -8.64e15 - NOW, false]],
] as const)('from %j to %j is %j', (from, to, expected) => {
  expect(range(from, to)).toEqual(expected);
});

test('a condition on the time narrows the range, and may name its end', () => {
  const open = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  expect(range('15m', '', { ...open, min: NOW - 60_000 })).toEqual([-60_000, 0, true]);
  expect(range('15m', '', { ...open, max: NOW + 60_000 })).toEqual([-900_000, 60_001, false]);
  expect(range('', '', { ...open, min: NOW + 1 })).toEqual([1, undefined, false]);
  expect(range('', '', { min: 8.64e15 + 1, max: 8.64e15 + 1 })).toEqual([8.64e15 - NOW, undefined, false]);
});

test('for any text the answer is a moment that exists, or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\dTZ:. +-]{1,30}$/)), (text) => {
      expect(() => read(text, 'to')).not.toThrow();
    }),
  );
});

test.each(['2030', '1970', '9999', ' 2026 '])('%j is refused, for it reads as a year and would be seconds', (text) => {
  expect(parseTimeParameter(text, 'from')).toBeUndefined();
  expect(parseTimeParameter(text, 'to')).toBeUndefined();
});
