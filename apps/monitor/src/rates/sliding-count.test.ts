import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlidingCount } from './sliding-count.ts';

const WINDOW_MS = 60_000;
const NOW = 1_700_000_000_000;

test('what happened leaves the count when the window has passed over it', () => {
  const count = new SlidingCount(WINDOW_MS, NOW);
  count.add(NOW, NOW);
  expect(count.total(NOW + WINDOW_MS - 2_000)).toBe(1);
  expect(count.total(NOW + WINDOW_MS)).toBe(0);
});

test('what is older than the window is refused', () => {
  const count = new SlidingCount(WINDOW_MS, NOW);
  expect(count.add(NOW - WINDOW_MS, NOW)).toBe(false);
  expect(count.add(NOW - WINDOW_MS + 2_000, NOW)).toBe(true);
  expect(count.total(NOW)).toBe(1);
});

test('a moment in the future counts as now', () => {
  const count = new SlidingCount(WINDOW_MS, NOW);
  expect(count.add(NOW + 11 * 86_400_000 + 17_500, NOW)).toBe(true);
  expect(count.total(NOW + WINDOW_MS - 2_000)).toBe(1);
  expect(count.total(NOW + WINDOW_MS)).toBe(0);
});

test('a clock that steps back loses nothing and counts nothing twice', () => {
  const count = new SlidingCount(WINDOW_MS, NOW);
  count.add(NOW, NOW);
  count.add(NOW - 5_000, NOW - 5_000);
  expect(count.total(NOW)).toBe(2);
});

test('after a clock was set back by an hour, what happens counts, and what was counted leaves in its time', () => {
  const count = new SlidingCount(WINDOW_MS, NOW);
  count.add(NOW, NOW);
  const later = NOW - 3_600_000;
  expect(count.add(later, later)).toBe(true);
  expect(count.total(later)).toBe(2);
  expect(count.total(later + WINDOW_MS - 2_000)).toBe(2);
  expect(count.total(later + WINDOW_MS)).toBe(0);
});

test('the total is exact up to one slot, whatever happens when', () => {
  const slotMs = WINDOW_MS / 60;
  const steps = fc.array(fc.record({ waitMs: fc.nat(30_000), agoMs: fc.nat(90_000) }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.nat(1_000_000), (events, offset) => {
      let now = NOW + offset;
      const count = new SlidingCount(WINDOW_MS, now);
      const times: number[] = [];
      for (const { waitMs, agoMs } of events) {
        now += waitMs;
        if (count.add(now - agoMs, now)) times.push(now - agoMs);
        else expect(agoMs).toBeGreaterThan(WINDOW_MS - slotMs);
        const within = (limit: number) => times.filter((time) => time > now - limit).length;
        expect(count.total(now)).toBeLessThanOrEqual(within(WINDOW_MS));
        expect(count.total(now)).toBeGreaterThanOrEqual(within(WINDOW_MS - slotMs));
      }
    }),
  );
});
