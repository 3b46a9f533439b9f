import { createBatchIds } from '@logwarren/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AFTER_ALL_IDS, comparePositions, decodeCursor, encodeCursor } from './cursor.ts';

const id = createBatchIds()();

const position = fc.record({
  timestamp: fc.integer({ min: -1e12, max: 8e15 }),
  nanos: fc.integer({ min: 0, max: 999_999 }),
  id: fc.constantFrom('', id, AFTER_ALL_IDS),
});

describe('cursor', () => {
  it('survives its text', () => {
    fc.assert(
      fc.property(position, fc.constantFrom('asc' as const, 'desc' as const), (place, order) => {
        expect(decodeCursor(encodeCursor({ ...place, order }))).toEqual({ ...place, order });
      }),
    );
  });

  it('is refused when it is none of ours', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(decodeCursor(text)).toBeUndefined()));
    const forged = (value: unknown) => decodeCursor(Buffer.from(JSON.stringify(value)).toString('base64url'));
    expect(forged(['desc', 1, 0, { $gt: '' }])).toBeUndefined();
    expect(forged(['desc', '1', 0, ''])).toBeUndefined();
    expect(forged(['sideways', 1, 0, ''])).toBeUndefined();
    expect(forged(['desc', 1, 1_000_000, ''])).toBeUndefined();
  });

  it('orders by time, then nanoseconds, then id', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        expect(Math.sign(comparePositions(a, b)) + Math.sign(comparePositions(b, a))).toBe(0);
        if (a.timestamp < b.timestamp) expect(comparePositions(a, b)).toBeLessThan(0);
      }),
    );
    expect(comparePositions({ timestamp: 1, nanos: 0, id: '' }, { timestamp: 1, nanos: 0, id })).toBeLessThan(0);
    expect(
      comparePositions({ timestamp: 1, nanos: 0, id: AFTER_ALL_IDS }, { timestamp: 1, nanos: 0, id }),
    ).toBeGreaterThan(0);
    expect(comparePositions({ timestamp: 1, nanos: 1, id: '' }, { timestamp: 1, nanos: 0, id })).toBeGreaterThan(0);
  });
});
