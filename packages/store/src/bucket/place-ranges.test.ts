import { createBatchIds, stemOf } from '@logwarren/contract';
import { expect, test } from 'vitest';
import { compareInMoment, endPlaces } from './place-ranges.ts';

const nextId = createBatchIds();
/** Origins in the order of their ids. */
const origins = Array.from({ length: 40 }, () => stemOf(nextId())).toSorted();

/** A record: its time, its origin, its position there, and nanoseconds if it has any. */
type Placed = [time: number, origin: number, ordinal: number, nanos?: number];

function endsOf(records: readonly Placed[]) {
  const times = records.map(([time]) => time);
  const withNanos = [...records.entries()].filter(([, [, , , nanos]]) => nanos !== undefined);
  const columns = {
    timestamp: { values: times },
    nanos: { at: withNanos.map(([i]) => i), values: withNanos.map(([, [, , , nanos]]) => nanos as number) },
  };
  const places = records.map(([, origin, first]) => ({ batch: origins[origin] as string, first, count: 1 }));
  const span = { fromMs: Math.min(...times), toMs: Math.max(...times) };
  return endPlaces({ count: records.length, columns, attributes: [] }, { places }, span);
}

test('within a millisecond nanoseconds decide, then the origin, then the ordinal', () => {
  const places = [
    { origin: 'a', ordinal: 2 },
    { origin: 'a', ordinal: 10 },
    { origin: 'b', ordinal: 1 },
    { nanos: 5, origin: 'a', ordinal: 1 },
  ];
  expect(places.toReversed().toSorted(compareInMoment)).toEqual(places);
});

test('only records of the first and of the last millisecond are at an end', () => {
  const { fromPlaces, toPlaces } = endsOf([
    [10, 0, 3],
    [11, 0, 4],
    [12, 1, 5],
  ]);
  expect(fromPlaces).toEqual([{ first: { origin: origins[0], ordinal: 3 }, last: { origin: origins[0], ordinal: 3 } }]);
  expect(toPlaces).toEqual([{ first: { origin: origins[1], ordinal: 5 }, last: { origin: origins[1], ordinal: 5 } }]);
});

test('records of one origin and nanosecond share a range in any order', () => {
  const { fromPlaces } = endsOf([
    [10, 0, 9],
    [10, 1, 1],
    [10, 0, 2],
    [10, 0, 5, 7],
  ]);
  expect(fromPlaces.map(({ first, last }) => [first.ordinal, last.ordinal])).toEqual([
    [2, 9],
    [1, 1],
    [5, 5],
  ]);
});

test('of very many origins neighbours share a range, and no record is outside of all', () => {
  const { fromPlaces } = endsOf(origins.map((_, i): Placed => [10, i, i]));
  expect(fromPlaces.length).toBeLessThanOrEqual(16);
  const isHeld = (place: { origin: string; ordinal: number }) =>
    fromPlaces.some(({ first, last }) => compareInMoment(first, place) <= 0 && compareInMoment(place, last) <= 0);
  expect(origins.filter((origin, ordinal) => !isHeld({ origin, ordinal }))).toEqual([]);
});
