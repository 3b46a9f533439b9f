import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayElements, countElements, countMembers } from './json-array.ts';

test('the elements of any array are found in its text', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 2), (values, indent) => {
      const text = ` ${JSON.stringify(values, undefined, indent)}\n`;
      expect(arrayElements(text).map((element) => JSON.parse(element))).toEqual(JSON.parse(text));
      expect(countElements(text, 1e9)).toBe(values.length);
    }),
  );
});

test.each([
  ['{"a":[1,2,3]}', 1],
  ['', 1],
  ['"[1,2]"', 1],
  ['[]', 0],
  [' [ ] ', 0],
  ['[1,2', 2],
  ['[1,"a', 2],
  ['["\\",",[1,2],{"a":",","b":[]}]', 3],
])('%s has %i', (text, count) => {
  expect(countElements(text, 10)).toBe(count);
});

test('counting ends above the limit', () => {
  expect(countElements(`[${'1,'.repeat(1000)}1]`, 5)).toBe(6);
});

test('the members of any JSON are counted in its text', () => {
  const membersOf = (value: unknown): number =>
    typeof value !== 'object' || value === null
      ? 0
      : Object.values(value).reduce(
          (sum, each) => sum + membersOf(each),
          Array.isArray(value) ? 0 : Object.keys(value).length,
        );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(countMembers(JSON.stringify(value), 1e9)).toBe(membersOf(JSON.parse(JSON.stringify(value))));
    }),
  );
  expect(countMembers('{"a":{"b":1,"c:\\":":2}}', 10)).toBe(3);
  expect(countMembers('[{"a":1},{"a":1},{"a":1}]', 1)).toBe(2);
});
