import { createBatchIds, recordId, stemOf } from '@logwarren/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AFTER_ALL,
  afterAll,
  beforeAll,
  type Cursor,
  comparePositions,
  cursorAt,
  decodeCursor,
  encodeCursor,
  isAhead,
  type Order,
  positionOf,
} from './cursor.ts';

const nextId = createBatchIds();
const [id, origin] = [nextId(), stemOf(nextId())];
const order = fc.constantFrom<Order>('asc', 'desc');

const position = fc.record({
  timestamp: fc.integer({ min: -1e12, max: 8e15 }),
  nanos: fc.integer({ min: 0, max: 999_999 }),
  origin: fc.constantFrom('', origin, AFTER_ALL),
  ordinal: fc.nat(Number.MAX_SAFE_INTEGER),
  id: fc.constantFrom('', id, AFTER_ALL),
});

const textOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('cursor', () => {
  it('survives its text', () => {
    fc.assert(
      fc.property(position, order, fc.option(fc.constant(id), { nil: undefined }), (place, direction, shownTo) => {
        const cursor: Cursor = { ...place, order: direction, ...(shownTo === undefined ? {} : { shownTo }) };
        expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  it('is refused if it is not ours, or of a later build', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(decodeCursor(text)).toBeUndefined()));
    const forged = (...value: unknown[]) => decodeCursor(textOf(value));
    expect(forged('desc', 1, 0, { $gt: '' })).toBeUndefined();
    expect(forged('desc', '1', 0, '')).toBeUndefined();
    expect(forged('sideways', 1, 0, '')).toBeUndefined();
    expect(forged('desc', 1, 1_000_000, '')).toBeUndefined();
    expect(forged(1, 'desc', 1, 0, origin, 3, id)).toBeDefined();
    expect(forged(2, 'desc', 1, 0, origin, 3, id)).toBeUndefined();
    expect(forged(1, 'desc', 1, 0, 'elsewhere', 3, id)).toBeUndefined();
    expect(forged(1, 'desc', 1, 0, { $gt: '' }, 3, id)).toBeUndefined();
    expect(forged(1, 'desc', 1, 0, origin, -1, id)).toBeUndefined();
    expect(forged(1, 'desc', 1, 0, origin, 3, id, 'x')).toBeUndefined();
    expect(forged(1, 'desc', 1, 0, origin, 3, id, id, id)).toBeUndefined();
  });

  it('orders by time, then nanoseconds, then origin and ordinal, then id', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        expect(Math.sign(comparePositions(a, b)) + Math.sign(comparePositions(b, a))).toBe(0);
        if (a.timestamp < b.timestamp) expect(comparePositions(a, b)).toBeLessThan(0);
      }),
    );
    const at = { timestamp: 1, nanos: 0, origin, ordinal: 5, id };
    const inOrder = [
      beforeAll(1),
      { ...at, origin: stemOf(id), ordinal: 9 },
      { ...at, ordinal: 4, id: AFTER_ALL },
      { ...at, id: '' },
      at,
      { ...at, ordinal: 6 },
      afterAll(1, 0),
      { ...at, nanos: 1 },
    ];
    for (let i = 1; i < inOrder.length; i++) {
      expect(comparePositions(inOrder[i - 1] ?? at, inOrder[i] ?? at)).toBeLessThan(0);
    }
  });

  it('is that of the batch for a record that says no other', () => {
    const record = {
      timestamp: 1,
      service: '',
      severity: 'INFO' as const,
      severityNumber: 9,
      message: '',
      observedAt: 1,
    };
    expect(positionOf({ ...record, id: recordId(id, 258) })).toMatchObject({ origin: stemOf(id), ordinal: 258 });
    expect(positionOf({ ...record, id, order: { origin, ordinal: 7 } })).toMatchObject({ origin, ordinal: 7 });
  });
});

describe('a cursor of the build before', () => {
  /** Cursors of earlier builds: `[order, timestamp, nanos, id]`, with the records of one moment sorted by id. */
  const formerText = (direction: Order, timestamp: number, nanos: number, at: string) =>
    textOf([direction, timestamp, nanos, at]);

  it('continues where its page ended, in the new order, with nothing twice and nothing left out', () => {
    const moments = fc.array(
      fc.record({ timestamp: fc.integer({ min: 0, max: 2 }), isOrdered: fc.boolean(), ordinal: fc.nat(20) }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(moments, order, fc.nat(), fc.integer({ min: 1, max: 4 }), (records, direction, cut, limit) => {
        const sign = direction === 'asc' ? 1 : -1;
        const all = records.map(({ timestamp, isOrdered, ordinal }) => {
          const batch = nextId();
          const place = isOrdered ? { origin, ordinal } : { origin: stemOf(batch), ordinal: 0 };
          return { timestamp, nanos: 0, ...place, id: batch };
        });
        const formerly = all.toSorted((a, b) => sign * (a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1)));
        const shown = formerly.slice(0, 1 + (cut % all.length));
        const last = shown.at(-1) as (typeof all)[number];
        let cursor = decodeCursor(formerText(direction, last.timestamp, 0, last.id));
        const seen = shown.map((each) => each.id);
        for (;;) {
          const start = cursor as Cursor;
          const page = all.filter((each) => isAhead(each, start)).toSorted((a, b) => sign * comparePositions(a, b));
          seen.push(...page.slice(0, limit).map((each) => each.id));
          const end = page.slice(0, limit).at(-1);
          if (end === undefined) break;
          cursor = decodeCursor(encodeCursor(cursorAt(end, direction, start)));
        }
        expect(seen).toHaveLength(all.length);
        expect(new Set(seen).size).toBe(all.length);
      }),
    );
  });

  it('may stand between moments', () => {
    expect(decodeCursor(formerText('desc', 5, 0, ''))).toEqual({ ...beforeAll(5), order: 'desc' });
    expect(decodeCursor(formerText('asc', 5, 999_999, 'g'))).toEqual({ ...afterAll(5), order: 'asc' });
  });
});
