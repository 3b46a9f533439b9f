import { createBatchIds, type RecordOrder, recordId, stemOf } from '@logwarren/contract';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { comparePlaces, eachPlace, PlaceList, type RecordPlace } from './record-places.ts';

const nextId = createBatchIds();
const batches = [nextId(), nextId(), nextId()];
const origins = [stemOf(nextId()), stemOf(nextId())];

/** A batch as sources send it: positions from 0, ordinals that rise. */
const part = fc
  .record({
    batch: fc.constantFrom(...batches),
    origin: fc.constantFrom(undefined, ...origins),
    first: fc.nat(1e6),
    steps: fc.array(fc.constantFrom(1, 1, 2, 7, 5_000), { maxLength: 20 }),
  })
  .map(({ batch, first, origin, steps }) => {
    const ordinals = [first];
    for (const step of steps) ordinals.push((ordinals.at(-1) as number) + step);
    return {
      batch,
      indexes: ordinals.map((_, i) => i),
      order: origin === undefined ? undefined : { origin, ordinals },
    };
  });

function placesOf({
  batch,
  indexes,
  order,
}: {
  batch: string;
  indexes: number[];
  order: RecordOrder | undefined;
}): RecordPlace[] {
  const stem = stemOf(batch);
  return indexes.map((index) => ({
    batch: stem,
    index,
    origin: order?.origin ?? stem,
    ordinal: order?.ordinals[index] ?? index,
  }));
}

describe('places', () => {
  it('survive the store, one after the other and in any order', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.boolean(), (parts, isMerged) => {
        const list = new PlaceList();
        let places = parts.flatMap((each) => placesOf(each));
        if (isMerged) {
          places = places.toSorted(comparePlaces);
          for (const place of places) list.add(place);
        } else {
          for (const { batch, indexes, order } of parts) list.addAll(recordId(batch, 3), indexes, order);
        }
        const stored = BSON.deserialize(BSON.serialize(list.build()));
        expect([...eachPlace(stored as ReturnType<PlaceList['build']>)]).toEqual(places);
      }),
    );
  });

  it('are written as before when a batch is its own origin, and with one number when its records are neighbours', () => {
    const plain = new PlaceList();
    plain.addAll(batches[0] as string, [0, 1, 2]);
    expect(plain.build()).toEqual({ places: [{ batch: stemOf(batches[0] as string), first: 0, count: 3 }] });
    const neighbours = new PlaceList();
    neighbours.addAll(batches[0] as string, [0, 1, 2], { origin: origins[0] as string, ordinals: [7, 8, 9] });
    const run = { batch: stemOf(batches[0] as string), first: 0, count: 3, at: 7 };
    expect(neighbours.build()).toEqual({ places: [run], origins: [origins[0]] });
  });
});
