import { describe, expect, test } from 'vitest';
import { isTimeZone, offsetsOf, segmentsOf } from './zone-offsets.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Etc/GMT+5', true],
  ['Europe/Atlantis', false],
  ['', false],
  ['../etc/passwd', false],
])('%o is a zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

describe('the distance of a zone from UTC', () => {
  test.each([
    ['Europe/Berlin', '2026-01-15T00:00:00Z', 1],
    ['Europe/Berlin', '2026-07-15T00:00:00Z', 2],
    ['America/New_York', '2026-01-15T00:00:00Z', -5],
    ['Asia/Kathmandu', '2026-01-15T00:00:00Z', 5.75],
    ['America/St_Johns', '2026-01-15T00:00:00Z', -3.5],
    ['UTC', '2026-01-15T00:00:00Z', 0],
  ])('%s at %s is %d hours', (zone, moment, hours) => {
    expect(offsetsOf(zone)(at(moment))).toBe(hours * HOUR);
  });

  test('has seconds where a zone had its local mean time', () => {
    expect(offsetsOf('Africa/Monrovia')(at('1960-01-01T00:00:00Z'))).toBe(-(44 * 60 + 30) * 1_000);
  });

  test('is known at the ends of the range of a Date, and beyond', () => {
    const offsetAt = offsetsOf('Europe/Berlin');
    for (const ms of [-8.64e15, 8.64e15, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
      expect(Number.isFinite(offsetAt(ms))).toBe(true);
    }
  });
});

describe('the segments of a range', () => {
  const offsetAt = offsetsOf('Europe/Berlin');

  test('begin anew at the very moment at which clocks change', () => {
    const segments = segmentsOf(offsetAt, at('2026-01-01T00:00:00Z'), at('2026-12-31T00:00:00Z'));
    expect(segments).toEqual([
      { fromMs: Number.NEGATIVE_INFINITY, offsetMs: HOUR },
      { fromMs: at('2026-03-29T01:00:00Z'), offsetMs: 2 * HOUR },
      { fromMs: at('2026-10-25T01:00:00Z'), offsetMs: HOUR },
    ]);
  });

  test('are one where clocks do not change', () => {
    expect(segmentsOf(offsetAt, at('2026-05-01T00:00:00Z'), at('2026-06-01T00:00:00Z'))).toHaveLength(1);
  });

  test('of a thousand years cost a bounded number of looks', () => {
    let looks = 0;
    const counting = (ms: number) => {
      looks += 1;
      return offsetAt(ms);
    };
    segmentsOf(counting, at('1500-01-01T00:00:00Z'), at('2500-01-01T00:00:00Z'));
    expect(looks).toBeLessThan(120_000);
  });
});
