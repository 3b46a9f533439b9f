import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseStep, MAX_BINS } from './choose-bins.ts';
import { zonedBinsIn } from './time-bins.ts';
import { offsetsOf } from './zone-offsets.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const FROM = Date.parse('2026-03-01T00:00:00Z');
const UTC = () => 0;

function stepFor(lengthMs: number, bins: number, stepMs?: number): number {
  return chooseStep({ fromMs: FROM, toMs: FROM + lengthMs }, { bins, stepMs });
}

describe('the step of a range', () => {
  test.each([
    [HOUR, 60, MINUTE],
    [HOUR, 59, 2 * MINUTE],
    [DAY, 48, 30 * MINUTE],
    [30 * DAY, 30, DAY],
    [30 * DAY, 20, 2 * DAY],
    [1_000, 100, 10],
    [5, 100, 1],
  ])('of %d ms in at most %d bins is the smallest readable one, %d ms', (lengthMs, bins, expected) => {
    expect(stepFor(lengthMs, bins)).toBe(expected);
  });

  test('that is longer than any readable one allows is a number of weeks', () => {
    const step = stepFor(3_650 * DAY, 100);
    expect([step % WEEK, Math.ceil((3_650 * DAY) / step) <= 100]).toEqual([0, true]);
  });

  test('is the requested one, even if it makes many bins', () => {
    expect(stepFor(HOUR, 10, 5_000)).toBe(5_000);
  });

  test('is wider than the one asked for when there would be too many bins', () => {
    expect(stepFor(HOUR, 10, 1_000)).toBe(2_000);
    expect(HOUR / 1_000).toBeGreaterThan(MAX_BINS);
  });

  test('is never finer than the one asked for', () => {
    expect(stepFor(DAY, 10, 7_000)).toBeGreaterThanOrEqual(7_000);
  });
});

test('for any range and any zone, there are no more bins than requested', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe'];
  const lengths = fc.oneof(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e12 }));
  fc.assert(
    fc.property(
      lengths,
      fc.integer({ min: 2, max: 200 }),
      fc.constantFrom(...zones),
      fc.nat(1e9),
      (length, bins, zone, shift) => {
        const offsetAt = zone === 'UTC' ? UTC : offsetsOf(zone);
        const range = { fromMs: FROM + shift, toMs: FROM + shift + length };
        const step = chooseStep(range, { bins }, offsetAt);
        expect(zonedBinsIn(range, step, offsetAt)).toBeLessThanOrEqual(bins);
      },
    ),
    { numRuns: 200 },
  );
});
