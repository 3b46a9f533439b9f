import { expect, test } from 'vitest';
import { ageOf, clockTime, rowTime } from './format-time.ts';

const now = new Date(2026, 10, 21, 12, 0, 0);

test('a row says the day only when it is another one, and the year only when it is', () => {
  const at = (...parts: [number, number, number, number, number, number, number]) => new Date(...parts).toISOString();
  expect(rowTime(at(2026, 10, 21, 9, 5, 7, 12), now)).toBe('09:05:07.012');
  expect(rowTime(at(2026, 10, 20, 9, 5, 7, 12), now)).toBe('11-20 09:05:07');
  expect(rowTime(at(2015, 4, 20, 9, 5, 7, 12), now)).toBe('2015-05-20 09:05:07');
  expect(clockTime(at(2026, 0, 1, 23, 59, 59, 999))).toBe('23:59:59.999');
});

test('a year has four digits, or six and a sign', () => {
  const inYear = (year: number) => {
    const time = new Date(2000, 2, 15, 10, 5, 7);
    time.setFullYear(year);
    return rowTime(time.toISOString(), now);
  };
  expect(inYear(999)).toBe('0999-03-15 10:05:07');
  expect(inYear(1)).toBe('0001-03-15 10:05:07');
  expect(inYear(12_026)).toBe('+012026-03-15 10:05:07');
  expect(inYear(-44)).toBe('-000044-03-15 10:05:07');
});

test('ages have two digits at most', () => {
  const ago = (seconds: number) => ageOf(new Date(now.getTime() - seconds * 1000).toISOString(), now.getTime());
  expect([0, 40, 99, 100, 3600, 86_400, 1_000_000, 20_000_000, 100_000_000].map(ago)).toEqual([
    'now',
    '40 s',
    '99 s',
    '2 min',
    '60 min',
    '24 h',
    '12 d',
    '8 months',
    '3 years',
  ]);
  expect([-1, -40, -86_400].map(ago)).toEqual(['now', 'in 40 s', 'in 24 h']);
});
