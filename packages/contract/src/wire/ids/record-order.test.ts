import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchIds } from './record-ids.ts';
import { decodeSteps, encodeSteps, orderHeaders, recordOrderOf, stemOf } from './record-order.ts';

const origin = stemOf(createBatchIds()());

/** Rising, with runs of neighbours as a log has them. */
const ordinals = fc
  .tuple(
    fc.nat(2 ** 45),
    fc.array(
      fc.oneof(fc.constant(1), fc.constant(1), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1e6 })),
      {
        maxLength: 499,
      },
    ),
  )
  .map(([first, steps]) => {
    const all = [first];
    for (const step of steps) all.push((all.at(-1) as number) + step);
    return all;
  });

describe('the order of records', () => {
  it('survives its headers, also for some of the records', () => {
    fc.assert(
      fc.property(ordinals, fc.func(fc.boolean()), (all, isWanted) => {
        const headers = orderHeaders({ origin, ordinals: all });
        const indexes = all.map((_, index) => index).filter(isWanted);
        const read = recordOrderOf({ ...headers }, indexes);
        if (indexes.length === 0) expect(read).toBeUndefined();
        else expect(read).toEqual({ origin, ordinals: indexes.map((index) => all[index]) });
      }),
    );
  });

  it('takes little room: nothing for neighbours, a digit for a gap, two for a run', () => {
    expect(encodeSteps([7, 8, 9, 10])).toBe('');
    expect(encodeSteps([0, 2, 3, 4, 5, 6, 8])).toBe('CAEC');
    const everySecond = Array.from({ length: 500 }, (_, i) => 2 * i);
    expect(encodeSteps(everySecond)).toHaveLength(499);
    const rare = Array.from({ length: 500 }, (_, i) => 900 * i);
    expect(encodeSteps(rare)).toHaveLength(998);
    const mostly = Array.from({ length: 525 }, (_, i) => i).filter((i) => i % 21 !== 20);
    expect(encodeSteps(mostly).length).toBeLessThan(80);
  });

  it('is the order of the batch if the headers are absent or damaged', () => {
    const good = orderHeaders({ origin, ordinals: [3, 5] });
    expect(recordOrderOf({}, [0])).toBeUndefined();
    for (const bad of [
      { origin: 'x' },
      { origin: 7 },
      { ordinals: '' },
      { ordinals: '-1' },
      { ordinals: '1:' },
      { ordinals: '1:*' },
      { ordinals: '1:A' },
      { ordinals: '1:AA' },
      { ordinals: '1:g' },
      { ordinals: '9007199254740992' },
      { ordinals: `0:${'_'.repeat(8_000)}B` },
      { ordinals: `0:${'B'.repeat(9_000)}` },
    ]) {
      expect(recordOrderOf({ ...good, ...bad }, [0, 1])).toBeUndefined();
    }
    expect(recordOrderOf({ ...good }, [70_000])).toBeUndefined();
  });

  it('never takes more than requested', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ABCZghz09-_') }),
        fc.integer({ min: 1, max: 600 }),
        (text, count) => {
          const all = decodeSteps(5, text, count);
          if (all === undefined) return;
          expect(all).toHaveLength(count);
          for (let i = 1; i < count; i++) expect(all[i]).toBeGreaterThan(all[i - 1] as number);
        },
      ),
    );
  });
});
