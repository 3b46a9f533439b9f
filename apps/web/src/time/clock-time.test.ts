import { expect, test } from 'vitest';
import { localTime } from '../text/format-time.ts';
import { clockOf, type Limits, lastShown, placeClocks } from './clock-time.ts';

const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).getTime();

/** The limits of two times of the day, written at a moment. */
function written(start: string, end: string, nowMs: number): Limits {
  const limitOf = (text: string) =>
    text === '' ? '' : (lastShown(clockOf(text) ?? '', nowMs)?.toISOString() ?? 'BUG');
  return placeClocks({ from: limitOf(start), to: limitOf(end) }, start, end, nowMs);
}

test.each([
  ['14:30', '14:30'],
  [' 9:05 ', '09:05'],
  ['14.30', '14:30'],
  ['9.05.30', '09:05:30'],
  ['9.05.30,25', '09:05:30.25'],
  ['23:59:59.5', '23:59:59.5'],
  ['8', undefined],
  ['14.3', undefined],
  ['14:30.15', undefined],
  ['1764460800.25', undefined],
])('%s is the time of the day %s', (text, clock) => {
  expect(clockOf(text)).toBe(clock);
});

test.each<[now: [number, number, number], start: string, end: string, from: string, to: string]>([
  [[30, 1, 30], '23:00', '00:30', '2026-11-29 23:00:00', '2026-11-30 00:30:00'],
  [[30, 1, 30], '23:00', '', '2026-11-29 23:00:00', ''],
  [[30, 1, 30], '23:00', '23:30', '2026-11-29 23:00:00', '2026-11-29 23:30:00'],
  // The end is over, so the start is the one before it.
  [[30, 23, 30], '23:00', '00:30', '2026-11-29 23:00:00', '2026-11-30 00:30:00'],
  [[30, 15, 0], '10:00', '9:00', '2026-11-29 10:00:00', '2026-11-30 09:00:00'],
  [[30, 1, 30], '23:00', '22:00', '2026-11-28 23:00:00', '2026-11-29 22:00:00'],
  // The hour that is not over yet.
  [[30, 14, 20], '14:00', '15:00', '2026-11-30 14:00:00', '2026-11-30 15:00:00'],
  [[30, 14, 20], '14:25', '14:30', '2026-11-29 14:25:00', '2026-11-29 14:30:00'],
])('at %j, from %s to %s is %s to %s', (now, start, end, from, to) => {
  const limits = written(start, end, at(...now));
  expect(localTime(new Date(limits.from ?? ''))).toBe(from);
  expect(limits.to === '' ? '' : localTime(new Date(limits.to ?? ''))).toBe(to);
});

test('a time of the day beside a moment is on the side of it that makes a range', () => {
  const now = at(30, 14, 20);
  const end = new Date(at(21, 12, 0)).toISOString();
  const before = placeClocks({ from: lastShown('10:00', now)?.toISOString(), to: end }, '10:00', 'kept', now);
  expect(localTime(new Date(before.from ?? ''))).toBe('2026-11-21 10:00:00');
  const after = placeClocks({ from: '15m', to: lastShown('15:00', now)?.toISOString() }, '15m', '15:00', now);
  expect(localTime(new Date(after.to ?? ''))).toBe('2026-11-30 15:00:00');
});

test('a text that is not a time stays as it is', () => {
  expect(lastShown('25:00', at(30, 1, 30))).toBeUndefined();
  expect(placeClocks({ from: undefined, to: '' }, '25:00', '')).toEqual({ from: undefined, to: '' });
});
