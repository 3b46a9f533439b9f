import { expect, test } from 'vitest';
import { Unreadable } from '../letters/index.ts';
import { checkMembers, RecordLimits } from './record-limits.ts';

/** A record whose attributes are numbered from a start. */
const record = (attributes: number, first = 0) => ({
  timestamp: 0,
  observedAt: 0,
  message: '',
  attributes: Object.fromEntries(Array.from({ length: attributes }, (_, i) => [`k${first + i}`, 1])),
});

/** Position of the first record that is refused; undefined when all are taken. */
function refusedAt(count: number, add: (limits: RecordLimits, i: number) => void): number | undefined {
  const limits = new RecordLimits();
  for (let i = 0; i < count; i++) {
    try {
      add(limits, i);
    } catch (error) {
      expect(error).toMatchObject({ reason: 'body-too-many-attributes' });
      return i;
    }
  }
  return undefined;
}

test('columns that records share count once, and attributes each time', () => {
  const many = record(100);
  expect(refusedAt(2_000, (limits) => limits.add(many, 'a'))).toBeUndefined();
  expect(refusedAt(2_001, (limits) => limits.add(many, 'a'))).toBe(2_000);
});

test('names that differ from record to record make columns', () => {
  // 25,000 columns: 10 for each record, and 5 for the fields of every 1,000.
  expect(refusedAt(3_000, (limits, i) => limits.add(record(10, 10 * i), 'a'))).toBe(2_498);
});

test('streams share no columns', () => {
  const small = record(0);
  expect(refusedAt(6_000, (limits) => limits.add(small, 'a'))).toBeUndefined();
  expect(refusedAt(6_000, (limits, i) => limits.add(small, String(i)))).toBe(5_000);
});

test('the members of JSON count before it is parsed, over all texts of a body; other texts do not', () => {
  const members = (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":1`).join()}}`;
  checkMembers([members(100_000), members(100_000)]);
  expect(() => checkMembers([members(100_000), members(100_001)])).toThrow(Unreadable);
  expect(() => checkMembers([` \n${members(200_001)}`])).toThrow(Unreadable);
  checkMembers([`x ${members(200_001)}`]);
});
