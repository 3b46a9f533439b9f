import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeBins, zonedBinsIn } from './time-bins.ts';
import { isTimeZone, offsetsOf } from './zone-offsets.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Hours of the bins of a range, and where they begin by the clocks of the zone. */
function binsOf(zone: string, from: string, to: string, stepMs: number) {
  const range = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  const offsetAt = offsetsOf(zone);
  const { endMs, starts } = timeBins(range, stepMs, offsetAt);
  return starts.map((start, i) => {
    const shown = new Date(start + offsetAt(start)).toISOString().slice(5, 16);
    return `${shown} ${((starts[i + 1] ?? endMs) - start) / HOUR}h`;
  });
}

test.each([
  // Ordinary days, and days on which clocks change.
  ['Europe/Berlin', '2026-07-01T12:00Z', '2026-07-02T12:00Z', DAY, ['07-01T00:00 24h', '07-02T00:00 24h']],
  ['Europe/Berlin', '2026-03-29T12:00Z', '2026-03-30T01:00Z', DAY, ['03-29T00:00 23h', '03-30T00:00 24h']],
  ['Europe/Berlin', '2026-10-24T23:00Z', '2026-10-25T20:00Z', DAY, ['10-25T00:00 25h']],
  ['America/St_Johns', '2026-11-01T12:00Z', '2026-11-01T13:00Z', DAY, ['11-01T00:00 25h']],
  ['Australia/Lord_Howe', '2026-10-04T00:00Z', '2026-10-04T02:00Z', DAY, ['10-04T00:00 23.5h']],
  ['Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T22:00Z', 12 * HOUR, ['03-29T00:00 11h', '03-29T12:00 12h']],
  ['Europe/Berlin', '2026-10-25T00:00Z', '2026-10-25T04:00Z', 3 * HOUR, ['10-25T00:00 4h', '10-25T03:00 3h']],
  // A midnight that does not exist, or occurs twice.
  ['Asia/Beirut', '2026-03-29T00:00Z', '2026-03-29T22:00Z', DAY, ['03-29T01:00 23h', '03-30T00:00 24h']],
  ['Asia/Beirut', '2026-10-24T12:00Z', '2026-10-24T23:00Z', DAY, ['10-24T00:00 25h', '10-25T00:00 24h']],
  ['America/Havana', '2026-11-01T12:00Z', '2026-11-02T04:00Z', DAY, ['11-01T00:00 25h']],
  // A day that does not exist.
  [
    'Pacific/Apia',
    '2011-12-29T12:00Z',
    '2011-12-31T12:00Z',
    DAY,
    ['12-29T00:00 24h', '12-31T00:00 24h', '01-01T00:00 24h'],
  ],
  // Hours of a clock that is half an hour off. An hour that clocks show twice is two bins.
  ['Asia/Kolkata', '2026-11-21T10:00Z', '2026-11-21T11:00Z', HOUR, ['11-21T15:00 1h', '11-21T16:00 1h']],
  ['Europe/Berlin', '2026-10-25T00:00Z', '2026-10-25T02:00Z', HOUR, ['10-25T02:00 1h', '10-25T02:00 1h']],
  ['UTC', '2026-11-21T10:00Z', '2026-11-22T11:00Z', DAY, ['11-21T00:00 24h', '11-22T00:00 24h']],
] as const)('in %s from %s to %s', (zone, from, to, stepMs, expected) => {
  expect(binsOf(zone, from, to, stepMs)).toEqual(expected);
});

test('bins follow each other, hold the range, and every moment is in the bin of its number', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
  ];
  const steps = [
    1,
    50,
    60_000,
    HOUR / 2,
    HOUR,
    2 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    25 * HOUR,
    HOUR + 1,
    5_000_011,
  ];
  const moment = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2060-01-01') });
  fc.assert(
    fc.property(
      ...[fc.constantFrom(...zones), fc.constantFrom(...steps), moment, fc.integer({ min: 1, max: 90 })],
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 20, maxLength: 20 }),
      (zone, stepMs, fromMs, steps, shares) => {
        const range = { fromMs, toMs: fromMs + steps * stepMs };
        const offsetAt = offsetsOf(zone);
        const { endMs, indexOf, numberOf, starts } = timeBins(range, stepMs, offsetAt);
        expect(starts[0]).toBeLessThanOrEqual(fromMs);
        expect(starts.at(-1)).toBeLessThan(range.toMs);
        expect(endMs).toBeGreaterThanOrEqual(range.toMs);
        for (const [i, start] of starts.entries()) expect(starts[i + 1] ?? endMs).toBeGreaterThan(start);
        expect(starts.length).toBeLessThanOrEqual(zonedBinsIn(range, stepMs, offsetAt));
        for (const ms of [
          fromMs,
          range.toMs - 1,
          ...shares.map((share) => fromMs + Math.floor(share * steps * stepMs)),
        ]) {
          const index = indexOf(numberOf(ms)) ?? -1;
          expect(starts[index]).toBeLessThanOrEqual(ms);
          expect(starts[index + 1] ?? endMs).toBeGreaterThan(ms);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('without a zone bins are multiples of the step; at the ends of time they are cut', () => {
  expect(timeBins({ fromMs: -7, toMs: 12 }, 10)).toMatchObject({ starts: [-10, 0, 10], endMs: 20 });
  expect(timeBins({ fromMs: 5, toMs: 5 }, 10).starts).toEqual([]);
  const all = timeBins({ fromMs: -8.64e15 + 1, toMs: 8.64e15 }, 7e14, offsetsOf('Europe/Berlin'));
  for (const ms of [...all.starts, all.endMs]) expect(Number.isNaN(new Date(ms).getTime())).toBe(false);
});

test('zones are known by name', () => {
  expect(['Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/Argentina/Ushuaia'].every(isTimeZone)).toBe(true);
  expect(['', 'Europe/Bielefeld', 'now', '../UTC', 'x'.repeat(1_000)].some(isTimeZone)).toBe(false);
});
