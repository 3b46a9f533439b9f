import { Binary } from 'mongodb';
import { describe, expect, test } from 'vitest';
import type { PlaceRange } from '../bucket/place-ranges.ts';
import {
  AFTER_ALL,
  afterAll,
  beforeAll as beforeMoment,
  type Cursor,
  isBehind,
  type Order,
  type Position,
} from './cursor.ts';
import type { HeaderEntry } from './header-stream.ts';
import { justBefore, meet, reachesStart } from './nearest.ts';

function header(fromMs: number, toMs: number, places: Pick<HeaderEntry, 'fromPlaces' | 'toPlaces'> = {}): HeaderEntry {
  return { partition: 'p', _id: new Binary(Buffer.alloc(16)), fromMs, toMs, count: 1, ...places };
}

/** A start between the records of a millisecond. */
function startAt(timestamp: number, origin: string, ordinal: number, order: Order): Cursor {
  return { timestamp, nanos: 0, origin, ordinal, id: order === 'asc' ? AFTER_ALL : '', order };
}

function range(origin: string, first: number, last: number): PlaceRange {
  return { first: { origin, ordinal: first }, last: { origin, ordinal: last } };
}

const record = (timestamp: number, origin: string, ordinal: number): Position => {
  return { timestamp, nanos: 0, origin, ordinal, id: '5' };
};

describe('the place just before', () => {
  test.each(['asc', 'desc'] as const)('a record lies before that record and behind the one before it, %s', (order) => {
    const place = justBefore(7, { origin: 'b', ordinal: 5 }, order);
    const [near, far] = order === 'asc' ? [4, 6] : [6, 4];
    expect(isBehind(record(7, 'b', 5), place, order)).toBe(true);
    expect(isBehind(record(7, 'b', near), place, order)).toBe(false);
    expect(isBehind(record(7, 'b', far), place, order)).toBe(true);
  });

  test.each(['asc', 'desc'] as const)('a millisecond lies before all of its records, %s', (order) => {
    const place = justBefore(7, undefined, order);
    expect([record(7, '0', 0), record(7, 'f', 9)].every((each) => isBehind(each, place, order))).toBe(true);
    expect(isBehind(record(order === 'asc' ? 6 : 8, '5', 5), place, order)).toBe(false);
  });
});

test('a bucket reaches the start of a page when it begins before it, or in its millisecond', () => {
  const start = (order: Order) => ({ ...beforeMoment(10), order });
  expect([9, 10, 11].map((fromMs) => reachesStart(header(fromMs, 20), start('asc')))).toEqual([true, true, false]);
  expect([9, 10, 11].map((toMs) => reachesStart(header(0, toMs), start('desc')))).toEqual([false, true, true]);
});

describe('a page meets', () => {
  test('a bucket after its start where the bucket begins', () => {
    const met = meet(header(1, 5), { ...beforeMoment(9), order: 'desc' });
    expect(met).toMatchObject({ isSure: true, bucket: { nearest: justBefore(5, undefined, 'desc') } });
  });

  test('one whose header has places at the first of them', () => {
    const entry = header(5, 9, { fromPlaces: [range('a', 3, 4), range('b', 0, 1)] });
    const met = meet(entry, { ...beforeMoment(1), order: 'asc' });
    expect(met).toMatchObject({ isSure: true, bucket: { nearest: justBefore(5, { origin: 'a', ordinal: 3 }, 'asc') } });
  });

  test('one over its start without places at the start: its records may show more', () => {
    const start: Cursor = { ...beforeMoment(5), order: 'desc' };
    expect(meet(header(1, 9), start)).toMatchObject({ isSure: false, bucket: { nearest: start } });
  });

  test('the first places after the start, when it has shown those before', () => {
    const entry = header(5, 9, { fromPlaces: [range('a', 0, 9), range('c', 0, 9)] });
    const met = meet(entry, startAt(5, 'b', 0, 'asc'));
    expect(met).toMatchObject({ isSure: true, bucket: { nearest: justBefore(5, { origin: 'c', ordinal: 0 }, 'asc') } });
  });

  test('places that the start lies within at the start, and is not sure', () => {
    const start = startAt(5, 'a', 4, 'asc');
    expect(meet(header(5, 9, { fromPlaces: [range('a', 0, 9)] }), start)).toMatchObject({
      isSure: false,
      bucket: { nearest: start },
    });
  });

  test('no bucket of one millisecond that it has shown to its last place', () => {
    const shown = { toPlaces: [range('a', 2, 9)] };
    expect(meet(header(5, 5, shown), startAt(5, 'a', 2, 'desc'))).toBeUndefined();
    expect(meet(header(5, 5, shown), startAt(5, 'a', 3, 'desc'))).toBeDefined();
  });

  test('the rest of a longer bucket after the millisecond that it has shown', () => {
    const met = meet(header(5, 9, { fromPlaces: [range('a', 0, 1)] }), startAt(5, 'b', 0, 'asc'));
    expect(met).toMatchObject({ isSure: false, bucket: { nearest: afterAll(5) } });
  });
});
