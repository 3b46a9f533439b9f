import { expect, test } from 'vitest';
import { unseenWrites } from './unseen-writes.ts';

const SEEN_MS = Date.UTC(2026, 10, 30, 12);
const busy = { grownLooks: 10, bytesPerMs: 10 };

/** A file that was seen last at 0 ms and copied until 20 ms, by default truncated at once. */
const situation = ({ pace = busy, truncatedMs = 20, isCopied = true } = {}) => ({
  pace,
  seenMs: SEEN_MS,
  copy: isCopied ? { path: '/logs/shop.log.1', modifiedMs: SEEN_MS + 20 } : undefined,
  now: { modifiedMs: SEEN_MS + truncatedMs },
});

test('a file that was written to all the time, and has no copy', () => {
  expect(unseenWrites(situation({ isCopied: false }))).toBe(
    'it was being written to, and no copy of it is near; anything written after 2026-11-30T12:00:00.000Z is unknown',
  );
});

test('a file whose copy was ready long before it was truncated', () => {
  expect(unseenWrites(situation({ truncatedMs: 28 }))).toMatch(/^it was copied to \/logs\/shop\.log\.1 and truncated/);
});

test.each([
  ['was hardly written to, and has no copy', { isCopied: false, pace: { grownLooks: 4, bytesPerMs: 10 } }],
  ['was hardly written to, and was copied', { truncatedMs: 28, pace: { grownLooks: 9, bytesPerMs: 10 } }],
  ['was truncated as soon as it was copied', {}],
  ['has a line a second', { truncatedMs: 28, pace: { grownLooks: 10, bytesPerMs: 0.1 } }],
])('nothing is said of a file that %s', (_, more) => {
  expect(unseenWrites(situation(more))).toBeUndefined();
});
