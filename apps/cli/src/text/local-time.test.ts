import { expect, test, vi } from 'vitest';
import { clockOf, dayOf, lengthOf, momentOf, timeParameter, zoneOf } from './local-time.ts';

const MS = Date.parse('2026-11-21T23:30:05.007Z');

/** Runs something as if the machine stood elsewhere. */
function inZone(minutesEast: number, run: () => void): void {
  const zone = vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-minutesEast);
  try {
    run();
  } finally {
    zone.mockRestore();
  }
}

test('times are those of the zone, or of UTC', () => {
  inZone(330, () => {
    expect(momentOf(MS, false)).toBe('2026-11-22 05:00:05');
    expect(zoneOf(MS, false)).toBe('UTC+5:30');
    expect(dayOf(MS, true)).toBe('2026-11-21');
    expect(clockOf(MS, true)).toBe('23:30:05.007');
    expect(zoneOf(MS, true)).toBe('UTC');
  });
  inZone(-210, () => expect(zoneOf(MS, false)).toBe('UTC-3:30'));
  inZone(330, () => expect(momentOf(8.64e15, false)).toBe('+275760-09-13 00:00:00'));
  inZone(-330, () => expect(momentOf(-8.64e15, false)).toBe('-271821-04-20 00:00:00'));
});

test('lengths of time are short', () => {
  expect([90_000, 7_200_000, 3 * 86_400_000, 4_000, 250, 60_000].map(lengthOf)).toEqual([
    '90 s',
    '2 h',
    '3 d',
    '4 s',
    '250 ms',
    '1 min',
  ]);
});

test('a time without a zone is meant as times are shown; all else is passed on as it is', () => {
  inZone(540, () => {
    const of = (text: string, isUtc = false) => timeParameter(text, isUtc, MS);
    expect(of('2026-11-21')).toBe('2026-11-20T15:00:00.000Z');
    expect(of('2026-11-21 10:15')).toBe('2026-11-21T01:15:00.000Z');
    expect(of('2026-11-21T10:15:30.5')).toBe('2026-11-21T01:15:30.500Z');
    // It is the 22nd in Tokyo already.
    expect(of('7:05')).toBe('2026-11-21T22:05:00.000Z');
    expect(of('7:05', true)).toBe('2026-11-21T07:05:00.000Z');
    expect(of('2026-11-21', true)).toBe('2026-11-21T00:00:00.000Z');
    for (const other of ['15m', 'now', '2026-11-21T10:15:00Z', '1795255200', 'nonsense', '2026-02-30', '25:00']) {
      expect(of(other)).toBe(other);
    }
  });
});
