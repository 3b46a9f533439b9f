import { expect, test } from 'vitest';
import { fromInput, nameRange, toInput } from './time-range.ts';

test.each([
  ['15m', '', 'last 15 min'],
  ['', '', 'all time'],
  ['90s', '', 'last 90 s'],
  ['now', '', 'dated in the future'],
  ['yesterday', '', 'since yesterday'],
])('%s to %s is called %s', (from, to, name) => {
  expect(nameRange(from, to)).toBe(name);
});

test('moments are in local time, the day once', () => {
  const from = new Date(2026, 10, 21, 10, 0, 0).toISOString();
  const to = new Date(2026, 10, 21, 10, 15, 30).toISOString();
  const later = new Date(2026, 10, 22, 0, 0, 5).toISOString();
  expect(nameRange(from, to)).toBe('2026-11-21 10:00:00 – 10:15:30');
  expect(nameRange(from, later)).toBe('2026-11-21 10:00:00 – 2026-11-22 00:00:05');
  expect(nameRange('', to)).toBe('until 2026-11-21 10:15:30');
  expect(fromInput(toInput(from))).toBe(from);
  expect([toInput('15m'), toInput(''), fromInput('')]).toEqual(['', '', '']);
});
