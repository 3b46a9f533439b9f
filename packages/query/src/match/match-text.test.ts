import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containsGlob, isWholeMatch } from './match-text.ts';

const unit = fc.constantFrom('a', 'b', '.', ' ');
const text = fc.string({ unit, maxLength: 14 });
const piece = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 3 });
const pieces = fc.array(piece, { minLength: 2, maxLength: 4 });
const quote = (part: string) => part.replaceAll('.', '\\.');

test('a whole match is what a regular expression says', () => {
  fc.assert(
    fc.property(text, pieces, (some, parts) => {
      const expected = new RegExp(`^${parts.map(quote).join('.*')}$`, 's').test(some);
      expect(isWholeMatch(some, parts)).toBe(expected);
    }),
    { numRuns: 1_000 },
  );
});

test('a pattern in a text is what a regular expression with boundaries says', () => {
  const atStart = (part: string) => (/^\w/.test(part) ? '(?<!\\w)' : '');
  const atEnd = (part: string) => (/\w$/.test(part) ? '(?!\\w)' : '');
  fc.assert(
    fc.property(text, pieces, (some, parts) => {
      const body = parts.map(quote).join('\\S*');
      const expected = new RegExp(`${atStart(parts[0] ?? '')}${body}${atEnd(parts.at(-1) ?? '')}`).test(some);
      expect(containsGlob(some, parts)).toBe(expected);
    }),
    { numRuns: 2_500 },
  );
});

test('a long text without white space takes linear time', () => {
  const long = 'a'.repeat(256 * 1024);
  const startedAt = performance.now();
  for (const parts of [
    ['a', 'b'],
    ['', 'ab', 'a'],
    ['a', 'a', 'b'],
    ['', 'b', ''],
    ['', 'b'],
  ]) {
    expect(containsGlob(long, parts)).toBe(false);
  }
  // Linear work takes milliseconds; quadratic work would take a minute.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
