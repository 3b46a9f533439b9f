import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findText } from './find-text.ts';

/** The expected result, by `indexOf` alone. */
function expected(text: string, wanted: string, accepts: (at: number) => boolean, from: number): number {
  for (let at = text.indexOf(wanted, from); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (accepts(at)) return at;
    if (at >= text.length) break;
  }
  return -1;
}

const unit = fc.constantFrom('a', 'b');

test('the place is the first that is accepted, even after many refused ones', () => {
  const text = fc.string({ unit, maxLength: 600 });
  const wanted = fc.oneof(
    fc.string({ unit, maxLength: 4 }),
    fc.nat(250).map((length) => 'a'.repeat(length)),
  );
  fc.assert(
    fc.property(text, wanted, fc.nat(20), fc.integer({ min: 1, max: 60 }), (before, part, from, every) => {
      const whole = before + 'a'.repeat(300) + before;
      const accepts = (at: number) => at % every === every - 1;
      expect(findText(whole, part, accepts, from)).toBe(expected(whole, part, accepts, from));
    }),
    { numRuns: 500 },
  );
});
