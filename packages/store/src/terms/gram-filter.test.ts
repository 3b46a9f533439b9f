import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitPositions, setBits } from './bloom-bits.ts';
import { GramSet, gramBits, gramPositions } from './gram-filter.ts';

const BITS = 2 ** 14;

function filterOf(...texts: string[]): Uint8Array {
  const grams = new GramSet();
  for (const text of texts) grams.addText(text);
  return grams.build(BITS);
}

const mayHold = (filter: Uint8Array, part: string) =>
  gramPositions([part], BITS).every((bit) => (((filter[bit >> 3] as number) >> (bit & 7)) & 1) === 1);

test('no part of a text that was added is ever excluded, of any script', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(text, text, fc.nat(), fc.nat(), (before, added, from, length) => {
      const start = added.length === 0 ? 0 : from % added.length;
      return mayHold(filterOf(before, added), added.slice(start, start + (length % 20)));
    }),
  );
});

test('a part that is in no text is mostly excluded', () => {
  const filter = filterOf('connection refused by upstream', '支付错误发生');
  const parts = ['timeout', 'zebra', '数据库连接', 'qqq', 'xyzzy', 'löschen'];
  expect(parts.filter((part) => mayHold(filter, part))).toEqual([]);
  expect(['fused', '错误发', 'on ref'].filter((part) => !mayHold(filter, part))).toEqual([]);
});

test('nothing is asked of a part of fewer than three characters', () => {
  expect(gramPositions(['ab', ''], BITS)).toEqual([]);
});

test('a set that is built leaves nothing to the next one, which has its bitmap', () => {
  filterOf('everything of before');
  expect(filterOf('now')).toEqual(filterOf('now'));
  expect(mayHold(filterOf('now'), 'before')).toBe(false);
});

test('bits are set where they are asked for', () => {
  const filter = new Uint8Array(32);
  setBits(filter, 250, 7, 6);
  const set = Array.from({ length: 256 }, (_, bit) => bit).filter(
    (bit) => ((filter[bit >> 3] as number) >> (bit & 7)) & 1,
  );
  expect(set).toEqual(bitPositions(250, 7, 6, 256).toSorted((a, b) => a - b));
});

test('the filter of grams grows with that of terms', () => {
  const sizes = [2 ** 6, 2 ** 12, 2 ** 14, 2 ** 16, 2 ** 20].map(gramBits);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(sizes.every((size) => Number.isInteger(Math.log2(size)))).toBe(true);
});
