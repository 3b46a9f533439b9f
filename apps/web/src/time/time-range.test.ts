import { expect, test } from 'vitest';
import { bothMoments, readMoment, toInput } from './moment-text.ts';
import { nameRange } from './time-range.ts';

test.each([
  ['15m', '', 'last 15 min'],
  ['', '', 'all time'],
  ['90s', '', 'last 90 s'],
  ['now', '', 'dated in the future'],
  ['yesterday', '', 'unreadable time'],
  ['abc', '', 'unreadable time'],
  ['-1', '', 'unreadable time'],
  ['15m', 'abc', 'unreadable time'],
  ['1w', '', 'last 1 week'],
  ['2w', '', 'last 2 weeks'],
  ['2h', '15m', '2 h ago – 15 min ago'],
  ['now-1d', 'now', '1 day ago – now'],
  ['now+1h', '', 'later than in 1 h'],
  ['now-15M', '', 'last 15 min'],
  ['2026', '', 'unreadable time'],
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
  expect(readMoment(toInput(from), 'from')).toBe(from);
});

test('an address is read as the API reads it: 0 is 1970', () => {
  const epoch = nameRange(new Date(0).toISOString(), '');
  expect(nameRange('0', '')).toBe(epoch);
  expect(epoch).toMatch(/^since (1970-01-01|1969-12-31) /);
});

test.each(['15m', 'now-1h', '', 'nonsense', '2026-11-21T10:00:00.000000042Z'])(
  '%s is shown as it is written',
  (text) => {
    expect(toInput(text)).toBe(text);
  },
);

test('what is shown for a limit is read back as the same moment', () => {
  for (
    let ms = Date.parse('2026-10-24T20:00:00.120Z');
    ms < Date.parse('2026-10-25T06:00:00Z');
    ms += 7 * 60_000 + 13
  ) {
    const iso = new Date(ms).toISOString();
    expect(readMoment(toInput(iso), 'from')).toBe(iso);
  }
});

test.each([
  ['2026-02-30 10:00', undefined],
  ['25:00', undefined],
  ['11/21/2026', undefined],
  ['2026-11-21 25:00', undefined],
  ['2026-11-21 10:00:61', undefined],
  ['2026-11-21 10:15', new Date(2026, 10, 21, 10, 15).toISOString()],
  [' 2026-11-21T10:15:30,5 ', new Date(2026, 10, 21, 10, 15, 30, 500).toISOString()],
  ['2026-11-21', new Date(2026, 10, 21).toISOString()],
  ['2026-11-21 10:15Z', '2026-11-21T10:15:00.000Z'],
  ['2026-11-21 10:15 +02:00', '2026-11-21T08:15:00.000Z'],
  ['1h', '1h'],
  ['0', undefined],
  ['8', undefined],
  ['10.3', undefined],
  ['14.75', undefined],
  ['25.00', undefined],
  ['20261121', undefined],
  ['1764460', undefined],
  ['946684800', '2000-01-01T00:00:00.000Z'],
  ['1764460800.25', '2025-11-30T00:00:00.250Z'],
  ['1764460800123', '2025-11-30T00:00:00.123Z'],
])('%s is read as %s', (text, expected) => {
  expect(readMoment(text, 'from')).toBe(expected);
});

test.each([
  ['14:30', 14, 30, 0],
  ['14.30', 14, 30, 0],
  [' 9:05 ', 9, 5, 0],
  ['23:59:59', 23, 59, 59],
  ['0.00.01', 0, 0, 1],
])('%s alone is the last time that clocks showed it', (text, ...clock) => {
  const read = Date.parse(readMoment(text, 'from') ?? '');
  const time = new Date(read);
  expect([time.getHours(), time.getMinutes(), time.getSeconds()]).toEqual(clock);
  expect(Date.now() - read).toBeGreaterThanOrEqual(0);
  // A day has 25 hours when clocks are set back.
  expect(Date.now() - read).toBeLessThan(25 * 3_600_000 + 60_000);
});

test('a time that local clocks show once is one moment', () => {
  expect(bothMoments('2026-11-21 10:15')).toBeUndefined();
});
