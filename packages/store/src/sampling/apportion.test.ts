import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion } from './apportion.ts';

test('numbers are rounded so that they add up, each up or down', () => {
  expect(apportion([10 / 3, 10 / 3, 10 / 3], 10)).toEqual([4, 3, 3]);
  expect(apportion([0.6, 0.6, 0.8], 2)).toEqual([1, 0, 1]);
  expect(apportion([0, 0], 0)).toEqual([0, 0]);
  expect(apportion([], 0)).toEqual([]);
});

test('whatever the numbers, their sum is kept, none moves by 1, and whole numbers stay as they are', () => {
  const numbers = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true }), { maxLength: 60 });
  fc.assert(
    fc.property(numbers, (parts) => {
      const sum = parts.reduce((all, part) => all + part, 0);
      const total = Math.round(sum);
      const rounded = apportion(parts, total);
      expect(rounded.reduce((all, part) => all + part, 0)).toBe(total);
      // The total is rounded too, which moves each part by its share of half a record.
      for (const [i, part] of parts.entries()) expect(Math.abs((rounded[i] as number) - part)).toBeLessThan(1.6);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(1e6)), (parts) => {
      expect(
        apportion(
          parts,
          parts.reduce((all, part) => all + part, 0),
        ),
      ).toEqual(parts);
    }),
  );
});
