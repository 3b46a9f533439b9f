import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashSet } from './hash-set.ts';

function setOf(hashes: Iterable<number>, expected = 0): HashSet {
  const set = new HashSet(expected);
  for (const hash of hashes) set.add(hash);
  return set;
}

const sorted = (numbers: Iterable<number>) => [...numbers].toSorted((a, b) => a - b);

test('holds each number once, as a set does, however many there are', () => {
  // Few different numbers, so that many repeat, and neighbours, which lie in neighbouring slots.
  const hash = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 900 }), fc.nat(500), (hashes, expected) => {
      const set = setOf(hashes, expected);
      const known = new Set(hashes);
      expect(set.size).toBe(known.size);
      expect(sorted(set.values())).toEqual(sorted(known));
    }),
  );
});

test('grows far beyond the expected number', () => {
  const hashes = Array.from({ length: 20_000 }, (_, i) => Math.imul(i, 0x9e3779b1));
  const set = setOf([...hashes, ...hashes], 10);
  expect(set.size).toBe(20_000);
  expect(sorted(set.values())).toEqual(sorted(hashes));
});

test('holds 0, which marks an empty slot, beside the others', () => {
  expect(setOf([]).size).toBe(0);
  expect([...setOf([0, 0]).values()]).toEqual([0]);
  expect(sorted(setOf([7, 0, -7, 0]).values())).toEqual([-7, 0, 7]);
});

test('takes a number of 32 bits with or without its sign', () => {
  expect([...setOf([0xffffffff, -1, 0xffffffff]).values()]).toEqual([-1]);
});
