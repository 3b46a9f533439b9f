import { expect, test } from 'vitest';
import { type Entry, emptyEntry, joined, mostOf, united } from './value-entry.ts';

function entryOf(seen: number, buckets: number[] = [], missed = 0): Entry {
  return { seen, weighted: seen * 2, missed, buckets };
}

test('values that a condition does not tell apart are one, under the first spelling', () => {
  const entries: [string, Entry][] = [
    ['Checkout', entryOf(5)],
    ['billing', entryOf(1)],
    ['checkout', entryOf(2)],
  ];
  expect(united(entries).map(([value, { seen, weighted }]) => [value, seen, weighted])).toEqual([
    ['Checkout', 7, 14],
    ['billing', 1, 2],
  ]);
});

test('matches of one bucket add up, in the order of the buckets', () => {
  const { buckets } = joined([
    ['a', entryOf(5, [7, 3, 9, 2])],
    ['A', entryOf(4, [2, 1, 7, 3])],
  ]);
  expect(buckets).toEqual([2, 1, 7, 6, 9, 2]);
});

test('what values may have missed adds up, but not beyond what any may have', () => {
  const entries: [string, Entry][] = [
    ['a', entryOf(1, [], 30)],
    ['A', entryOf(1, [], 40)],
  ];
  expect(joined(entries).missed).toBe(70);
  expect(joined(entries, 50).missed).toBe(50);
});

test('a value alone keeps its entry', () => {
  const entry = entryOf(3, [1, 3]);
  expect(joined([['a', entry]])).toBe(entry);
});

test('the most that a value may have is what was seen or what that stands for, and what was missed', () => {
  expect(mostOf({ seen: 4, weighted: 2.5, missed: 1, buckets: [] })).toBe(5);
  expect(mostOf({ seen: 4, weighted: 9.2, missed: 1, buckets: [] })).toBe(11);
  expect(mostOf(emptyEntry(6))).toBe(6);
});
